/** Starting and stopping tasks for a service, and saying so. */
import type { Tag } from '@aws-sdk/client-ecs';
import { serviceGroup } from '../../../../shared/ecs/names.ts';
import { closestMatch, unplacedMessage } from '../../../../shared/ecs/placement-failure.ts';
import { defaultServiceStrategies } from '../../../../shared/ecs/placement-strategies.ts';
import { taskRequirements } from '../../../../shared/ecs/requirements.ts';
import type { World } from '../../kernel/world.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import type { HostRecord, TaskRecord } from '../state.ts';
import { mergedTags } from '../tag-rules.ts';
import { launchTask } from './launch-task.ts';
import { activeHosts, type PlacementWish, placeOn, type Refusal } from './place-tasks.ts';
import { say, sayOnce } from './service-events.ts';
import { stopTask } from './task-stops.ts';
import { serviceActed, tasksStopped } from './tell.ts';

export const wishOf = (service: ServiceRecord, deployment: DeploymentRecord): PlacementWish => ({
  requirements: taskRequirements(deployment.definition.form),
  group: serviceGroup(service.name),
  constraints: service.constraints,
  strategies: service.strategies.length > 0 ? service.strategies : defaultServiceStrategies,
  network: deployment.network,
});

export interface Started {
  readonly tasks: readonly TaskRecord[];
  /** What was in the way of the next task; undefined when all found a host. */
  readonly refusals: readonly Refusal[] | undefined;
}

/** As many tasks as find a host among these (all ACTIVE ones unless said otherwise). */
export const startTasks = (
  world: World,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  count: number,
  among: readonly HostRecord[] = activeHosts(service.cluster),
): Started => {
  const { hosts, refusals } = placeOn(world, service.cluster, wishOf(service, deployment), count, among);
  const tasks = hosts.map((host) =>
    launchTask(world, {
      definition: deployment.definition,
      host,
      group: serviceGroup(service.name),
      startedBy: deployment.id,
      owner: { service, deployment },
      network: deployment.network,
      tags: tagsFor(service, deployment),
      executeCommand: service.executeCommand,
    }),
  );
  return { tasks, refusals: hosts.length === count ? undefined : refusals };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html */
const tagsFor = (service: ServiceRecord, deployment: DeploymentRecord): Tag[] => {
  const managed: Tag[] = [
    { key: 'aws:ecs:clusterName', value: service.cluster.name },
    { key: 'aws:ecs:serviceName', value: service.name },
  ];
  const propagated = { SERVICE: service.tags, TASK_DEFINITION: deployment.definition.tags, NONE: [] };
  return mergedTags(service.managedTags ? managed : [], propagated[service.propagateTags]);
};

export const listed = (tasks: readonly TaskRecord[]): string => tasks.map(({ id }) => `(task ${id})`).join(' ');

/** `forIll` of them in place of tasks that are unhealthy. */
export const sayStarted = (world: World, service: ServiceRecord, tasks: readonly TaskRecord[], forIll = 0): void => {
  if (tasks.length === 0) return;
  const replaced = Math.min(forIll, tasks.length);
  const why = replaced > 0 ? ` Amazon ECS replaced ${replaced} tasks due to an unhealthy status.` : '';
  say(world, service, `has started ${tasks.length} tasks: ${listed(tasks)}.${why}`);
};

/** So many container instances at most are named in one event. */
const namedHosts = 100;

/** The closest match is the host with the fewest things in the way. */
export const sayUnplaced = (world: World, service: ServiceRecord, refusals: readonly Refusal[]): void => {
  const closest = closestMatch(refusals);
  const reason = closest?.reasons[0];
  const match = closest === undefined || reason === undefined ? undefined : { host: closest.host.id, reason };
  if (sayOnce(world, service, unplacedMessage(match))) actUnplaced(world, service, refusals, reason);
};

export const actUnplaced = (
  world: World,
  service: ServiceRecord,
  refusals: readonly Refusal[],
  reason = 'NO ACTIVE INSTANCES',
): void =>
  serviceActed(world, service, 'SERVICE_TASK_PLACEMENT_FAILURE', {
    reason,
    containerInstanceArns: refusals.slice(0, namedHosts).map(({ host }) => host.arn),
  });

export const scalingReason = (task: TaskRecord): string =>
  `Scaling activity initiated by (deployment ${task.deployment?.id})`;

const stopped = (tasks: readonly TaskRecord[]): string =>
  `has stopped ${tasks.length} running tasks: ${listed(tasks)}.`;

/** The reason is what the tasks show afterwards; the words are said of those that ran. */
export const stopTasks = (
  world: World,
  service: ServiceRecord,
  tasks: readonly TaskRecord[],
  reasonFor: (task: TaskRecord) => string = scalingReason,
  words: (running: readonly TaskRecord[]) => string = stopped,
): void => {
  const running = tasks.filter(({ shown }) => shown.lastStatus === 'RUNNING');
  for (const task of tasks) stopTask(world, task, 'ServiceSchedulerInitiated', reasonFor(task));
  if (running.length > 0) {
    say(world, service, words(running));
    tasksStopped(world, service);
  }
  const pending = tasks.length - running.length;
  if (pending > 0) say(world, service, `stopped ${pending} pending tasks.`);
};

/** Said when tasks fail to start again and again, and when the scheduler backs off because there is no room for them. */
export const sayImpaired = (world: World, service: ServiceRecord): void => {
  if (
    sayOnce(
      world,
      service,
      'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    )
  )
    serviceActed(world, service, 'SERVICE_TASK_START_IMPAIRED');
};
