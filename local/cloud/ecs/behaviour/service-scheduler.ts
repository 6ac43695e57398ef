/**
 * The service scheduler: looks at a service whenever something about it has changed, and again when something is due by the
 * clock. Of a service in a steady state nothing is planned but to say so again.
 */
import type { World } from '../../kernel/world.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import type { TaskRecord } from '../state.ts';
import { lookAtDaemon } from './daemon-scheduler.ts';
import { takeSetback } from './deployment-health.ts';
import { completeDeployment, primaryOf } from './deployments.ts';
import { endPauses } from './placement-pauses.ts';
import { lookAtReplicas } from './replica-scheduler.ts';
import { obeyStop, watchDeployment } from './rollback.ts';
import { allIsWell, say } from './service-events.ts';
import { deploymentStarted } from './service-history.ts';
import { sayImpaired, stopTasks } from './service-tasks.ts';
import { isWell } from './task-health.ts';
import { serviceActed } from './tell.ts';
import { balanceLater } from './zone-moves.ts';

/** From a change to the scheduler's look at it, when the last look is long ago. */
const reactionMs = 1_000;
/** Setbacks in a row after which a service is called impaired. */
const impairedAfter = 3;

/**
 * Something has changed: look soon, but not more often than the knob says. Daemons come before other tasks, so they are looked
 * at at once when that is possible.
 */
export const wakeService = (world: World, service: ServiceRecord): void => {
  const reaction = service.scheduling === 'DAEMON' ? 0 : Math.min(reactionMs, world.knobs.serviceSchedulerMs);
  planLook(world, service, world.clock.now() + reaction);
};

/** A look at this time, or as soon as the last one is long enough ago; an earlier one does as well. */
export const planLook = (world: World, service: ServiceRecord, time: number): void => {
  const at = Math.max(time, service.lastLookAt + world.knobs.serviceSchedulerMs);
  if (service.status === 'INACTIVE' || (service.look !== undefined && service.look.at <= at)) return;
  service.look?.timer.cancel();
  const timer = world.clock.at(at, `scheduler looks at service ${service.name}`, () => {
    service.look = undefined;
    service.lastLookAt = world.clock.now();
    look(world, service);
  });
  service.look = { at, timer };
};

const look = (world: World, service: ServiceRecord): void => {
  const primary = primaryOf(service);
  if (service.status === 'DRAINING' || primary === undefined) {
    drain(world, service);
    return;
  }
  deploymentStarted(world, service);
  takeSetback(primary, world.clock.now());
  if (primary.setbacks >= impairedAfter) sayImpaired(world, service);
  obeyStop(world, service);
  watchDeployment(world, service);
  // A rollback has made another deployment the primary one.
  const current = primaryOf(service) ?? primary;
  const failedBefore = current.failed;
  if (service.scheduling === 'DAEMON') lookAtDaemon(world, service, current);
  else lookAtReplicas(world, service, current);
  // What failed in this look may be too much for the circuit breaker.
  if (current.failed > failedBefore) service.wake();
  settle(world, service, current);
};

/** Whether it has all it wants, and nothing else. */
const settle = (world: World, service: ServiceRecord, primary: DeploymentRecord): void => {
  const settled =
    service.tasks.live.size === service.desired &&
    service.move === undefined &&
    [...service.tasks.live].every(
      (task) =>
        isWell(task) &&
        task.shown.desiredStatus === 'RUNNING' &&
        task.deployment === primary &&
        task.host.status === 'ACTIVE',
    );
  // What was given up does not become complete because nothing is wanted of it any more.
  if (settled && primary.rolloutState !== 'FAILED') staySteady(world, service);
  service.steady = settled;
  if (settled) balanceLater(world, service);
};

/** It says so when it has become steady, and again from time to time as long as it is. */
const staySteady = (world: World, service: ServiceRecord): void => {
  const again = service.steadySaidAt + world.knobs.steadyStateRepeatMs;
  if (service.steady && again > world.clock.now()) {
    service.lookAt(again);
    return;
  }
  if (!service.steady) {
    completeDeployment(world, service);
    allIsWell(service);
  }
  service.steadySaidAt = world.clock.now();
  say(world, service, 'has reached a steady state.');
  serviceActed(world, service, 'SERVICE_STEADY_STATE');
  service.lookAt(service.steadySaidAt + world.knobs.steadyStateRepeatMs);
};

/**
 * Deleted: its tasks are stopped. "After all tasks have transitioned to either STOPPING or STOPPED status" it is INACTIVE, and
 * its service deployments are gone. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
 */
const drain = (world: World, service: ServiceRecord): void => {
  const running = [...service.tasks.live].filter(({ shown }) => shown.desiredStatus === 'RUNNING');
  stopTasks(world, service, running);
  const ending = ({ shown }: TaskRecord) => shown.lastStatus === 'STOPPING' || shown.lastStatus === 'DEPROVISIONING';
  if (![...service.tasks.live].every(ending)) return;
  service.status = 'INACTIVE';
  service.deployments = [];
  service.history.clear();
  service.revisions.clear();
  service.current = undefined;
  service.steady = true;
  endPauses(service);
};
