/** That each fault really happened and mattered: how often it began, was refused, and how much it hit. */

/** By the name of a fault or of what people did. */
export type Counters = Readonly<Record<string, Count>>;

export interface Count {
  /** How often it was to happen. */
  readonly asked: number;
  /** How often it did: the others found nothing that could break so. */
  readonly happened: number;
  /** How many calls, instances, tasks, events or functions it hit. */
  readonly hit: number;
}

export const addCounters = (all: readonly Counters[]): Counters => {
  const sum: Record<string, Count> = {};
  for (const counters of all)
    for (const [name, { asked, happened, hit }] of Object.entries(counters)) {
      const before = sum[name] ?? { asked: 0, happened: 0, hit: 0 };
      sum[name] = { asked: before.asked + asked, happened: before.happened + happened, hit: before.hit + hit };
    }
  return sum;
};
