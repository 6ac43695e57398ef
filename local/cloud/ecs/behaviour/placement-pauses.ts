/**
 * The scheduler's back-off after tasks for which there was no room: a few tries at short intervals, then a long pause, and so on.
 * An update of the service ends it (reproio/ecs_deploy#53); whether new room does, a knob says.
 * https://github.com/aws/amazon-ecs-agent/issues/1160, https://github.com/reproio/ecs_deploy/pull/53
 */
import type { World } from '../../kernel/world.ts';
import type { ServiceRecord } from '../service-state.ts';

/** A REPLICA service has one pause, a DAEMON service one for each container instance. */
export const anywhere = '';

export const mayPlace = (world: World, service: ServiceRecord, where: string): boolean => {
  const until = service.pauses.get(where)?.until ?? 0;
  if (until <= world.clock.now()) return true;
  service.lookAt(until);
  return false;
};

/** True: these were the last tries before a long pause. */
export const placementFailed = (world: World, service: ServiceRecord, where: string): boolean => {
  const { placementTries, placementRetryMs, placementBackoffMs } = world.knobs;
  const failures = (service.pauses.get(where)?.failures ?? 0) + 1;
  const wasLast = failures % placementTries === 0;
  const until = world.clock.now() + (wasLast ? placementBackoffMs : placementRetryMs);
  service.pauses.set(where, { failures, until });
  service.cluster.waiting.add(service);
  service.lookAt(until);
  return wasLast;
};

/** There is nothing to try yet, and nobody will tell: look again after the time between two tries. */
export const waitFor = (world: World, service: ServiceRecord, where: string): void => {
  const until = world.clock.now() + world.knobs.placementRetryMs;
  service.pauses.set(where, { failures: service.pauses.get(where)?.failures ?? 0, until });
  service.lookAt(until);
};

export const placementWorked = (service: ServiceRecord, where: string): void => {
  if (service.pauses.delete(where) && service.pauses.size === 0) service.cluster.waiting.delete(service);
};

export const endPauses = (service: ServiceRecord): void => {
  service.pauses.clear();
  service.cluster.waiting.delete(service);
};

/** There may be room now where there was none. */
export const roomCame = (world: World, service: ServiceRecord): void => {
  if (!world.knobs.newCapacityEndsBackoff) return;
  endPauses(service);
  service.wake();
};
