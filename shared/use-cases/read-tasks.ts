import type { StopContext } from '../domain/diagnosis.ts';
import { AppError } from '../domain/errors.ts';
import type { TaskView } from '../domain/snapshot.ts';
import { type TaskReport, taskReport } from '../domain/task-report.ts';
import type { EcsClusters } from '../ports/ecs-clusters.ts';
import type { EcsTaskReads, TaskQuery } from '../ports/ecs-tasks.ts';
import type { ClusterSpecs, KeptTask, ServiceSpecs, StoppedTasks } from '../ports/stores.ts';
import { existingCluster } from './change-cluster.ts';
import { stopContext } from './stop-context.ts';

interface Ports {
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: Pick<ServiceSpecs, 'read'>;
  readonly clusters: Pick<EcsClusters, 'containerInstances'>;
  readonly ecsTasks: EcsTaskReads;
  readonly stoppedTasks: StoppedTasks;
}

export interface TaskFilters {
  readonly service?: string;
  readonly family?: string;
  readonly startedBy?: string;
  /** An instance id. */
  readonly host?: string;
}

/** Those that are meant to run, fresh from ECS, oldest first. Throws `ClusterNotFound`. */
export const listTasks = async (
  cluster: string,
  filters: TaskFilters,
  ports: Ports,
): Promise<readonly TaskReport[]> => {
  await existingCluster(cluster, ports);
  const [tasks, isWanted] = await Promise.all([
    ports.ecsTasks.tasks(cluster, askedOfEcs('RUNNING', filters)),
    wantedBy(cluster, filters, ports),
  ]);
  return tasks
    .filter(isWanted)
    .toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))
    .map((task) => taskReport(task));
};

/**
 * Newest first, for 30 days: those that we kept, and on the first page those of the last hour, which ECS still shows, of which no
 * event has reached us. Such a page may hold a few more than asked for. Throws `ClusterNotFound`, `BadQuery`.
 */
export const listStoppedTasks = async (
  cluster: string,
  { limit, cursor, ...filters }: TaskFilters & { readonly limit: number; readonly cursor?: string },
  ports: Ports,
): Promise<{ readonly tasks: readonly TaskReport[]; readonly next?: string }> => {
  await existingCluster(cluster, ports);
  const isWanted = await wantedBy(cluster, filters, ports);
  const page = { limit, where: isWanted, ...(cursor !== undefined && { cursor }) };
  const [{ items, next }, shown] = await Promise.all([
    ports.stoppedTasks.list(cluster, page),
    cursor === undefined ? ports.ecsTasks.tasks(cluster, askedOfEcs('STOPPED', filters)) : [],
  ]);
  const kept = new Set(items.map(({ id }) => id));
  // What is older than this page comes with the next one.
  const since = next === undefined ? 0 : (items.at(-1)?.stoppedAt ?? 0);
  const missed = shown
    .filter((task) => task.lastStatus === 'STOPPED' && (task.stoppedAt ?? 0) > since && !kept.has(task.id))
    .filter(isWanted)
    .toSorted(newestFirst)
    .slice(0, limit);
  const tasks = [...items, ...missed].toSorted(newestFirst).map((task) => reportOf(task));
  return { tasks, ...(next !== undefined && { next }) };
};

const newestFirst = (a: TaskView, b: TaskView): number => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0);

const reportOf = ({ diagnosis, ...task }: KeptTask, context?: StopContext): TaskReport =>
  taskReport(task, context, diagnosis);

/** ECS does not take `startedBy` beside other filters, so it is given one, the one that leaves the fewest. */
const askedOfEcs = (status: TaskQuery['status'], { startedBy, service, family }: TaskFilters): TaskQuery => {
  if (startedBy !== undefined) return { status, startedBy };
  if (service !== undefined) return { status, service };
  return { status, ...(family !== undefined && { family }) };
};

const wantedBy = async (
  cluster: string,
  { startedBy, service, family, host }: TaskFilters,
  { clusters }: Ports,
): Promise<(task: TaskView) => boolean> => {
  const registered = host === undefined ? [] : await clusters.containerInstances(cluster);
  const arns = new Set(registered.flatMap(({ arn, instanceId }) => (instanceId === host ? [arn] : [])));
  // Of a host that is gone ECS has forgotten the registration, but the tasks that went with it say its name.
  const ranOn = ({ containerInstanceArn = '', stoppedReason = '' }: TaskView, id: string): boolean =>
    arns.has(containerInstanceArn) || containerInstanceArn.endsWith(`/${id}`) || stoppedReason.includes(id);
  return (task) =>
    (startedBy === undefined || task.startedBy === startedBy) &&
    (service === undefined || task.group === `service:${service}`) &&
    (family === undefined || task.taskDefinition.startsWith(`${family}:`)) &&
    (host === undefined || ranOn(task, host));
};

/** From ECS, or after the hour in which ECS shows it from our own store, for 30 days. Throws `TaskNotFound`. */
export const readTask = async (cluster: string, task: string, ports: Ports): Promise<TaskReport> => {
  await existingCluster(cluster, ports);
  const [fresh] = await ports.ecsTasks.describe(cluster, [task]);
  if (fresh !== undefined && fresh.lastStatus !== 'STOPPED') return taskReport(fresh);
  const kept = await ports.stoppedTasks.read(cluster, fresh?.id ?? task);
  if (kept !== undefined) return reportOf(kept, {});
  if (fresh !== undefined) return taskReport(fresh, await stopContext(cluster, fresh, ports));
  throw new AppError('TaskNotFound', `Cluster ${cluster} has no task ${task}; stopped ones are kept for 30 days.`);
};
