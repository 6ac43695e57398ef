import type { ListTasksCommandInput, ListTasksCommandOutput } from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { forgetStopped } from '../behaviour/task-records.ts';
import { clusterOf, findService, hostOf, isVisible, newTaskSet } from '../find.ts';
import { only, page } from '../pages.ts';
import type { ClusterRecord, TaskRecord, TaskSet } from '../state.ts';

/**
 * Tasks by desired status, RUNNING unless said otherwise; STOPPED ones as long as they are shown. `startedBy` goes with no other
 * filter. Desired status PENDING is a valid question that no task answers: ECS never sets it.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html
 */
export const listTasks: Operation<ListTasksCommandInput, ListTasksCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  forgetStopped(world, cluster);
  const sets = setsAskedFor(cluster, input);
  if (input.startedBy !== undefined && sets.length > 0)
    throw new AwsError('InvalidParameterException', 'startedBy cannot be combined with another filter.');

  const [first = cluster.tasks, ...others] = sets.toSorted((one, other) => one.live.size - other.live.size);
  const desired = input.desiredStatus ?? 'RUNNING';
  const isAskedFor = (task: TaskRecord): boolean =>
    task.shown.desiredStatus === desired &&
    isVisible(world, task) &&
    others.every(({ live, stopped }) => live.has(task) || stopped.has(task)) &&
    (input.startedBy === undefined || task.shown.startedBy === input.startedBy) &&
    (input.launchType === undefined || input.launchType === 'EC2');
  const { items, ...more } = page(candidates(first, desired, isAskedFor), ({ order }) => order, input);
  return { taskArns: items.map(({ arn }) => arn), ...more };
};

/** In the order in which they came to be, which is that of the live ones anyway. */
const candidates = (
  { live, stopped }: TaskSet,
  desired: string,
  isAskedFor: (task: TaskRecord) => boolean,
): Iterable<TaskRecord> =>
  desired === 'STOPPED'
    ? [...live, ...stopped].filter(isAskedFor).sort((one, other) => one.order - other.order)
    : only(live, isAskedFor);

const setsAskedFor = (cluster: ClusterRecord, input: ListTasksCommandInput): readonly TaskSet[] => {
  const sets: TaskSet[] = [];
  if (input.containerInstance !== undefined) sets.push(hostOf(cluster, input.containerInstance).tasks);
  if (input.serviceName !== undefined) {
    const service = findService(cluster, input.serviceName);
    if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
    sets.push(service.tasks);
  }
  if (input.family !== undefined) sets.push(cluster.tasksByFamily.get(input.family) ?? newTaskSet());
  return sets;
};
