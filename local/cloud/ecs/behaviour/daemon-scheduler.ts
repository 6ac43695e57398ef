/** The scheduler's look at a DAEMON service. */
import { obstaclesFor } from '../../../../shared/ecs/placement.ts';
import type { World } from '../../kernel/world.ts';
import { capacityOf } from '../host-capacity.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import type { HostRecord, TaskRecord } from '../state.ts';
import { type DaemonHost, decideDaemons } from './daemon-decision.ts';
import { taskFailed } from './deployment-health.ts';
import { activeHosts, type Refusal } from './place-tasks.ts';
import { mayPlace, placementFailed, placementWorked, waitFor } from './placement-pauses.ts';
import { sayImpaired, sayStarted, sayUnplaced, startTasks, stopTasks, wishOf } from './service-tasks.ts';
import { healthyAt, isIll } from './task-health.ts';
import { serviceActed } from './tell.ts';

export const lookAtDaemon = (world: World, service: ServiceRecord, primary: DeploymentRecord): void => {
  const own = Map.groupBy(service.tasks.live, ({ host }) => host);
  const isFit = fitness(service, primary);
  const hosts = new Set([...activeHosts(service.cluster), ...own.keys()]);
  const decision = decideDaemons(
    Array.from(hosts, (host) => situationOf(world, primary, host, isFit(host), own.get(host) ?? [])),
    service.configuration.minimumHealthyPercent ?? 0,
  );
  service.desired = decision.desired;
  if (decision.stop.some(({ host }) => host.status === 'ACTIVE' && !isFit(host)))
    serviceActed(world, service, 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED');
  stopTasks(world, service, decision.stop);
  for (const where of [...service.pauses.keys()])
    if (service.cluster.hosts.get(where)?.status !== 'ACTIVE') placementWorked(service, where);
  startOn(world, service, primary, decision.startOn);
  const replacing = Array.from(service.tasks.live).some(({ deployment }) => deployment !== primary);
  for (const task of replacing ? service.tasks.live : []) {
    const at = healthyAt(task) ?? 0;
    if (at > world.clock.now()) service.lookAt(at);
  }
};

/** Each host has its own pause: where there is no room for the daemon says nothing of other hosts. */
const startOn = (
  world: World,
  service: ServiceRecord,
  primary: DeploymentRecord,
  hosts: readonly HostRecord[],
): void => {
  if (hosts.length === 0 || primary.rolloutState === 'FAILED') return;
  if (primary.notBefore > world.clock.now()) {
    service.lookAt(primary.notBefore);
    return;
  }
  const started: TaskRecord[] = [];
  const refused: Refusal[] = [];
  for (const host of hosts) {
    if (!mayPlace(world, service, host.id)) continue;
    if (!host.agentConnected) {
      waitFor(world, service, host.id);
      continue;
    }
    const { tasks, refusals } = startTasks(world, service, primary, 1, [host]);
    started.push(...tasks);
    if (refusals === undefined) placementWorked(service, host.id);
    else {
      refused.push(...refusals);
      if (world.knobs.unplacedTasksFail) taskFailed(primary);
      if (placementFailed(world, service, host.id)) sayImpaired(world, service);
    }
  }
  sayStarted(world, service, started);
  if (refused.length > 0) sayUnplaced(world, service, refused);
};

const situationOf = (
  world: World,
  primary: DeploymentRecord,
  host: HostRecord,
  fit: boolean,
  own: readonly TaskRecord[],
): DaemonHost<HostRecord, TaskRecord> => {
  const staying = own.filter(({ shown }) => shown.desiredStatus === 'RUNNING');
  return {
    host,
    fit,
    occupied: !fit && [...host.tasks.live].some((task) => task.service?.scheduling === 'REPLICA'),
    leaving: staying.length < own.length,
    tasks: staying.map((task) => ({
      task,
      current: task.deployment === primary && !isIll(task),
      running: task.shown.lastStatus === 'RUNNING',
      healthy: (healthyAt(task) ?? Number.POSITIVE_INFINITY) <= world.clock.now(),
      shielded: (task.protectedUntil ?? 0) > world.clock.now(),
    })),
  };
};

/**
 * Room does not matter here: where it lacks, the placement fails and is tried again. Nor does that a host has its daemon, to
 * which distinctInstance would object.
 */
const fitness = (service: ServiceRecord, primary: DeploymentRecord): ((host: HostRecord) => boolean) => {
  const obstaclesOn = obstaclesFor(wishOf(service, primary));
  return (host) =>
    host.status === 'ACTIVE' &&
    obstaclesOn(capacityOf(host)).every(
      ({ reason }) => reason.startsWith('RESOURCE:') || reason === 'AGENT' || reason.startsWith('DistinctInstance'),
    );
};
