/** The port EcsTasks; its reads apart, so that who only reads carries nothing else. */
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  type TaskOverride,
} from '@aws-sdk/client-ecs';
import type { TaskView } from '../domain/snapshot.ts';
import type { EcsTaskReads, EcsTasks } from '../ports/ecs-tasks.ts';
import type { Surroundings } from '../runtime.ts';
import { asking } from './aws-errors.ts';
import { allPages, inBatches } from './batches.ts';
import { clientOf } from './client.ts';
import { constraintsOf, networkOf, strategiesOf } from './ecs-placement.ts';
import { tagList, taskView } from './ecs-views.ts';

const describeBatch = 100;
const longestReason = 255;

export const ecsTaskReads = (around: Surroundings): EcsTaskReads => {
  const ecs = clientOf(ECSClient, around);

  const describe = async (cluster: string, ids: readonly string[]): Promise<TaskView[]> => {
    const answers = await Promise.all(
      inBatches(ids, describeBatch).map((tasks) => ecs.send(new DescribeTasksCommand({ cluster, tasks }))),
    );
    return answers.flatMap((answer) => (answer.tasks ?? []).map(taskView));
  };

  return {
    tasks: (cluster, query) =>
      asking(
        'ecs',
        async () => {
          const arns = await allPages(
            (nextToken) =>
              ecs.send(
                new ListTasksCommand({
                  cluster,
                  desiredStatus: query.status,
                  ...(query.service !== undefined && { serviceName: query.service }),
                  ...(query.startedBy !== undefined && { startedBy: query.startedBy }),
                  ...(query.containerInstance !== undefined && { containerInstance: query.containerInstance }),
                  ...(query.family !== undefined && { family: query.family }),
                  ...(nextToken && { nextToken }),
                }),
              ),
            (page) => page.taskArns,
            (page) => page.nextToken,
          );
          return describe(cluster, arns);
        },
        () => [],
      ),

    describe: (cluster, ids) =>
      asking(
        'ecs',
        () => describe(cluster, ids.filter(canBeTask)),
        () => [],
      ),
  };
};

export const ecsTasks = (around: Surroundings): EcsTasks => {
  const ecs = clientOf(ECSClient, around);
  return {
    ...ecsTaskReads(around),

    run: (request) =>
      asking('ecs', async () => {
        const answer = await whenHostsExist(() =>
          ecs.send(
            new RunTaskCommand({
              cluster: request.cluster,
              taskDefinition: request.taskDefinition,
              count: request.count,
              group: request.group,
              startedBy: request.startedBy,
              clientToken: request.clientToken,
              launchType: 'EC2',
              placementStrategy: strategiesOf(request.placement),
              placementConstraints: constraintsOf(request.placement, request.constraints),
              ...networkOf(request.network),
              tags: tagList(request.tags),
              ...(request.overrides !== undefined && { overrides: request.overrides as TaskOverride }),
            }),
          ),
        );
        if (answer === undefined) return { started: [], failures: [{ reason: 'the cluster has no hosts' }] };
        return {
          started: (answer.tasks ?? []).map(taskView),
          failures: (answer.failures ?? []).map((failure) => ({
            reason: failure.reason ?? 'no reason given',
            ...(failure.arn !== undefined && { arn: failure.arn }),
            ...(failure.detail !== undefined && { detail: failure.detail }),
          })),
        };
      }),

    async stop(cluster, task, reason) {
      try {
        await ecs.send(new StopTaskCommand({ cluster, task, reason: reason.slice(0, longestReason) }));
        return 'stopping';
      } catch (error) {
        if (isUnknownTask(error)) return 'unknown';
        return asking(
          'ecs',
          () => Promise.reject(error),
          () => 'unknown' as const,
        );
      }
    },
  };
};

/** "taskId length should be one of [32,36]": one of another length fails the whole call, but is only a task that is unknown. */
const canBeTask = (idOrArn: string): boolean => [32, 36].includes(idOrArn.length - idOrArn.lastIndexOf('/') - 1);

/** ECS answers an unknown task with InvalidParameterException "The referenced task was not found." */
const isUnknownTask = (error: unknown): boolean =>
  error instanceof Error && error.name === 'InvalidParameterException' && /task was not found/i.test(error.message);

/** A cluster without hosts is refused with an exception; as an answer it says what a failure for each host would say. */
const whenHostsExist = async <Answer>(run: () => Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Error && /No Container Instances were found/i.test(error.message)) return undefined;
    throw error;
  }
};
