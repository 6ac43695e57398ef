/** Starting and stopping tasks for a service, and saying so. */
import type { Tag } from '@aws-sdk/client-ecs';
import { serviceGroup } from '../../../../shared/ecs/names.ts';
import { defaultServiceStrategies } from '../../../../shared/ecs/placement-strategies.ts';
import { taskRequirements } from '../../../../shared/ecs/requirements.ts';
import type { World } from '../../kernel/world.ts';
import type { DeploymentRecord, HostRecord, ServiceRecord, TaskRecord } from '../state.ts';
import { mergedTags } from '../tag-rules.ts';
import { launchTask } from './launch-task.ts';
import { activeHosts, type PlacementWish, placeOn, type Refusal } from './place-tasks.ts';
import { say, sayOnce } from './service-events.ts';
import { stopTask } from './task-stops.ts';
import { serviceActed } from './tell.ts';

const help = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';

export const wishOf = (service: ServiceRecord, deployment: DeploymentRecord): PlacementWish => ({
  requirements: taskRequirements(deployment.definition.form),
  group: serviceGroup(service.name),
  constraints: service.constraints,
  strategies: service.strategies.length > 0 ? service.strategies : defaultServiceStrategies,
  network: deployment.network,
});

/** As many tasks as find a host among these (all ACTIVE ones unless said otherwise). False: not all of them did. */
export const startTasks = (
  world: World,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  count: number,
  among: readonly HostRecord[] = activeHosts(service.cluster),
): boolean => {
  const placement = placeOn(world, service.cluster, wishOf(service, deployment), count, among);
  launchOn(world, service, deployment, placement.hosts);
  if (placement.hosts.length === count) return true;
  sayUnplaced(world, service, placement.refusals);
  return false;
};

const launchOn = (
  world: World,
  service: ServiceRecord,
  deployment: DeploymentRecord,
  hosts: readonly HostRecord[],
): void => {
  if (hosts.length === 0) return;
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
  say(world, service, `has started ${tasks.length} tasks: ${listed(tasks)}.`);
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

const listed = (tasks: readonly TaskRecord[]): string => tasks.map(({ id }) => `(task ${id})`).join(' ');

/** The closest match is the host with the fewest things in the way. */
const sayUnplaced = (world: World, service: ServiceRecord, refusals: readonly Refusal[]): void => {
  const [closest] = [...refusals].sort((one, other) => one.reasons.length - other.reasons.length);
  const reason = closest?.reasons[0];
  const because =
    closest === undefined || reason === undefined
      ? 'Reason: No Container Instances were found in your cluster.'
      : `The closest matching (container-instance ${closest.host.id}) ${inWords(reason)}.`;
  const said = sayOnce(
    world,
    service,
    `was unable to place a task because no container instance met all of its requirements. ${because} ${help}`,
  );
  if (said)
    serviceActed(world, service, 'SERVICE_TASK_PLACEMENT_FAILURE', {
      reason: reason ?? 'NO ACTIVE INSTANCES',
      containerInstanceArns: refusals.map(({ host }) => host.arn),
    });
};

const inWords = (reason: string): string =>
  ({
    'RESOURCE:CPU': 'has insufficient CPU units available',
    'RESOURCE:MEMORY': 'has insufficient memory available',
    'RESOURCE:GPU': 'has insufficient GPU resource available',
    'RESOURCE:PORTS': 'is already using a port required by your task',
    ATTRIBUTE: 'is missing an attribute required by your task',
  })[reason] ?? `encountered error "${reason}"`;

export const stopTasks = (world: World, service: ServiceRecord, tasks: readonly TaskRecord[]): void => {
  const running = tasks.filter(({ shown }) => shown.lastStatus === 'RUNNING');
  for (const task of tasks)
    stopTask(
      world,
      task,
      'ServiceSchedulerInitiated',
      `Scaling activity initiated by (deployment ${task.deployment?.id})`,
    );
  if (running.length > 0) say(world, service, `has stopped ${running.length} running tasks: ${listed(running)}.`);
  const pending = tasks.length - running.length;
  if (pending > 0) say(world, service, `has stopped ${pending} pending tasks.`);
};

/** Said when tasks fail to start again and again. */
export const sayImpaired = (world: World, service: ServiceRecord): void => {
  if (sayOnce(world, service, `is unable to consistently start tasks successfully. ${help}`))
    serviceActed(world, service, 'SERVICE_TASK_START_IMPAIRED');
};
