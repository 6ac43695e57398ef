import type { DescribeTasksCommandInput, DescribeTasksCommandOutput, Task } from '@aws-sdk/client-ecs';
import { taskArn } from '../../../../shared/ecs/arns.ts';
import { limits } from '../../../../shared/ecs/limits.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { forgetStopped } from '../behaviour/task-records.ts';
import { clusterOf, isVisible } from '../find.ts';
import { idWithin } from '../identifiers.ts';
import type { ClusterRecord, TaskRecord } from '../state.ts';

/**
 * Up to 100 tasks by id or ARN; unknown ones are failures, not errors. Tags only when asked for.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTasks.html
 */
export const describeTasks: Operation<DescribeTasksCommandInput, DescribeTasksCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const asked = input.tasks ?? [];
  if (asked.length === 0) throw new AwsError('InvalidParameterException', 'Tasks cannot be empty.');
  if (asked.length > limits.describeTasks)
    throw new AwsError('InvalidParameterException', `Tasks cannot have more than ${limits.describeTasks} elements.`);
  const ids = [...new Set(asked.map((identifier) => taskIdWithin(cluster, identifier)))];
  forgetStopped(world, cluster);
  const seen = (id: string): TaskRecord | undefined => {
    const task = cluster.tasksById.get(id);
    return task !== undefined && isVisible(world, task) ? task : undefined;
  };
  const withTags = input.include?.includes('TAGS') === true;
  return {
    tasks: ids.flatMap((id): Task[] => {
      const task = seen(id);
      if (task === undefined) return [];
      return [withTags ? task.shown : { ...task.shown, tags: [] }];
    }),
    failures: ids
      .filter((id) => seen(id) === undefined)
      .map((id) => ({ arn: taskArn(world, cluster.name, id), reason: 'MISSING' })),
  };
};

/** The id of a task from its id or ARN. Refuses what cannot be one. */
export const taskIdWithin = (cluster: ClusterRecord, identifier: string): string => {
  const id = idWithin(cluster.name, 'task', identifier);
  if (id.length !== 32 && id.length !== 36)
    throw new AwsError('InvalidParameterException', 'taskId length should be one of [32,36]');
  return id;
};
