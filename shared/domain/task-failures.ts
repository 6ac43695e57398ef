import { diagnose, inOneSentence } from './diagnosis.ts';
import type { TaskFailure } from './situation.ts';
import type { ContainerInstanceView, TaskView } from './snapshot.ts';
import type { StopCause } from './stop-causes.ts';

/** Ends that nobody meant, and that say nothing about how a host treats its tasks: it was lost itself, or nothing is known. */
const ofNoInterest: readonly StopCause[] = ['host-terminated', 'spot-interruption', 'agent-lost', 'unknown'];

/** Tasks that ended by their own fault or by that of their host, as far as the host is still registered. */
export const taskFailures = (
  tasks: readonly TaskView[],
  containerInstances: readonly ContainerInstanceView[],
): readonly TaskFailure[] => {
  const instances = new Map(containerInstances.map(({ arn, instanceId }) => [arn, instanceId]));
  return tasks.flatMap((task) => {
    const { id, taskDefinition, group, stoppedAt, containerInstanceArn = '' } = task;
    const instanceId = instances.get(containerInstanceArn);
    if (instanceId === undefined || stoppedAt === undefined) return [];
    const diagnosis = diagnose(task);
    if (!diagnosis.byItself || ofNoInterest.includes(diagnosis.cause)) return [];
    return [{ task: id, instanceId, taskDefinition, group, at: stoppedAt, what: inOneSentence(diagnosis) }];
  });
};
