/**
 * Agents lose their connection to ECS and have it again; their containers go on. Meanwhile ECS places nothing on the host, and
 * the tasks there stay as they were, whatever is wanted of them: RUNNING ones are neither stopped nor replaced
 * (aws/containers-roadmap#2040).
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html
 */
import type { World } from '../../kernel/world.ts';
import type { HostRecord, Outage } from '../state.ts';
import { connectionLost } from './host-health.ts';
import { hostsOn } from './host-records.ts';
import { reconnect } from './reconnect.ts';
import { hostChanged } from './tell.ts';

/**
 * The longest that an agent is away for no reason. It tries again after 250 ms, then ever later, at most every 2 minutes:
 * ecs-agent/acs/session/session.go of aws/amazon-ecs-agent.
 */
const longestFlapMs = 150_000;
const hourMs = 3_600_000;

/** With `forMs` it comes back by itself after that time. */
export const agentDisconnects = (world: World, host: HostRecord, forMs?: number): void => {
  host.agentConnected = false;
  connectionLost(world, host);
  hostChanged(world, host);
  if (forMs !== undefined)
    world.clock.after(forMs, `agent of ${host.instanceId} is back`, () => agentComesBack(world, host));
};

/**
 * Nothing happens when it is back already, when its host has gone, or when something still keeps it away. An agent that is
 * starting comes back by its own attempt.
 */
export const agentComesBack = (world: World, host: HostRecord): void => {
  const agent = world.ecs.agents.get(host.instanceId);
  if (agent === undefined || agent.attempt !== undefined || isCutOff(world, host.instanceId)) return;
  if (host.status !== 'INACTIVE' && host.ended === undefined && !host.forgotten && !host.agentConnected)
    reconnect(world, host);
};

/** Whether something keeps an instance's agent from reaching ECS. */
export const isCutOff = (world: World, instanceId: string): boolean => {
  for (const outage of world.ecs.outages) if (outage.has(instanceId)) return true;
  return isFrozen(world, instanceId);
};

/** Whether nothing moves on an instance. */
export const isFrozen = ({ ecs }: World, instanceId: string): boolean => {
  for (const frozen of ecs.freezes) if (frozen.has(instanceId)) return true;
  return false;
};

/** Cuts off agents, those of instances that come later too if it says so. What it gives ends that. */
export const beginOutage = (world: World, outage: Outage, hosts: readonly HostRecord[]): (() => void) => {
  world.ecs.outages.add(outage);
  for (const host of hosts) if (host.agentConnected) agentDisconnects(world, host);
  return () => {
    world.ecs.outages.delete(outage);
    for (const host of hosts) agentComesBack(world, host);
  };
};

/**
 * "The Amazon ECS container agent disconnects and reconnects several times per hour as a part of its normal operation": the
 * next time, if the knob wants any. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
 */
export const planFlap = (world: World, host: HostRecord): void => {
  const { agentFlapsPerHour } = world.knobs;
  if (agentFlapsPerHour === 0) return;
  const ms = world.random.between(1, (2 * hourMs) / agentFlapsPerHour);
  host.flap = world.clock.after(ms, `agent of ${host.instanceId} drops its connection`, () => {
    if (host.agentConnected) agentDisconnects(world, host, world.random.between(250, longestFlapMs));
    planFlap(world, host);
  });
};

/** The container instance of an EC2 instance whose agent is connected. */
export const connectedHost = (world: World, instanceId: string): HostRecord | undefined =>
  hostsOn(world, instanceId).find(({ agentConnected }) => agentConnected);
