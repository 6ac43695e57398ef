import type { World } from '../../kernel/world.ts';
import type { HostRecord } from '../state.ts';
import { roomMayHaveCome } from './task-steps.ts';
import { balanceLater } from './zone-moves.ts';

/**
 * A container instance came, went, or is not what it was: services with tasks there look again, daemons, and those that
 * wait for room; to the others it matters only that zones may be more even with it.
 */
export const wakeServices = (world: World, host: HostRecord): void => {
  for (const service of host.cluster.services.values())
    if (service.scheduling === 'DAEMON') service.wake();
    else if (service.steady && host.status === 'ACTIVE') balanceLater(world, service);
  for (const { service } of host.tasks.live) service?.wake();
  if (host.status === 'ACTIVE') roomMayHaveCome(host.cluster);
};
