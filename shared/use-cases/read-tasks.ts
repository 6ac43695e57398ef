import { AppError } from '../domain/errors.ts';
import type { TaskView } from '../domain/snapshot.ts';
import { type TaskReport, taskReport } from '../domain/task-report.ts';
import type { EcsTaskReads, TaskQuery } from '../ports/ecs-tasks.ts';
import type { ClusterSpecs, StoppedTasks } from '../ports/stores.ts';
import { existingCluster } from './change-cluster.ts';

interface Ports {
  readonly clusterSpecs: ClusterSpecs;
  readonly ecsTasks: EcsTaskReads;
  readonly stoppedTasks: StoppedTasks;
}

/** Fresh from ECS, oldest first; stopped ones only for the hour in which ECS shows them. Throws `ClusterNotFound`. */
export const listTasks = async (cluster: string, query: TaskQuery, ports: Ports): Promise<readonly TaskReport[]> => {
  await existingCluster(cluster, ports);
  const tasks = (await ports.ecsTasks.tasks(cluster, askedOfEcs(query))).filter((task) => matches(task, query));
  return tasks.toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1)).map(taskReport);
};

/** ECS does not take `startedBy` beside other filters, so it is given one, the one that leaves the fewest. */
const askedOfEcs = ({ status, startedBy, service, family }: TaskQuery): TaskQuery => {
  if (startedBy !== undefined) return { status, startedBy };
  if (service !== undefined) return { status, service };
  return { status, ...(family !== undefined && { family }) };
};

const matches = (task: TaskView, { startedBy, service, family }: TaskQuery): boolean =>
  (startedBy === undefined || task.startedBy === startedBy) &&
  (service === undefined || task.group === `service:${service}`) &&
  (family === undefined || task.taskDefinition.startsWith(`${family}:`));

/** From ECS, or after the hour in which ECS shows it from our own store, for 30 days. Throws `TaskNotFound`. */
export const readTask = async (cluster: string, task: string, ports: Ports): Promise<TaskReport> => {
  await existingCluster(cluster, ports);
  const [fresh] = await ports.ecsTasks.describe(cluster, [task]);
  const found = fresh ?? (await ports.stoppedTasks.read(cluster, task));
  if (found !== undefined) return taskReport(found);
  throw new AppError('TaskNotFound', `Cluster ${cluster} has no task ${task}; stopped ones are kept for 30 days.`);
};
