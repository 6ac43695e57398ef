/**
 * Where tasks of a service shall go so that zones have the same number, but for one. Pure.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
export interface ZoneStart {
  readonly zone: string;
  readonly count: number;
}

/** Each zone as it stands, those that have none with 0. */
export type ZoneCounts = ReadonlyMap<string, number>;

export const isUneven = (counts: ZoneCounts): boolean =>
  counts.size > 1 && Math.max(...counts.values()) - Math.min(...counts.values()) > 1;

/** Whether a zone has more than it would have if all had the same. */
export const isCrowded = (counts: ZoneCounts, zone: string): boolean => {
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (counts.get(zone) ?? 0) > all / counts.size;
};

/** What to start in the zones with the fewest, before as many go from those with the most; at most `room` altogether. */
export const startsForBalance = (counts: ZoneCounts, room: number): readonly ZoneStart[] => {
  const after = new Map(counts);
  const starts = new Map<string, number>();
  for (let left = room; left > 0 && isUneven(after); left--) {
    const sorted = [...after].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1));
    const [fewest] = sorted[0]!;
    const [most] = sorted.at(-1)!;
    after.set(fewest, after.get(fewest)! + 1);
    after.set(most, after.get(most)! - 1);
    starts.set(fewest, (starts.get(fewest) ?? 0) + 1);
  }
  return Array.from(starts, ([zone, count]) => ({ zone, count }));
};
