/**
 * The health of container instances: whether the container runtime answers the agent, and whether the agent is connected. The
 * sample events are the source of the fields; that a change of one check is told without the others is read from them too.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-health.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_health_events.html
 */
import type { InstanceHealthCheckType } from '@aws-sdk/client-ecs';
import { emit } from '../../events/behaviour/emit.ts';
import type { World } from '../../kernel/world.ts';
import type { HealthCheckRecord, HostRecord } from '../state.ts';
import { overallHealth } from '../views/host-health.ts';
import { letGo } from './task-steps.ts';

/** "Container instance health checks run about twice per minute." */
export const checkEveryMs = 30_000;

/** The first check of a new container instance: INITIALIZING until then. It waits for an agent that is away. */
export const checkRuntimeSoon = (world: World, host: HostRecord): void => {
  world.clock.after(checkEveryMs, `runtime of ${host.instanceId} is checked`, () => {
    if (host.agentConnected && host.runtime.status === 'INITIALIZING')
      setHealth(world, host, 'CONTAINER_RUNTIME', host.runtime, 'OK');
  });
};

/** The container runtime does not answer: containers go on, but the agent can start and stop none. */
export const runtimeBreaks = (world: World, host: HostRecord): void => {
  if (host.runtime.status !== 'IMPAIRED') setHealth(world, host, 'CONTAINER_RUNTIME', host.runtime, 'IMPAIRED');
};

/** What the agent had to leave undone is done now; nothing happens while something else keeps the runtime from answering. */
export const runtimeRecovers = (world: World, host: HostRecord): void => {
  if (host.status === 'INACTIVE' || host.runtime.status !== 'IMPAIRED') return;
  for (const hosts of world.ecs.brokenRuntimes) if (hosts.has(host)) return;
  setHealth(world, host, 'CONTAINER_RUNTIME', host.runtime, 'OK');
  letGo(host);
};

/** The agent is away from now on. When that lasts, ECS calls the host impaired; for how long it must last AWS does not say. */
export const connectionLost = (world: World, host: HostRecord): void => {
  host.away?.impaired.cancel();
  const since = world.clock.now();
  const impaired = world.clock.after(
    world.knobs.agentAwayImpairedMs,
    `agent of ${host.instanceId} is away for long`,
    () => setHealth(world, host, 'AGENT_CONNECTIVITY', host.connectivity, 'IMPAIRED', awaySince(since)),
  );
  host.away = { since, impaired };
};

export const connectionBack = (world: World, host: HostRecord): void => {
  host.away?.impaired.cancel();
  host.away = undefined;
  if (host.connectivity.status === 'IMPAIRED') setHealth(world, host, 'AGENT_CONNECTIVITY', host.connectivity, 'OK');
  if (host.runtime.status === 'INITIALIZING') checkRuntimeSoon(world, host);
};

const awaySince = (time: number): string => `Agent disconnected since ${inSeconds(time)}`;

const setHealth = (
  world: World,
  host: HostRecord,
  type: InstanceHealthCheckType,
  check: HealthCheckRecord,
  status: HealthCheckRecord['status'],
  statusReason: string | null = null,
): void => {
  check.status = status;
  check.since = world.clock.now();
  const now = inSeconds(world.clock.now());
  emit(world, {
    source: 'aws.ecs',
    detailType: 'ECS Container Instance Health Change',
    resources: [host.arn],
    detail: {
      clusterArn: host.cluster.arn,
      containerInstanceArn: host.arn,
      capacityProviderName: null,
      ec2InstanceId: host.instanceId,
      overallStatus: overallHealth(host),
      healthChecks: [{ type, status, lastStatusChange: now, lastUpdated: now, statusReason }],
    },
  });
};

const inSeconds = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
