import type { HostCapacity } from './host.ts';

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
  narrowed(candidates, request, 'fewest');

/**
 * The same backwards, for taking a task away: the most crowded part of a spread, and for binpack the host that is left with
 * the most.
 */
export const leastPreferred = (
  candidates: readonly HostCapacity[],
  request: StrategyRequest,
): readonly HostCapacity[] => narrowed(candidates, request, 'most');

const narrowed = (
  candidates: readonly HostCapacity[],
  { strategies, group, hosts }: StrategyRequest,
  wanted: 'fewest' | 'most',
): readonly HostCapacity[] => {
  let best = candidates;
  let bucketOf = (_: HostCapacity): string => '';
  for (const { type, field = '' } of strategies) {
    if (type === 'binpack') best = extreme(best, remainingOf(field), wanted);
    if (type !== 'spread') continue;
    const outer = bucketOf;
    bucketOf = (host) => `${outer(host)}\n${attributeOrId(host, field)}`;
    const tasks = tasksPerBucket(hosts, group, bucketOf);
    const bucket = bucketOf;
    best = extreme(best, (host) => tasks.get(bucket(host)) ?? 0, wanted);
  }
  return best;
};

const remainingOf =
  (field: string) =>
  (host: HostCapacity): number =>
    field.toLowerCase() === 'cpu' ? host.remaining.cpu : host.remaining.memory;

/** Hosts without the attribute are one part of their own. */
const attributeOrId = (host: HostCapacity, field: string): string =>
  field.startsWith('attribute:') ? (host.attributes[field.slice('attribute:'.length)] ?? '') : host.id;

const tasksPerBucket = (
  hosts: readonly HostCapacity[],
  group: string,
  bucketOf: (host: HostCapacity) => string,
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const host of hosts) {
    const bucket = bucketOf(host);
    counts.set(bucket, (counts.get(bucket) ?? 0) + host.tasks.filter((task) => task.group === group).length);
  }
  return counts;
};

const extreme = (
  hosts: readonly HostCapacity[],
  amountOf: (host: HostCapacity) => number,
  wanted: 'fewest' | 'most',
): readonly HostCapacity[] => {
  const amounts = hosts.map(amountOf);
  const goal = amounts.reduce(
    (one, other) => (wanted === 'fewest' ? Math.min(one, other) : Math.max(one, other)),
    amounts[0] ?? 0,
  );
  return hosts.filter((_, index) => amounts[index] === goal);
};
