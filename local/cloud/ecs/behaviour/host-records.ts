/** Where a container instance is kept: in its cluster, and by the EC2 instance that it runs on. */
import type { World } from '../../kernel/world.ts';
import type { ClusterRecord, HostRecord } from '../state.ts';

/**
 * How long an INACTIVE container instance can be described.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-versions.html#container_instance_life_cycle
 */
const inactiveVisibleMs = 3_600_000;

export const enterHost = (world: World, host: HostRecord): void => {
  host.cluster.hosts.set(host.id, host);
  host.cluster.hostsByArn = undefined;
  world.ecs.hostsByInstance.set(host.instanceId, [...hostsOn(world, host.instanceId), host]);
};

/** The container instances of an EC2 instance that are not INACTIVE, the oldest first. */
export const hostsOn = (world: World, instanceId: string): readonly HostRecord[] =>
  world.ecs.hostsByInstance.get(instanceId) ?? [];

/** INACTIVE from now on: it can be described for a while, and is found by nothing else. */
export const retireHost = (world: World, host: HostRecord): void => {
  host.status = 'INACTIVE';
  host.agentConnected = false;
  host.away?.impaired.cancel();
  host.flap?.cancel();
  host.inactiveSince = world.clock.now();
  const others = hostsOn(world, host.instanceId).filter((other) => other !== host);
  if (others.length > 0) world.ecs.hostsByInstance.set(host.instanceId, others);
  else world.ecs.hostsByInstance.delete(host.instanceId);
  host.cluster.inactiveHosts.push(host);
};

/** Called where INACTIVE ones are read, instead of a timer for each. */
export const forgetInactive = (world: World, cluster: ClusterRecord): void => {
  const before = world.clock.now() - inactiveVisibleMs;
  const kept = cluster.inactiveHosts.findIndex(({ inactiveSince = 0 }) => inactiveSince >= before);
  const gone = cluster.inactiveHosts.splice(0, kept < 0 ? cluster.inactiveHosts.length : kept);
  for (const { id } of gone) cluster.hosts.delete(id);
  if (gone.length > 0) cluster.hostsByArn = undefined;
};

/** All container instances of a cluster, INACTIVE ones included, in the order in which they are listed. */
export const hostsInOrder = (cluster: ClusterRecord): readonly HostRecord[] => {
  cluster.hostsByArn ??= [...cluster.hosts.values()].sort((one, other) => (one.arn < other.arn ? -1 : 1));
  return cluster.hostsByArn;
};
