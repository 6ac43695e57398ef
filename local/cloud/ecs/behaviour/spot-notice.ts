import type { Caller } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { connectedHost } from './agent-disconnects.ts';

/** "The Amazon ECS container agent" reads the instance's metadata each second (amazon-ecs-agent, agent/app/agent.go). */
const pollMs = 1_000;

/**
 * The metadata of a spot instance says that it will be interrupted. An agent with ECS_ENABLE_SPOT_INSTANCE_DRAINING=true sets its
 * container instance to DRAINING, as the role of its host; refused, it tries again with its next look. Without that setting
 * nothing happens, which is the default
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-spot.html).
 */
export const spotNotice = (world: World, instanceId: string, caller: Caller): void => {
  const config = world.ecs.agents.get(instanceId)?.config;
  if (config?.['ECS_ENABLE_SPOT_INSTANCE_DRAINING'] !== 'true') return;
  world.clock.after(pollMs, `agent of ${instanceId} sees that it will be interrupted`, async () => {
    const host = connectedHost(world, instanceId);
    if (host?.status === 'DRAINING') return;
    if (host !== undefined && (await drains(world, host.cluster.arn, host.arn, caller))) return;
    spotNotice(world, instanceId, caller);
  });
};

const drains = async (world: World, cluster: string, containerInstance: string, caller: Caller): Promise<boolean> => {
  const request = { cluster, containerInstances: [containerInstance], status: 'DRAINING' };
  try {
    await world.call('ecs', 'UpdateContainerInstancesState', request, caller);
    return true;
  } catch {
    return false;
  }
};
