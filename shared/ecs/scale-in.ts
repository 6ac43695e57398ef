import { type HostCapacity, more } from './host.ts';
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
  const hostOf = new Map(hosts.map((host) => [host.id, host]));
  // Tasks whose host is not known any more serve nobody: they go first.
  const stranded = tasks.find(({ host }) => !hostOf.has(host));
  if (stranded !== undefined) return stranded;
  // What matters for binpack is what is left afterwards; the counts of spread are those before.
  const afterwards = new Map(tasks.map((task) => [task, withoutCount(hostOf.get(task.host)!, task)]));
  const worst = new Set(
    leastPreferred([...afterwards.values()], {
      strategies: strategies.length > 0 ? strategies : defaultServiceStrategies,
      group: first.group,
      hosts,
    }),
  );
  const removable = tasks.filter((task) => worst.has(afterwards.get(task)!));
  return removable[Math.floor(random() * removable.length)];
};

const withoutCount = (host: HostCapacity, { requirements }: RemovableTask): HostCapacity => ({
  ...host,
  remaining: more(host.remaining, requirements),
});
