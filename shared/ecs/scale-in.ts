import { type HostCapacity, more } from './host.ts';
import { createScales, defaultServiceStrategies, type PlacementStrategy } from './placement-strategies.ts';
import type { TaskRequirements } from './requirements.ts';

export interface RemovableTask {
  readonly id: string;
  /** Id of its host among `hosts`. */
  readonly host: string;
  readonly requirements: TaskRequirements;
}

export interface RemovalRequest {
  /** Of the service whose tasks are removed. */
  readonly group: string;
  readonly hosts: readonly HostCapacity[];
  readonly strategies: readonly PlacementStrategy[];
  /** At least 0, below 1; decides between tasks that are equally good. */
  readonly random: () => number;
}

/** Takes so many of these tasks away, each choice in the light of those before it, those of earlier calls included. */
export type Removal = <Task extends RemovableTask>(tasks: readonly Task[], count: number) => readonly Task[];

/**
 * Which of a service's tasks go when it is scaled in: by its strategies backwards (spread: one of the most crowded part;
 * binpack: the one whose host is left with the most), without strategies from the zone and host with the most. Equals go at
 * random. All tasks are of one group.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler
 */
export const createRemoval = ({ group, hosts, strategies, random }: RemovalRequest): Removal => {
  const scales = createScales({
    strategies: strategies.length > 0 ? strategies : defaultServiceStrategies,
    group,
    hosts,
  });
  const hostOf = new Map(hosts.map((host) => [host.id, host]));
  return (tasks, count) => {
    // Tasks whose host is not known any more serve nobody: they go first.
    const removed = tasks.filter(({ host }) => !hostOf.has(host)).slice(0, count);
    const bundles = bundled(tasks.filter(({ host }) => hostOf.has(host)));
    // What matters for binpack is what is left afterwards.
    const after = new Map(bundles.map((bundle) => [withoutOne(hostOf.get(bundle.host)!, bundle), bundle]));
    while (removed.length < count && after.size > 0) {
      const worst = scales.heaviest([...after.keys()]);
      const { list, index } = placeAt(
        worst.map((host) => after.get(host)!.tasks.length),
        random(),
      );
      const host = worst[list]!;
      removed.push(...after.get(host)!.tasks.splice(index, 1));
      scales.removed(host);
      hostOf.set(host.id, host);
      for (const [other, bundle] of [...after].filter(([{ id }]) => id === host.id)) {
        after.delete(other);
        if (bundle.tasks.length > 0) after.set(withoutOne(host, bundle), bundle);
      }
    }
    return removed;
  };
};

/** Tasks on one host that need the same: it makes no difference which of them goes. */
interface Bundle<Task> {
  readonly host: string;
  readonly requirements: TaskRequirements;
  readonly tasks: Task[];
}

const bundled = <Task extends RemovableTask>(tasks: readonly Task[]): readonly Bundle<Task>[] => {
  const byHost = new Map<string, Bundle<Task>[]>();
  for (const task of tasks) {
    const here = byHost.get(task.host) ?? [];
    byHost.set(task.host, here);
    const same = here.find(({ requirements }) => requirements === task.requirements || isLike(requirements, task));
    if (same === undefined) here.push({ host: task.host, requirements: task.requirements, tasks: [task] });
    else same.tasks.push(task);
  }
  return [...byHost.values()].flat();
};

const isLike = ({ cpu, memory }: TaskRequirements, { requirements }: RemovableTask): boolean =>
  cpu === requirements.cpu && memory === requirements.memory;

/** Which of all items in lists of such lengths is at this share of the way. */
const placeAt = (lengths: readonly number[], share: number): { readonly list: number; readonly index: number } => {
  let index = Math.floor(share * lengths.reduce((sum, length) => sum + length, 0));
  const list = lengths.findIndex((length) => {
    if (index < length) return true;
    index -= length;
    return false;
  });
  return { list, index };
};

/** As far as strategies look at a host; its tasks they count themselves. */
const withoutOne = (
  { id, status, agentConnected, registered, remaining, attributes }: HostCapacity,
  { requirements }: Pick<RemovableTask, 'requirements'>,
): HostCapacity => ({
  id,
  status,
  agentConnected,
  registered,
  remaining: more(remaining, requirements),
  attributes,
  tasks: [],
});
