/** Placement in a cluster: shared/ecs decides, over the container instances as they are now. */
import type { Failure, NetworkConfiguration } from '@aws-sdk/client-ecs';
import { type HostFailure, type PlacementConstraint, placeTasks } from '../../../../shared/ecs/placement.ts';
import type { PlacementStrategy } from '../../../../shared/ecs/placement-strategies.ts';
import type { TaskRequirements } from '../../../../shared/ecs/requirements.ts';
import type { World } from '../../kernel/world.ts';
import { capacityOf } from '../host-capacity.ts';
import type { ClusterRecord, HostRecord } from '../state.ts';
import { subnetFor } from './task-network.ts';

export interface PlacementWish {
  readonly requirements: TaskRequirements;
  readonly group: string;
  readonly constraints: readonly PlacementConstraint[];
  readonly strategies: readonly PlacementStrategy[];
  readonly network: NetworkConfiguration | undefined;
}

export interface PlacementResult {
  /** One host for each task that found one. */
  readonly hosts: readonly HostRecord[];
  /** Why the next task found none: what is in the way on each host. Empty when all were placed. */
  readonly refusals: readonly Refusal[];
}

export interface Refusal {
  readonly host: HostRecord;
  /** In ECS's words. */
  readonly reasons: readonly string[];
  readonly detail: string;
}

export const activeHosts = (cluster: ClusterRecord): readonly HostRecord[] =>
  [...cluster.hosts.values()].filter((host) => host.status === 'ACTIVE');

/** Where so many tasks go; `among` are ACTIVE container instances. */
export const placeOn = (
  world: World,
  cluster: ClusterRecord,
  wish: PlacementWish,
  count: number,
  among: readonly HostRecord[] = activeHosts(cluster),
): PlacementResult => {
  const isReachable = (host: HostRecord): boolean =>
    !wish.requirements.needsEni || subnetFor(world, wish.network, host) !== undefined;
  const [reachable, elsewhere]: [HostRecord[], HostRecord[]] = [[], []];
  for (const host of among) (isReachable(host) ? reachable : elsewhere).push(host);
  const result = placeTasks(
    {
      requirements: wish.requirements,
      group: wish.group,
      hosts: reachable.map(capacityOf),
      constraints: wish.constraints,
      strategies: world.knobs.placeOnAnyValidHost || world.ecs.strategiesIgnored > 0 ? [] : wish.strategies,
      random: () => world.random.next(),
    },
    count,
  );
  return {
    hosts: result.placed.flatMap((id) => cluster.hosts.get(id) ?? []),
    refusals:
      result.placed.length === count
        ? []
        : [...result.failures.flatMap((failure) => refusal(cluster, failure)), ...elsewhere.map(wrongZone)],
  };
};

const refusal = (cluster: ClusterRecord, { host, unmet }: HostFailure): Refusal[] => {
  const record = cluster.hosts.get(host);
  if (record === undefined) return [];
  return [{ host: record, reasons: unmet.map(({ reason }) => reason), detail: unmet[0]?.detail ?? '' }];
};

/** No subnet of the task's network configuration is in the zone of the container instance. */
const wrongZone = (host: HostRecord): Refusal => ({
  host,
  reasons: ['LOCATION'],
  detail: `no subnet of the task is in ${host.availabilityZone}`,
});

/**
 * As RunTask answers them: one for each container instance, with the first thing that is in the way.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export const shownFailures = (refusals: readonly Refusal[]): Failure[] =>
  refusals.map(({ host, reasons: [reason], detail }) => ({ arn: host.arn, reason, detail }));
