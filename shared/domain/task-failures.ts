import type { TaskFailure } from './situation.ts';
import type { ContainerInstanceView, TaskView } from './snapshot.ts';

/**
 * Tasks that ended by their own fault or by that of their host, as far as the host is still registered: what people, deployments,
 * scale-in, spot and terminations end is no failure.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export const taskFailures = (
  tasks: readonly TaskView[],
  containerInstances: readonly ContainerInstanceView[],
): readonly TaskFailure[] => {
  const instances = new Map(containerInstances.map(({ arn, instanceId }) => [arn, instanceId]));
  return tasks.flatMap((task) => {
    const instanceId = instances.get(task.containerInstanceArn ?? '');
    const what = failureOf(task);
    if (instanceId === undefined || what === undefined || task.stoppedAt === undefined) return [];
    const { id, taskDefinition, group, stoppedAt } = task;
    return [{ task: id, instanceId, taskDefinition, group, at: stoppedAt, what }];
  });
};

/** One sentence; undefined when nothing went wrong with the task. */
const failureOf = (task: TaskView): string | undefined => {
  const reason = task.stoppedReason ?? '';
  if (/^Host EC2 /.test(reason)) return undefined;
  if (task.stopCode === 'TaskFailedToStart') return reason === '' ? 'it failed to start' : reason;
  // The scheduler stops what it scales in too: only the reason tells them apart.
  if (task.stopCode === 'ServiceSchedulerInitiated')
    return /failed (?:container|ELB) health checks/.test(reason) ? reason : undefined;
  if (task.stopCode !== 'EssentialContainerExited') return undefined;
  const failed = task.containers.find(({ exitCode, reason: why }) =>
    exitCode === undefined ? why !== undefined : exitCode !== 0,
  );
  if (failed === undefined) return undefined;
  const { name, exitCode, reason: why } = failed;
  const ended = exitCode === undefined ? 'did not start' : `exited with ${exitCode}`;
  return `container ${name} ${ended}${why === undefined ? '' : `: ${why}`}`;
};
