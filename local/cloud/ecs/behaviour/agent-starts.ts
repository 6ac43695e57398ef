import type { World } from '../../kernel/world.ts';
import { clusterName } from '../identifiers.ts';
import { addCluster } from '../new-cluster.ts';
import type { Agent, ClusterRecord, HostRecord } from '../state.ts';
import { agentDisconnects, isCutOff } from './agent-disconnects.ts';
import { hostsOn } from './host-records.ts';
import { reconnect } from './reconnect.ts';
import { registerHost } from './register-host.ts';
import { wakeServices } from './wake-services.ts';

/** From the start of the agent's service to its registration. */
const registrationMs: readonly [from: number, to: number] = [1_000, 4_000];
/** systemd starts an agent that could not register again and again; the pause grows to the longest. */
const firstRetryMs = 10_000;
const longestRetryMs = 300_000;

/**
 * The ECS agent on an instance has started with this configuration (keys and values of /etc/ecs/ecs.config) and has a way
 * out: it registers its container instance, or comes back as the one it was. As long as its cluster does not exist, or ECS
 * cannot be reached, it tries again. An agent that ran already ends its connection.
 */
export const agentStarts = (world: World, instanceId: string, config: Readonly<Record<string, string>>): void => {
  agentStops(world, instanceId);
  const agent: Agent = { instanceId, config, attempt: undefined };
  world.ecs.agents.set(instanceId, agent);
  attempt(world, agent, world.random.between(...registrationMs), firstRetryMs);
};

/** The agent's process on an instance has ended. Containers go on; nobody reports what becomes of them until it starts again. */
export const agentStops = (world: World, instanceId: string): void => {
  world.ecs.agents.get(instanceId)?.attempt?.cancel();
  world.ecs.agents.delete(instanceId);
  for (const host of hostsOn(world, instanceId)) if (host.agentConnected) agentDisconnects(world, host);
};

/**
 * What the agent keeps in /var/lib/ecs/data is gone: from its next start on it is another container instance. The one that it
 * was stays registered, its agent away for good and its tasks RUNNING: nobody knows their containers any more.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-versions.html#container_instance_life_cycle
 */
export const agentForgets = (world: World, instanceId: string): void => {
  for (const host of hostsOn(world, instanceId)) host.forgotten = true;
};

const attempt = (world: World, agent: Agent, ms: number, retryMs: number): void => {
  agent.attempt = world.clock.after(ms, `agent of ${agent.instanceId} registers`, () => {
    agent.attempt = undefined;
    const outcome = register(world, agent);
    if (outcome === 'not now') attempt(world, agent, retryMs, Math.min(retryMs * 2, longestRetryMs));
    if (outcome === 'never') world.ecs.agents.delete(agent.instanceId);
  });
};

/** Not now: there is no such cluster, no such running instance, or no way to ECS. */
const register = (world: World, agent: Agent): 'done' | 'not now' | 'never' => {
  const instance = world.ec2.instances.get(agent.instanceId);
  if (instance === undefined || isCutOff(world, agent.instanceId)) return 'not now';
  const known = hostsOn(world, agent.instanceId).find(({ forgotten }) => !forgotten);
  if (known !== undefined) return comeBack(world, agent, known);
  const cluster = clusterFor(world, agent);
  if (cluster === undefined) return 'not now';
  wakeServices(world, registerHost(world, cluster, instance, agent.config));
  return 'done';
};

/**
 * An agent that is configured for another cluster than the one in its state ends at once, and is not started again:
 * `setClusterInConfig` in agent/app/agent.go and `StartSupervised` in ecs-init/engine/engine.go of aws/amazon-ecs-agent.
 */
const comeBack = (world: World, agent: Agent, host: HostRecord): 'done' | 'never' => {
  if (host.cluster.name !== clusterName(agent.config['ECS_CLUSTER'])) return 'never';
  reconnect(world, host);
  wakeServices(world, host);
  return 'done';
};

/**
 * An agent whose configuration names no cluster means `default`, and creates that when there is none; any other cluster must
 * exist: `RegisterContainerInstance` in ecs-agent/api/ecs/client/ecs_client.go of aws/amazon-ecs-agent.
 */
const clusterFor = (world: World, { config }: Agent): ClusterRecord | undefined => {
  const named = config['ECS_CLUSTER'] ?? '';
  const cluster = world.ecs.clusters.get(clusterName(named));
  if (cluster?.status === 'ACTIVE') return cluster;
  return named === '' ? addCluster(world, { name: 'default' }) : undefined;
};
