/**
 * Tasks move from zone to zone: started where there are few, stopped where there are many when the new ones are healthy.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing-event-messages-list.html
 */
import { obstaclesFor } from '../../../../shared/ecs/placement.ts';
import type { World } from '../../kernel/world.ts';
import { capacityOf } from '../host-capacity.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import type { ClusterRecord, HostRecord, TaskRecord } from '../state.ts';
import { primaryOf } from './deployments.ts';
import { activeHosts } from './place-tasks.ts';
import { bounds } from './replica-decision.ts';
import { say, sayOnce } from './service-events.ts';
import { actUnplaced, listed, startTasks, stopTasks, wishOf } from './service-tasks.ts';
import { healthyAt } from './task-health.ts';
import { serviceActed } from './tell.ts';
import { isCrowded, isUneven, startsForBalance, type ZoneCounts } from './zone-balance.ts';

/** The service is steady: it is looked at for its balance when the time comes, together with others of its cluster. */
export const balanceLater = (world: World, service: ServiceRecord): void => {
  const { cluster } = service;
  if (service.zoneRebalancing !== 'ENABLED' || service.desired < 2) return;
  cluster.toBalance.add(service);
  cluster.balancing ??= world.clock.after(world.knobs.zoneRebalancingMs, `zones of cluster ${cluster.name}`, () => {
    cluster.balancing = undefined;
    balanceZones(world, cluster);
  });
};

const balanceZones = (world: World, cluster: ClusterRecord): void => {
  const services = [...cluster.toBalance].filter(
    ({ steady, status, zoneRebalancing }) => steady && status === 'ACTIVE' && zoneRebalancing === 'ENABLED',
  );
  cluster.toBalance.clear();
  if (services.length === 0) return;
  const hosts = Map.groupBy(
    activeHosts(cluster).filter(({ agentConnected }) => agentConnected),
    ({ availabilityZone }) => availabilityZone,
  );
  for (const service of services) balance(world, service, hosts);
};

const balance = (world: World, service: ServiceRecord, hosts: ReadonlyMap<string, readonly HostRecord[]>): void => {
  const primary = primaryOf(service);
  if (primary === undefined || !isUneven(zonesOf(service.tasks.live, hosts.keys()))) return;
  const obstaclesOn = obstaclesFor(wishOf(service, primary));
  const open = [...hosts].filter(([, some]) => some.some((host) => obstaclesOn(capacityOf(host)).every(isPassing)));
  const counts = zonesOf(
    service.tasks.live,
    open.map(([zone]) => zone),
  );
  if (!isUneven(counts)) return;
  const crowded = [...service.tasks.live].filter(({ host }) => isCrowded(counts, host.availabilityZone));
  const free = crowded.filter(({ protectedUntil = 0 }) => protectedUntil <= world.clock.now());
  if (free.length === 0) sayProtected(world, service, primary, crowded.length);
  const starts = startsForBalance(counts, Math.min(roomOf(service) - service.tasks.live.size, free.length));
  if (starts.length === 0) {
    balanceLater(world, service);
    return;
  }
  const began = sayOnce(world, service, `is not AZ balanced with ${inWords(counts)}. AZ Rebalancing in progress.`);
  if (began) serviceActed(world, service, 'SERVICE_REBALANCING_STARTED');
  const started = starts.flatMap(({ zone, count }) => startIn(world, service, primary, zone, count, hosts));
  if (started.length === 0) {
    balanceLater(world, service);
    return;
  }
  service.move = { started, desired: service.desired };
  service.steady = false;
  service.wake();
};

/** Room and a connection come and go; constraints and attributes say whether the service belongs into a zone. */
const isPassing = ({ reason }: { readonly reason: string }): boolean =>
  reason.startsWith('RESOURCE:') || reason.startsWith('DistinctInstance');

const roomOf = ({ desired, configuration }: ServiceRecord): number =>
  bounds({ desired, minimumHealthyPercent: 100, maximumPercent: configuration.maximumPercent ?? 200 }).maximum;

const startIn = (
  world: World,
  service: ServiceRecord,
  primary: DeploymentRecord,
  zone: string,
  count: number,
  hosts: ReadonlyMap<string, readonly HostRecord[]>,
): readonly TaskRecord[] => {
  const { tasks, refusals } = startTasks(world, service, primary, count, hosts.get(zone) ?? []);
  if (tasks.length > 0)
    say(world, service, `has started ${tasks.length} tasks in ${zone} to AZ Rebalance: ${listed(tasks)}.`);
  const unplaced = `is unable to place a task in ${zone} because no container instance met all of its requirements.`;
  if (refusals !== undefined && sayOnce(world, service, unplaced))
    actUnplaced(world, service, refusals, refusals[0]?.reasons[0]);
  return tasks;
};

/** How many tasks beyond its desired count the service keeps while those in other zones are not healthy yet. */
export const extraForMove = (world: World, service: ServiceRecord, primary: DeploymentRecord): number => {
  const { move } = service;
  if (move === undefined) return 0;
  const alive = move.started.every(
    ({ shown, deployment, host }) =>
      shown.desiredStatus === 'RUNNING' && deployment === primary && host.status === 'ACTIVE',
  );
  if (!alive || move.desired !== service.desired) {
    stopMoving(world, service);
    return 0;
  }
  const now = world.clock.now();
  const healthy = move.started.every((task) => (healthyAt(task) ?? Number.POSITIVE_INFINITY) <= now);
  return healthy ? 0 : move.started.length;
};

/** The new tasks are healthy: these go instead. `shielded` more would have gone, but are protected. */
export const endMove = (
  world: World,
  service: ServiceRecord,
  primary: DeploymentRecord,
  leaving: readonly TaskRecord[],
  shielded: number,
): void => {
  for (const [zone, tasks] of Map.groupBy(leaving, ({ host }) => host.availabilityZone)) {
    stopTasks(
      world,
      service,
      tasks,
      () => `Availability-zone rebalancing initiated by (deployment ${primary.id})`,
      (running) => `has stopped ${running.length} running tasks in ${zone} due to AZ rebalancing: ${listed(running)}.`,
    );
  }
  if (shielded > 0) {
    sayProtected(world, service, primary, shielded);
    stopMoving(world, service);
    return;
  }
  service.move = undefined;
  const staying = [...service.tasks.live].filter(({ shown }) => shown.desiredStatus === 'RUNNING');
  const counts = zonesOf(staying, []);
  if (isUneven(counts)) return;
  say(world, service, `is AZ balanced with ${inWords(counts)}.`);
  serviceActed(world, service, 'SERVICE_REBALANCING_COMPLETED');
};

const sayProtected = (world: World, service: ServiceRecord, primary: DeploymentRecord, count: number): void => {
  const why = `(taskSet ${primary.id}) was unable to scale in due to (reason ${count} tasks under protection)`;
  if (sayOnce(world, service, `was unable to AZ Rebalance because ${why}`))
    serviceActed(world, service, 'TASKSET_SCALE_IN_FAILURE_BY_TASK_PROTECTION');
};

const stopMoving = (world: World, service: ServiceRecord): void => {
  service.move = undefined;
  say(world, service, 'stopped AZ Rebalancing.');
  serviceActed(world, service, 'SERVICE_REBALANCING_STOPPED');
};

/** How many of the tasks are in each zone: in these, and in those where there are any. */
const zonesOf = (tasks: Iterable<TaskRecord>, zones: Iterable<string>): ZoneCounts => {
  const counts = new Map<string, number>(Array.from(zones, (zone) => [zone, 0]));
  for (const { host } of tasks) counts.set(host.availabilityZone, (counts.get(host.availabilityZone) ?? 0) + 1);
  return counts;
};

const inWords = (counts: ZoneCounts): string =>
  [...counts]
    .sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1))
    .map(([zone, count]) => `${count} tasks in ${zone}`)
    .join(', ');
