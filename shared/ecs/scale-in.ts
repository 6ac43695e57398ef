import { type HostCapacity, release } from './host.ts';
import { defaultServiceStrategies, leastPreferred, type PlacementStrategy } from './placement-strategies.ts';
import type { TaskRequirements } from './requirements.ts';

export interface RemovableTask {
  readonly id: string;
  /** Id of its host among `hosts`. */
  readonly host: string;
  readonly group: string;
  readonly requirements: TaskRequirements;
}

/**
 * Which of a service's tasks goes when it is scaled in: by its strategies backwards (spread: one of the most crowded part;
 * binpack: the one whose host is left with the most), without strategies from the zone and host with the most. Equals go at
 * random. Undefined only when there are no tasks. All tasks are of one group.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler
 */
export const chooseTaskToRemove = <Task extends RemovableTask>({
  tasks,
  hosts,
  strategies,
  random,
}: {
  readonly tasks: readonly Task[];
  readonly hosts: readonly HostCapacity[];
  readonly strategies: readonly PlacementStrategy[];
  readonly random: () => number;
}): Task | undefined => {
  const [first] = tasks;
  if (first === undefined) return undefined;
  const candidates = tasks.flatMap((task) => {
    const host = hosts.find(({ id }) => id === task.host);
    return host === undefined ? [] : [{ task, host }];
  });
  // Tasks whose host is not known any more serve nobody: they go first.
  if (candidates.length < tasks.length) return tasks.find(({ host }) => !hosts.some(({ id }) => id === host));
  // What matters for binpack is what is left afterwards; the counts of spread are those before.
  const afterwards = new Map(candidates.map(({ task, host }) => [task, withoutCount(host, task)]));
  const worst = leastPreferred([...afterwards.values()], {
    strategies: strategies.length > 0 ? strategies : defaultServiceStrategies,
    group: first.group,
    hosts,
  });
  const removable = tasks.filter((task) => worst.includes(afterwards.get(task)!));
  return removable[Math.floor(random() * removable.length)];
};

const withoutCount = (host: HostCapacity, task: RemovableTask): HostCapacity => ({
  ...release(host, task.requirements, { group: task.group, running: true }),
  tasks: host.tasks,
});
