/** Draining, activating and deregistering container instances. */
import type {
  DeregisterContainerInstanceCommandInput,
  DeregisterContainerInstanceCommandOutput,
  Failure,
  UpdateContainerAgentCommandInput,
  UpdateContainerAgentCommandOutput,
  UpdateContainerInstancesStateCommandInput,
  UpdateContainerInstancesStateCommandOutput,
} from '@aws-sdk/client-ecs';
import { limits } from '../../../../shared/ecs/limits.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { deactivate } from '../behaviour/host-goes.ts';
import { loseTask } from '../behaviour/task-stops.ts';
import { hostChanged } from '../behaviour/tell.ts';
import { wakeServices } from '../behaviour/wake-services.ts';
import { arnOfHost, clusterOf, findHost, hostOf } from '../find.ts';
import type { HostRecord } from '../state.ts';
import { shownHost } from '../views/host.ts';

/**
 * Up to 10 container instances to ACTIVE or DRAINING. A DRAINING one takes no new tasks; the service scheduler replaces the
 * service tasks on it, standalone tasks stay.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html
 */
export const updateContainerInstancesState: Operation<
  UpdateContainerInstancesStateCommandInput,
  UpdateContainerInstancesStateCommandOutput
> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const { status, containerInstances: asked = [] } = input;
  if (status !== 'ACTIVE' && status !== 'DRAINING')
    throw new AwsError('InvalidParameterException', 'Container instances status should be one of [ACTIVE,DRAINING].');
  if (asked.length === 0) throw new AwsError('InvalidParameterException', 'Container instance cannot be empty.');
  if (asked.length > limits.containerInstancesPerStateChange)
    throw new AwsError('InvalidParameterException', 'Container instances cannot have more than 10 elements.');

  const failures: Failure[] = [];
  const changed: HostRecord[] = [];
  for (const identifier of new Set(asked)) {
    const host = findHost(cluster, identifier);
    if (host === undefined) failures.push({ arn: arnOfHost(world, cluster, identifier), reason: 'MISSING' });
    else if (host.status === 'INACTIVE') failures.push({ arn: host.arn, reason: 'INACTIVE' });
    else changed.push(host);
  }
  for (const host of changed) setStatus(world, host, status);
  return { containerInstances: changed.map((host) => shownHost(host, ['TAGS'])), failures };
};

const setStatus = (world: World, host: HostRecord, status: 'ACTIVE' | 'DRAINING'): void => {
  if (host.status === status) return;
  host.status = status;
  hostChanged(world, host);
  wakeServices(world, host);
};

/**
 * With tasks on it only by force. What becomes of them then, documentation does not agree on, so a knob decides: they stay
 * running as orphans that ECS accounts for no more (this operation's page), or are stopped (the events' page). Either way ECS's
 * own record of them ends here, and services start others. The words of the reason are ours.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterContainerInstance.html
 */
export const deregisterContainerInstance: Operation<
  DeregisterContainerInstanceCommandInput,
  DeregisterContainerInstanceCommandOutput
> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const host = hostOf(cluster, input.containerInstance);
  if (host.status === 'INACTIVE')
    throw new AwsError('InvalidParameterException', 'The referenced container instance was not found.');
  if (host.tasks.live.size > 0 && input.force !== true)
    throw new AwsError('InvalidParameterException', 'Found running tasks on the instance.');
  host.notice?.cancel();
  host.notice = undefined;
  const running = [...host.tasks.live].filter(({ shown }) => shown.startedAt !== undefined);
  if (!world.knobs.forcedDeregisterStopsTasks && host.ended === undefined && running.length > 0)
    world.ecs.orphans.set(host.instanceId, [...(world.ecs.orphans.get(host.instanceId) ?? []), ...running]);
  for (const task of [...host.tasks.live])
    loseTask(world, task, 'UserInitiated', 'Container instance deregistration forced by user');
  // The example of the answer still shows the connection: https://docs.aws.amazon.com/cli/latest/reference/ecs/deregister-container-instance.html
  const { agentConnected } = host;
  deactivate(world, host);
  return { containerInstance: { ...shownHost(host, []), agentConnected } };
};

/** The images that this EC2 offers carry the newest agent. */
export const updateContainerAgent: Operation<UpdateContainerAgentCommandInput, UpdateContainerAgentCommandOutput> = (
  input,
  { world },
) => {
  hostOf(clusterOf(world, input.cluster), input.containerInstance);
  throw new AwsError('NoUpdateAvailableException', 'There is no update available for your container agent.');
};
