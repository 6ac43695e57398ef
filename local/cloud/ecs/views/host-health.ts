import type { ContainerInstanceHealthStatus, InstanceHealthCheckState } from '@aws-sdk/client-ecs';
import type { HealthCheckRecord, HostRecord } from '../state.ts';

/** The most severe first. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-health.html */
const severity: readonly InstanceHealthCheckState[] = ['IMPAIRED', 'INSUFFICIENT_DATA', 'INITIALIZING', 'OK'];

export const overallHealth = ({ runtime, connectivity }: HostRecord): InstanceHealthCheckState =>
  severity.find((status) => runtime.status === status || connectivity.status === status) ?? 'OK';

/** What the agent reported last; while it is away that gets no newer. */
export const shownHealth = (host: HostRecord, checkEveryMs: number, now: number): ContainerInstanceHealthStatus => {
  const heardOf = host.away?.since ?? now;
  const reported = heardOf - ((heardOf - host.registeredAt) % checkEveryMs);
  const shown = ({ status, since }: HealthCheckRecord, updated: number) => ({
    status,
    lastStatusChange: new Date(since),
    lastUpdated: new Date(Math.max(since, updated)),
  });
  return {
    overallStatus: overallHealth(host),
    details: [
      { type: 'CONTAINER_RUNTIME', ...shown(host.runtime, reported) },
      { type: 'AGENT_CONNECTIVITY', ...shown(host.connectivity, now) },
    ],
  };
};
