/** Running tasks, and stopping one. */
import { AppError } from '../domain/errors.ts';
import { toPlacement } from '../domain/schemas/placement.ts';
import type { RunBody } from '../domain/schemas/task.ts';
import type { RunTask, StopTask } from '../domain/wish.ts';
import type { EcsTaskReads } from '../ports/ecs-tasks.ts';
import type { ClusterSpecs, StoppedTasks } from '../ports/stores.ts';
import type { TaskDefinitionReads } from '../ports/task-definitions.ts';
import { type AskedChange, changes } from './asked-change.ts';
import { existingCluster, openCluster } from './change-cluster.ts';
import { resolveTaskDefinition } from './resolve-task-definition.ts';

export const runTask = (
  { cluster, body }: { readonly cluster: string; readonly body: RunBody },
  ports: { readonly clusterSpecs: ClusterSpecs; readonly taskDefinitions: TaskDefinitionReads },
): AskedChange<RunTask> => ({
  wish: async () => {
    await openCluster(cluster, ports);
    const taskDefinition = await resolveTaskDefinition(body.taskDefinition, ports);
    return { kind: 'run-task', cluster, ...body, taskDefinition, placement: toPlacement(body.placement) };
  },
  judge: async () => changes,
});

export const stopTask = (
  { cluster, task, reason }: { readonly cluster: string; readonly task: string; readonly reason: string },
  ports: { readonly clusterSpecs: ClusterSpecs; readonly ecsTasks: EcsTaskReads; readonly stoppedTasks: StoppedTasks },
): AskedChange<StopTask> => ({
  wish: () => ({ kind: 'stop-task', cluster, task, reason }),
  judge: async () => {
    await existingCluster(cluster, ports);
    const [found] = await ports.ecsTasks.describe(cluster, [task]);
    const kept = found ?? (await ports.stoppedTasks.read(cluster, task));
    if (kept === undefined) throw new AppError('TaskNotFound', `Cluster ${cluster} has no task ${task}.`);
    return kept.desiredStatus === 'STOPPED' ? { status: 'unchanged', because: 'It is stopping or stopped.' } : changes;
  },
});
