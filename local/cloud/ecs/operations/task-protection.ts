/**
 * Task scale-in protection: tasks of services that neither a scale-in nor a deployment may stop for a while.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
 */
import type {
  Failure,
  GetTaskProtectionCommandInput,
  GetTaskProtectionCommandOutput,
  ProtectedTask,
  UpdateTaskProtectionCommandInput,
  UpdateTaskProtectionCommandOutput,
} from '@aws-sdk/client-ecs';
import { taskArn } from '../../../../shared/ecs/arns.ts';
import { limits } from '../../../../shared/ecs/limits.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { clusterOf, isVisible } from '../find.ts';
import type { ServiceRecord } from '../service-state.ts';
import type { ClusterRecord, TaskRecord } from '../state.ts';
import { taskIdWithin } from './describe-tasks.ts';

const minuteMs = 60_000;
const defaultMinutes = 120;

/**
 * Up to 10 tasks. Protected for 2 hours unless said otherwise, and then no more; asked for again, the time begins anew.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html
 */
export const updateTaskProtection: Operation<UpdateTaskProtectionCommandInput, UpdateTaskProtectionCommandOutput> = (
  input,
  { world },
) => {
  const cluster = clusterOf(world, input.cluster);
  const asked = input.tasks ?? [];
  if (asked.length === 0) refuse('Tasks cannot be empty.');
  if (asked.length > limits.tasksPerProtection)
    refuse(`Tasks cannot have more than ${limits.tasksPerProtection} elements.`);
  const minutes = input.expiresInMinutes ?? defaultMinutes;
  if (minutes < 1 || minutes > limits.protectionMinutes)
    refuse(`expiresInMinutes must be between 1 and ${limits.protectionMinutes}.`);

  const { tasks, failures } = find(world, cluster, asked);
  const until = input.protectionEnabled === true ? world.clock.now() + minutes * minuteMs : undefined;
  const blocked = until === undefined ? [] : tasks.filter((task) => wouldBlock(world, task));
  const changed = tasks.filter((task) => !blocked.includes(task));
  for (const task of changed) protect(world, task, until);
  return {
    protectedTasks: changed.map((task) => shown(world, task)),
    failures: [
      ...failures,
      ...blocked.map(({ arn }) => ({ arn, reason: 'DEPLOYMENT_BLOCKED', detail: blockedDetail })),
    ],
  };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_GetTaskProtection.html; without tasks none are meant. */
export const getTaskProtection: Operation<GetTaskProtectionCommandInput, GetTaskProtectionCommandOutput> = (
  input,
  { world },
) => {
  const cluster = clusterOf(world, input.cluster);
  const asked = input.tasks ?? [];
  if (asked.length > limits.describeTasks) refuse(`Tasks cannot have more than ${limits.describeTasks} elements.`);
  const { tasks, failures } = find(world, cluster, asked);
  return { protectedTasks: tasks.map((task) => shown(world, task)), failures };
};

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

const blockedDetail = 'The service has more protected tasks than its desired count.';

/** Tasks of services only, and only as long as they are wanted. */
const find = (world: World, cluster: ClusterRecord, asked: readonly string[]) => {
  const tasks: TaskRecord[] = [];
  const failures: Failure[] = [];
  for (const id of new Set(asked.map((identifier) => taskIdWithin(cluster, identifier)))) {
    const task = cluster.tasksById.get(id);
    const arn = taskArn(world, cluster.name, id);
    if (task === undefined || !isVisible(world, task)) failures.push({ arn, reason: 'MISSING' });
    else if (task.service === undefined || task.shown.desiredStatus === 'STOPPED')
      failures.push({ arn, reason: 'TASK_NOT_VALID' });
    else tasks.push(task);
  }
  return { tasks, failures };
};

const isProtected = (world: World, { protectedUntil = 0 }: TaskRecord): boolean => protectedUntil > world.clock.now();

/**
 * While a service has more protected tasks than it wants, none of its tasks is protected: "DEPLOYMENT_BLOCKED means the service
 * has more protected tasks than the desired count of tasks for the service".
 */
const wouldBlock = (world: World, { service }: TaskRecord): boolean =>
  service !== undefined && protectedTasks(world, service) > service.desired;

const protectedTasks = (world: World, { tasks }: ServiceRecord): number =>
  [...tasks.live].filter((task) => isProtected(world, task)).length;

/** The scheduler looks again when it ends: it may have waited for that. */
const protect = (world: World, task: TaskRecord, until: number | undefined): void => {
  task.protectedUntil = until;
  if (until === undefined) task.service?.wake();
  else
    world.clock.at(until, `protection of task ${task.id} ends`, () => {
      if (task.protectedUntil === until) task.service?.wake();
    });
};

const shown = (world: World, task: TaskRecord): ProtectedTask => ({
  taskArn: task.arn,
  protectionEnabled: isProtected(world, task),
  ...(isProtected(world, task) && { expirationDate: new Date(task.protectedUntil ?? 0) }),
});
