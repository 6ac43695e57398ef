/** The scheduler's look at a DAEMON service. */
import { obstacles } from '../../../../shared/ecs/placement.ts';
import type { World } from '../../kernel/world.ts';
import { capacityOf } from '../host-capacity.ts';
import type { DeploymentRecord, HostRecord, ServiceRecord, TaskRecord } from '../state.ts';
import { type DaemonHost, decideDaemons } from './daemon-decision.ts';
import { startTasks, stopTasks, wishOf } from './service-tasks.ts';

/** False: a host that is to have a task has no room for it. */
export const lookAtDaemon = (world: World, service: ServiceRecord, primary: DeploymentRecord): boolean => {
  const hosts = [...service.cluster.hosts.values()].filter(({ status }) => status !== 'INACTIVE');
  const decision = decideDaemons(
    hosts.map((host) => situationOf(service, primary, host)),
    service.configuration.minimumHealthyPercent ?? 0,
  );
  service.desired = decision.desired;
  stopTasks(world, service, decision.stop);
  if (primary.rolloutState === 'FAILED' || primary.notBefore > world.clock.now()) return decision.startOn.length === 0;
  let placed = true;
  for (const host of decision.startOn)
    if (!host.agentConnected || !startTasks(world, service, primary, 1, [host])) placed = false;
  return placed;
};

const situationOf = (
  service: ServiceRecord,
  primary: DeploymentRecord,
  host: HostRecord,
): DaemonHost<HostRecord, TaskRecord> => {
  const own = [...host.tasks.live].filter((task) => task.service === service);
  const staying = own.filter(({ shown }) => shown.desiredStatus === 'RUNNING');
  return {
    host,
    fit: isFit(service, primary, host),
    occupied: [...host.tasks.live].some((task) => task.service?.scheduling === 'REPLICA'),
    leaving: staying.length < own.length,
    tasks: staying.map((task) => ({
      task,
      current: task.deployment === primary,
      running: task.shown.lastStatus === 'RUNNING',
    })),
  };
};

/** Room does not matter here: where it lacks, the placement fails and is tried again. */
const isFit = (service: ServiceRecord, primary: DeploymentRecord, host: HostRecord): boolean => {
  if (host.status !== 'ACTIVE') return false;
  return obstacles(capacityOf(host), wishOf(service, primary)).every(
    ({ reason }) => reason.startsWith('RESOURCE:') || reason === 'AGENT',
  );
};
