import type { World } from '../../kernel/world.ts';
import type { HostRecord } from '../state.ts';
import { hostsOn } from './host-records.ts';
import { reconnect } from './reconnect.ts';
import { hostChanged } from './tell.ts';

/**
 * The agent of a host loses its connection to ECS; its containers go on. Until it is back ECS places nothing on the host, and
 * the tasks there stay as they were, whatever is wanted of them. With `forMs` it comes back by itself after that time, as
 * agents do several times an hour. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
export const agentDisconnects = (world: World, host: HostRecord, forMs?: number): void => {
  host.agentConnected = false;
  hostChanged(world, host);
  if (forMs !== undefined)
    world.clock.after(forMs, `agent of ${host.instanceId} is back`, () => agentComesBack(world, host));
};

/** Nothing happens when it is back already, or when its host has gone. */
export const agentComesBack = (world: World, host: HostRecord): void => {
  if (host.status !== 'INACTIVE' && host.ended === undefined && !host.agentConnected) reconnect(world, host);
};

/** The container instance of an EC2 instance whose agent is connected. */
export const connectedHost = (world: World, instanceId: string): HostRecord | undefined =>
  hostsOn(world, instanceId).find(({ agentConnected }) => agentConnected);
