import type { World } from '../../kernel/world.ts';
import { clusterName } from '../identifiers.ts';
import type { Agent } from '../state.ts';
import { hostsOn } from './host-records.ts';
import { reconnect } from './reconnect.ts';
import { registerHost } from './register-host.ts';
import { hostChanged } from './tell.ts';

/** From the start of the agent's service to its registration. */
const registrationMs: readonly [from: number, to: number] = [1_000, 4_000];
/** systemd starts an agent that could not register again and again; the pause grows to the longest. */
const firstRetryMs = 10_000;
const longestRetryMs = 300_000;

/**
 * The ECS agent on an instance has started with this configuration (keys and values of /etc/ecs/ecs.config) and has a way
 * out: it registers its container instance, or comes back as the one it was. As long as its cluster does not exist it tries
 * again.
 */
export const agentStarts = (world: World, instanceId: string, config: Readonly<Record<string, string>>): void => {
  world.ecs.agents.get(instanceId)?.attempt?.cancel();
  const agent: Agent = { instanceId, config, attempt: undefined };
  world.ecs.agents.set(instanceId, agent);
  attempt(world, agent, world.random.between(...registrationMs), firstRetryMs);
};

const attempt = (world: World, agent: Agent, ms: number, retryMs: number): void => {
  agent.attempt = world.clock.after(ms, `agent of ${agent.instanceId} registers`, () => {
    agent.attempt = undefined;
    if (!register(world, agent)) attempt(world, agent, retryMs, Math.min(retryMs * 2, longestRetryMs));
  });
};

/** False: there is no such cluster, or no such running instance. */
const register = (world: World, agent: Agent): boolean => {
  const cluster = world.ecs.clusters.get(clusterName(agent.config['ECS_CLUSTER']));
  const instance = world.ec2.instances.get(agent.instanceId);
  if (cluster?.status !== 'ACTIVE' || instance === undefined) return false;
  const known = hostsOn(world, agent.instanceId).find((host) => host.cluster === cluster);
  if (known !== undefined) reconnect(world, known);
  else hostChanged(world, registerHost(world, cluster, instance, agent.config));
  for (const service of cluster.services.values()) service.wake();
  return true;
};
