import type { RunTaskCommandInput, RunTaskCommandOutput, Tag } from '@aws-sdk/client-ecs';
import { limits } from '../../../../shared/ecs/limits.ts';
import { familyGroup } from '../../../../shared/ecs/names.ts';
import { taskRequirements } from '../../../../shared/ecs/requirements.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { launchTask } from '../behaviour/launch-task.ts';
import { activeHosts, placeOn, shownFailures } from '../behaviour/place-tasks.ts';
import { canonical } from '../canonical.ts';
import { clusterOf, runnableTaskDefinition } from '../find.ts';
import { checkNetwork } from '../network-rules.ts';
import { checkConstraints, checkLaunchType, checkOverrides, checkStrategies } from '../placement-rules.ts';
import type { ClusterRecord, RunToken, TaskDefinitionRecord } from '../state.ts';
import { checkedTags, mergedTags } from '../tag-rules.ts';
import { shownWhenStarted } from '../views/started-task.ts';

/**
 * Places as many of the tasks as fit; for the rest the answer has failures, with status 200.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export const runTask: Operation<RunTaskCommandInput, RunTaskCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const earlier = answeredBefore(world, cluster, input);
  if (earlier !== undefined)
    return { tasks: earlier.tasks.map(({ shown }) => shownWhenStarted(shown)), failures: [...earlier.failures] };

  const definition = runnableTaskDefinition(world, input.taskDefinition);
  const count = input.count ?? 1;
  check(world, input, definition, count);
  const tags = launchTags(cluster, definition, input);
  const hosts = activeHosts(cluster);
  if (hosts.length === 0)
    throw new AwsError('InvalidParameterException', 'No Container Instances were found in your cluster.');

  const group = input.group ?? familyGroup(definition.family);
  const placement = placeOn(
    world,
    cluster,
    {
      requirements: taskRequirements(definition.form, input.overrides),
      group,
      constraints: input.placementConstraints ?? [],
      strategies: input.placementStrategy ?? [],
      network: input.networkConfiguration,
    },
    count,
    hosts,
  );
  const tasks = placement.hosts.map((host) =>
    launchTask(world, {
      definition,
      host,
      group,
      startedBy: input.startedBy,
      overrides: input.overrides,
      network: input.networkConfiguration,
      tags,
      executeCommand: input.enableExecuteCommand,
    }),
  );
  const failures = shownFailures(placement.refusals);
  const token = { request: canonical(input), tasks, failures: tasks.length > 0 ? [] : failures, at: world.clock.now() };
  if (input.clientToken !== undefined && (tasks.length > 0 || world.knobs.failuresBindToken))
    cluster.runTokens.set(input.clientToken, token);
  return { tasks: tasks.map(({ shown }) => shownWhenStarted(shown)), failures };
};

const check = (world: World, input: RunTaskCommandInput, definition: TaskDefinitionRecord, count: number): void => {
  const refuse = (message: string): never => {
    throw new AwsError('InvalidParameterException', message);
  };
  if (count < 1 || count > limits.tasksPerRunTask) refuse(`Count should be between 1 and ${limits.tasksPerRunTask}.`);
  if ((input.startedBy ?? '').length > limits.startedByCharacters)
    refuse(`startedBy can have at most ${limits.startedByCharacters} characters.`);
  if (input.group?.startsWith('service:') === true) refuse('Group cannot start with service: for a standalone task.');
  if (input.propagateTags === 'SERVICE')
    refuse('Propagating tags from a service is not possible for a standalone task.');
  checkLaunchType(input.launchType, input.capacityProviderStrategy);
  checkConstraints(input.placementConstraints);
  checkStrategies(input.placementStrategy);
  checkNetwork(world, definition, input.networkConfiguration);
  checkOverrides(definition, input.overrides);
};

/** The tags of the request win over those of the definition; ECS's own tag names the cluster. */
export const launchTags = (
  cluster: ClusterRecord,
  definition: TaskDefinitionRecord,
  input: Pick<RunTaskCommandInput, 'tags' | 'propagateTags' | 'enableECSManagedTags'>,
): Tag[] => {
  const propagated = input.propagateTags === 'TASK_DEFINITION' ? definition.tags : [];
  const managed = input.enableECSManagedTags === true ? [{ key: 'aws:ecs:clusterName', value: cluster.name }] : [];
  return [...managed, ...mergedTags(propagated, checkedTags(input.tags))];
};

const tokenLifeMs = 24 * 3_600_000;

/**
 * The answer to an earlier request with the same client token in this cluster. Another request with that token is refused;
 * after 24 hours the token is forgotten. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
 */
const answeredBefore = (world: World, cluster: ClusterRecord, input: RunTaskCommandInput): RunToken | undefined => {
  if (input.clientToken === undefined) return undefined;
  if (!/^[!-~]{1,64}$/.test(input.clientToken))
    throw new AwsError(
      'InvalidParameterException',
      'clientToken must be up to 64 ASCII characters in the range 33-126.',
    );
  for (const [token, { at }] of cluster.runTokens) {
    if (at > world.clock.now() - tokenLifeMs) break;
    cluster.runTokens.delete(token);
  }
  const earlier = cluster.runTokens.get(input.clientToken);
  if (earlier === undefined || earlier.request === canonical(input)) return earlier;
  throw new AwsError(
    'ConflictException',
    'The provided clientToken is already in use with a different RunTask request.',
    400,
    { resourceIds: earlier.tasks.map(({ arn }) => arn) },
  );
};
