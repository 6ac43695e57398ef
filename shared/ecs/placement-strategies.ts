import { type HostCapacity, tasksOfGroup } from './host.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html */
export interface PlacementStrategy {
  /** spread, binpack or random. */
  readonly type?: string | undefined;
  /** spread: `instanceId`, `host` or `attribute:…`; binpack: `cpu` or `memory`. */
  readonly field?: string | undefined;
}

/**
 * How a service without strategies is placed: the zone with the fewest of its tasks, in it the host with the fewest.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_replica
 */
export const defaultServiceStrategies = [
  { type: 'spread', field: 'attribute:ecs.availability-zone' },
  { type: 'spread', field: 'instanceId' },
] as const satisfies readonly PlacementStrategy[];

export interface StrategyRequest {
  readonly strategies: readonly PlacementStrategy[];
  /** Spread counts the tasks of this group, on all hosts, whether these can take another or not. */
  readonly group: string;
  readonly hosts: readonly HostCapacity[];
}

/**
 * Those of the candidates that are equally good in the eyes of all strategies: each strategy chooses among what the ones before
 * it left. Binpack leaves the least unused, so it takes the host with the least remaining. Empty only without candidates.
 */
export const preferred = (candidates: readonly HostCapacity[], request: StrategyRequest): readonly HostCapacity[] =>
  createScales(request).lightest(candidates);

/** What the strategies weigh hosts by, for several tasks in a row: counted once, and then kept up to date. */
export interface Scales {
  /** As `preferred`. */
  lightest(candidates: readonly HostCapacity[]): readonly HostCapacity[];
  /** The same backwards, for taking a task away: the most crowded part of a spread, and for binpack the host left with the most. */
  heaviest(candidates: readonly HostCapacity[]): readonly HostCapacity[];
  /** A task of the group has been placed on this host of the request. */
  placed(host: HostCapacity): void;
  /** A task of the group has left it. */
  removed(host: HostCapacity): void;
}

export const createScales = (request: StrategyRequest): Scales => {
  const scales = scalesOf(request);
  const count = (host: HostCapacity, by: 1 | -1) => {
    for (const { partOf } of scales) {
      const part = partOf?.get(host.id);
      if (part !== undefined) part.tasks += by;
    }
  };
  return {
    lightest: (candidates) => narrowed(candidates, scales, 'fewest'),
    heaviest: (candidates) => narrowed(candidates, scales, 'most'),
    placed: (host) => count(host, 1),
    removed: (host) => count(host, -1),
  };
};

/** One strategy. */
interface Scale {
  readonly weigh: (host: HostCapacity) => number;
  /** Of a spread: which part each host is in. */
  readonly partOf?: ReadonlyMap<string, Part>;
}
interface Part {
  tasks: number;
}

const scalesOf = ({ strategies, group, hosts }: StrategyRequest): readonly Scale[] => {
  const scales: Scale[] = [];
  // Each spread divides the parts of the ones before it.
  let nameOf = (_: HostCapacity): string => '';
  for (const { type, field = '' } of strategies) {
    if (type === 'binpack') scales.push({ weigh: remainingOf(field) });
    if (type !== 'spread') continue;
    const outer = nameOf;
    nameOf = (host) => `${outer(host)}\n${attributeOrId(host, field)}`;
    const partOf = partsOf(hosts, group, nameOf);
    scales.push({ partOf, weigh: (host) => partOf.get(host.id)?.tasks ?? 0 });
  }
  return scales;
};

const narrowed = (
  candidates: readonly HostCapacity[],
  scales: readonly Scale[],
  wanted: 'fewest' | 'most',
): readonly HostCapacity[] =>
  scales.reduce((best, { weigh }) => (best.length > 1 ? extreme(best, weigh, wanted) : best), candidates);

const remainingOf =
  (field: string) =>
  (host: HostCapacity): number =>
    field.toLowerCase() === 'cpu' ? host.remaining.cpu : host.remaining.memory;

/** Hosts without the attribute are one part of their own. */
const attributeOrId = (host: HostCapacity, field: string): string =>
  field.startsWith('attribute:') ? (host.attributes[field.slice('attribute:'.length)] ?? '') : host.id;

const partsOf = (
  hosts: readonly HostCapacity[],
  group: string,
  nameOf: (host: HostCapacity) => string,
): ReadonlyMap<string, Part> => {
  const parts = new Map<string, Part>();
  const partOf = new Map<string, Part>();
  for (const host of hosts) {
    const name = nameOf(host);
    const part = parts.get(name) ?? { tasks: 0 };
    part.tasks += tasksOfGroup(host, group);
    parts.set(name, part);
    partOf.set(host.id, part);
  }
  return partOf;
};

const extreme = (
  hosts: readonly HostCapacity[],
  weigh: (host: HostCapacity) => number,
  wanted: 'fewest' | 'most',
): readonly HostCapacity[] => {
  let best: HostCapacity[] = [];
  let goal = Number.NaN;
  for (const host of hosts) {
    const weight = weigh(host);
    if (weight === goal) best.push(host);
    else if (best.length === 0 || (wanted === 'fewest' ? weight < goal : weight > goal))
      [best, goal] = [[host], weight];
  }
  return best;
};
