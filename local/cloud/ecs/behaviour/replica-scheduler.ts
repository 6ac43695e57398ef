/** The scheduler's look at a REPLICA service. */
import { createRemoval, type Removal } from '../../../../shared/ecs/scale-in.ts';
import type { World } from '../../kernel/world.ts';
import { capacityOf } from '../host-capacity.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import type { HostRecord, TaskRecord } from '../state.ts';
import { taskFailed } from './deployment-health.ts';
import { anywhere, mayPlace, placementFailed, placementWorked } from './placement-pauses.ts';
import { decideReplicas, type ReplicaTask } from './replica-decision.ts';
import { say, sayOnce } from './service-events.ts';
import { sayImpaired, sayStarted, sayUnplaced, scalingReason, startTasks, stopTasks, wishOf } from './service-tasks.ts';
import { healthyAt, isIll } from './task-health.ts';
import { endMove, extraForMove } from './zone-moves.ts';

interface Replica extends ReplicaTask {
  readonly task: TaskRecord;
}

export const lookAtReplicas = (world: World, service: ServiceRecord, primary: DeploymentRecord): void => {
  const extra = extraForMove(world, service, primary);
  const tasks = replicasOf(world, service, primary);
  const decision = decideReplicas({
    desired: service.desired,
    extra,
    minimumHealthyPercent: service.configuration.minimumHealthyPercent ?? 100,
    maximumPercent: service.configuration.maximumPercent ?? 200,
    tasks,
    choose: chooser(world, service, primary),
  });
  const stop = decision.stop.map(({ task }) => task);
  if (service.move !== undefined && extra === 0) endMove(world, service, primary, stop, decision.shielded);
  else stopSome(world, service, stop);
  if (decision.stuck) sayStuck(world, service);
  if (decision.shielded > 0) sayShielded(world, service, primary, decision.shielded);
  startSome(world, service, primary, decision.start, tasks.filter(({ ill }) => ill).length);
  lookWhenTimeHasPassed(world, service, tasks);
};

const replicasOf = (world: World, service: ServiceRecord, primary: DeploymentRecord): readonly Replica[] => {
  const now = world.clock.now();
  // Tasks that have just come to a zone for its balance are not those that leave for it.
  const moved = new Set(service.move?.started);
  return [...service.tasks.live]
    .filter(({ shown }) => shown.desiredStatus === 'RUNNING')
    .map((task) => ({
      task,
      current: task.deployment === primary,
      draining: task.host.status !== 'ACTIVE',
      running: task.shown.lastStatus === 'RUNNING',
      healthy: (healthyAt(task) ?? Number.POSITIVE_INFINITY) <= now,
      ill: isIll(task),
      shielded: moved.has(task) || isProtected(world, task),
    }));
};

const isProtected = ({ clock, knobs }: World, { protectedUntil = 0, host }: TaskRecord): boolean =>
  protectedUntil > clock.now() && (host.status === 'ACTIVE' || knobs.drainingSparesProtected);

/** Tasks that wait for others to prove themselves, and protection, end by the clock alone. */
const lookWhenTimeHasPassed = (world: World, service: ServiceRecord, tasks: readonly Replica[]): void => {
  const now = world.clock.now();
  const replacing =
    service.move !== undefined || tasks.some(({ current, draining, ill }) => !current || draining || ill);
  let next = Number.POSITIVE_INFINITY;
  for (const { task } of tasks)
    for (const time of [replacing ? healthyAt(task) : undefined, task.protectedUntil])
      if (time !== undefined && time > now) next = Math.min(next, time);
  if (next < Number.POSITIVE_INFINITY) service.lookAt(next);
};

const stopSome = (world: World, service: ServiceRecord, tasks: readonly TaskRecord[]): void => {
  for (const task of tasks.filter(isIll)) {
    if (task.deployment !== undefined) taskFailed(task.deployment);
    say(world, service, `(task ${task.id}) failed container health checks.`);
  }
  stopTasks(world, service, tasks, (task) =>
    isIll(task) ? 'Task failed container health checks' : scalingReason(task),
  );
};

/** Not before the pauses after failed starts and placements are over, and not at all for a deployment that was given up. */
const startSome = (
  world: World,
  service: ServiceRecord,
  primary: DeploymentRecord,
  count: number,
  forIll: number,
): void => {
  if (count === 0 || primary.rolloutState === 'FAILED' || !mayPlace(world, service, anywhere)) return;
  // How long to wait after a task that fails to start is known when it has ended, which wakes the service.
  if ([...service.tasks.live].some(({ shown }) => shown.stopCode === 'TaskFailedToStart')) return;
  if (primary.notBefore > world.clock.now()) {
    service.lookAt(primary.notBefore);
    return;
  }
  const { tasks, refusals } = startTasks(world, service, primary, count);
  sayStarted(world, service, tasks, forIll);
  if (tasks.length > 0) placementWorked(service, anywhere);
  if (refusals === undefined) return;
  sayUnplaced(world, service, refusals);
  if (world.knobs.unplacedTasksFail) taskFailed(primary);
  if (placementFailed(world, service, anywhere)) sayImpaired(world, service);
};

/** Those that go first by the strategies of the service. */
const chooser = (world: World, service: ServiceRecord, primary: DeploymentRecord) => {
  let remove: Removal | undefined;
  return (replicas: readonly Replica[], count: number): readonly Replica[] => {
    remove ??= removalFrom(world, service, primary);
    const tasks = replicas.map((replica) => ({
      replica,
      id: replica.task.id,
      host: replica.task.host.id,
      requirements: replica.task.requirements,
    }));
    return remove(tasks, count).map(({ replica }) => replica);
  };
};

const removalFrom = (world: World, service: ServiceRecord, primary: DeploymentRecord): Removal => {
  const hosts = new Set<HostRecord>(Array.from(service.tasks.live, ({ host }) => host));
  return createRemoval({
    ...wishOf(service, primary),
    hosts: Array.from(hosts, capacityOf),
    random: () => world.random.next(),
  });
};

const sayStuck = (world: World, service: ServiceRecord): void => {
  sayOnce(
    world,
    service,
    'was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
  );
};

/** The words are those seen in the field; the page has others, with the same meaning. */
const sayShielded = (world: World, service: ServiceRecord, primary: DeploymentRecord, count: number): void => {
  sayOnce(
    world,
    service,
    `was unable to reach steady state because (taskSet ${primary.id}) was unable to scale in due to (reason ${count} tasks under protection)`,
  );
};
