import type { HostCapacity } from './host.ts';
import type { TaskRequirements } from './requirements.ts';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html */
export interface PlacementStrategy {
  readonly type: string;
  /** spread: `instanceId`, `host` or `attribute:…`; binpack: `cpu` or `memory`. */
  readonly field?: string;
}

/** A service without strategies of its own is spread over Availability Zones. */
export const defaultServiceStrategies: readonly PlacementStrategy[] = [
  { type: 'spread', field: 'attribute:ecs.availability-zone' },
];

/** The hosts that are equally good in the eyes of all strategies, in random order. Empty only for no hosts. */
export const orderByStrategies = (
  hosts: readonly HostCapacity[],
  request: {
    readonly strategies: readonly PlacementStrategy[];
    readonly group: string;
    readonly requirements: TaskRequirements;
    readonly random: () => number;
  },
): readonly HostCapacity[] => {
  let best = hosts;
  for (const strategy of request.strategies) {
    const cost = costOf(strategy, best, request);
    const lowest = Math.min(...best.map(cost));
    best = best.filter((host) => cost(host) === lowest);
  }
  return shuffled(best, request.random);
};

const costOf = (
  strategy: PlacementStrategy,
  hosts: readonly HostCapacity[],
  request: { readonly group: string },
): ((host: HostCapacity) => number) => {
  const field = strategy.field ?? '';
  if (strategy.type === 'binpack')
    return (host) => (field.toLowerCase() === 'cpu' ? host.remaining.cpu : host.remaining.memory);
  if (strategy.type !== 'spread') return () => 0;
  const bucketOf = (host: HostCapacity) =>
    field.startsWith('attribute:') ? (host.attributes[field.slice('attribute:'.length)] ?? '') : host.id;
  const tasks = new Map<string, number>();
  for (const host of hosts) {
    const own = host.tasks.filter(({ group }) => group === request.group).length;
    tasks.set(bucketOf(host), (tasks.get(bucketOf(host)) ?? 0) + own);
  }
  return (host) => tasks.get(bucketOf(host)) ?? 0;
};

const shuffled = <T>(items: readonly T[], random: () => number): readonly T[] => {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
};
