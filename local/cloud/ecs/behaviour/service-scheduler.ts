/**
 * The service scheduler: looks at a service whenever something about it has changed, and again as long as something is left to
 * be done. Of a service in a steady state nothing is planned.
 */
import { chooseTaskToRemove } from '../../../../shared/ecs/scale-in.ts';
import type { World } from '../../kernel/world.ts';
import { capacityOf } from '../host-capacity.ts';
import type { DeploymentRecord, HostRecord, ServiceRecord, TaskRecord } from '../state.ts';
import { lookAtDaemon } from './daemon-scheduler.ts';
import { takeSetback } from './deployment-health.ts';
import { completeDeployment, primaryOf, watchDeployment } from './deployments.ts';
import { decideReplicas } from './replica-decision.ts';
import { allIsWell, say, sayOnce } from './service-events.ts';
import { sayImpaired, startTasks, stopTasks, wishOf } from './service-tasks.ts';
import { serviceActed } from './tell.ts';

/** From a change to the scheduler's look at it, when the last look is long ago. */
const reactionMs = 1_000;
/** No host was found: the scheduler tries ever less often, unless something changes in the cluster. */
const longestRetryMs = 60_000;
/** Setbacks in a row after which a service is called impaired. */
const impairedAfter = 3;

/** Something has changed: look soon, but not more often than the knob says. */
export const wakeService = (world: World, service: ServiceRecord): void => {
  const { serviceSchedulerMs } = world.knobs;
  planLook(
    world,
    service,
    Math.max(world.clock.now() + Math.min(reactionMs, serviceSchedulerMs), service.lastLookAt + serviceSchedulerMs),
  );
};

const planLook = (world: World, service: ServiceRecord, at: number): void => {
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
  takeSetback(primary, world.clock.now());
  if (primary.setbacks >= impairedAfter) sayImpaired(world, service);
  watchDeployment(world, service, service.desired);
  // A rollback has made another deployment the primary one.
  const current = primaryOf(service) ?? primary;
  const lookAt = service.scheduling === 'DAEMON' ? lookAtDaemon : lookAtReplicas;
  const placed = lookAt(world, service, current);
  service.placementFailures = placed ? 0 : service.placementFailures + 1;
  if (!placed) retryPlacement(world, service);
  settle(world, service, current);
};

/** Tasks were wanted for which there was no host. */
const retryPlacement = (world: World, service: ServiceRecord): void => {
  const pauseMs = Math.min(longestRetryMs, world.knobs.serviceSchedulerMs * 2 ** (service.placementFailures - 1));
  planLook(world, service, world.clock.now() + pauseMs);
};

/** False: not every task that was to start found a host. */
const lookAtReplicas = (world: World, service: ServiceRecord, primary: DeploymentRecord): boolean => {
  const decision = decideReplicas({
    desired: service.desired,
    minimumHealthyPercent: service.configuration.minimumHealthyPercent ?? 100,
    maximumPercent: service.configuration.maximumPercent ?? 200,
    tasks: [...service.tasks.live]
      .filter(({ shown }) => shown.desiredStatus === 'RUNNING')
      .map((task) => ({
        task,
        current: task.deployment === primary,
        draining: task.host.status !== 'ACTIVE',
        running: task.shown.lastStatus === 'RUNNING',
      })),
    choose: (tasks) => {
      const id = taskToRemove(
        world,
        service,
        primary,
        tasks.map(({ task }) => task),
      );
      return tasks.find(({ task }) => task.id === id);
    },
  });
  stopTasks(
    world,
    service,
    decision.stop.map(({ task }) => task),
  );
  if (decision.stuck) sayStuck(world, service);
  return startSome(world, service, primary, decision.start);
};

/** Not before the pause after failed starts is over, and not at all for a deployment that was given up. */
const startSome = (world: World, service: ServiceRecord, primary: DeploymentRecord, count: number): boolean => {
  if (count === 0 || primary.rolloutState === 'FAILED') return true;
  if (primary.notBefore > world.clock.now()) {
    planLook(world, service, primary.notBefore);
    return true;
  }
  return startTasks(world, service, primary, count);
};

const taskToRemove = (
  world: World,
  service: ServiceRecord,
  primary: DeploymentRecord,
  tasks: readonly TaskRecord[],
): string | undefined => {
  const { group, strategies } = wishOf(service, primary);
  const hosts = new Set<HostRecord>(Array.from(service.tasks.live, ({ host }) => host));
  return chooseTaskToRemove({
    tasks: tasks.map(({ id, host, requirements }) => ({ id, host: host.id, group, requirements })),
    hosts: Array.from(hosts, capacityOf),
    strategies,
    random: () => world.random.next(),
  })?.id;
};

const sayStuck = (world: World, service: ServiceRecord): void => {
  sayOnce(
    world,
    service,
    'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
  );
};

/** Whether it has all it wants, and nothing else. */
const settle = (world: World, service: ServiceRecord, primary: DeploymentRecord): void => {
  const tasks = [...service.tasks.live];
  const settled =
    tasks.length === service.desired &&
    tasks.every(
      ({ shown, deployment, host }) =>
        shown.lastStatus === 'RUNNING' &&
        shown.desiredStatus === 'RUNNING' &&
        deployment === primary &&
        host.status === 'ACTIVE',
    );
  if (settled && !service.steady) {
    completeDeployment(world, service);
    allIsWell(service);
    say(world, service, 'has reached a steady state.');
    serviceActed(world, service, 'SERVICE_STEADY_STATE');
  }
  service.steady = settled;
};

/** Deleted: its tasks are stopped; when the last is, it is INACTIVE. */
const drain = (world: World, service: ServiceRecord): void => {
  const running = [...service.tasks.live].filter(({ shown }) => shown.desiredStatus === 'RUNNING');
  stopTasks(world, service, running);
  if (service.tasks.live.size > 0) return;
  service.status = 'INACTIVE';
  service.deployments = [];
  service.steady = true;
};
