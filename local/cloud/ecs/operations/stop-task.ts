import type { StopTaskCommandInput, StopTaskCommandOutput } from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { stopTask as stop } from '../behaviour/task-stops.ts';
import { clusterOf } from '../find.ts';
import { taskIdWithin } from './describe-tasks.ts';

/**
 * The answer shows the task as wanted STOPPED; its containers get SIGTERM, and SIGKILL after their stop timeout.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
 */
export const stopTask: Operation<StopTaskCommandInput, StopTaskCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const task = cluster.tasksById.get(taskIdWithin(cluster, input.task ?? ''));
  if (task === undefined) throw new AwsError('InvalidParameterException', 'The referenced task was not found.');
  stop(world, task, 'UserInitiated', input.reason ?? 'Task stopped by user');
  return { task: task.shown };
};
