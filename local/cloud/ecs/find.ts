/** Looking things up as ECS does, with its refusals. */
import {
  containerInstanceArn,
  parseServiceHistoryArn,
  parseTaskDefinitionReference,
} from '../../../shared/ecs/arns.ts';
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';
import { clusterName, idWithin } from './identifiers.ts';
import type { ServiceDeploymentRecord, ServiceRecord, ServiceRevisionRecord } from './service-state.ts';
import type { ClusterRecord, HostRecord, TaskDefinitionRecord, TaskRecord, TaskSet } from './state.ts';

/** The ACTIVE cluster of this name or ARN (`default` when not given). Refuses with ClusterNotFoundException. */
export const clusterOf = (world: World, identifier: string | undefined): ClusterRecord => {
  const cluster = world.ecs.clusters.get(clusterName(identifier));
  if (cluster === undefined || cluster.status !== 'ACTIVE')
    throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  return cluster;
};

/** A container instance by id or ARN, INACTIVE ones included. */
export const findHost = (cluster: ClusterRecord, identifier: string): HostRecord | undefined =>
  cluster.hosts.get(idWithin(cluster.name, 'container-instance', identifier));

/** What a failure calls a container instance by that is not there. */
export const arnOfHost = (world: World, cluster: ClusterRecord, identifier: string): string =>
  containerInstanceArn(world, cluster.name, idWithin(cluster.name, 'container-instance', identifier));

/** As findHost, but refuses when there is none. */
export const hostOf = (cluster: ClusterRecord, identifier: string | undefined): HostRecord => {
  if (identifier === undefined || identifier === '')
    throw new AwsError('InvalidParameterException', 'Container instance cannot be empty.');
  const host = findHost(cluster, identifier);
  if (host === undefined)
    throw new AwsError('InvalidParameterException', 'The referenced container instance was not found.');
  return host;
};

export const findService = (cluster: ClusterRecord, identifier: string): ServiceRecord | undefined =>
  cluster.services.get(idWithin(cluster.name, 'service', identifier));

/** A service that is there and ACTIVE: what can be updated and deleted. */
export const activeServiceOf = (cluster: ClusterRecord, identifier: string | undefined): ServiceRecord => {
  const service = identifier === undefined ? undefined : findService(cluster, identifier);
  if (service === undefined) throw new AwsError('ServiceNotFoundException', 'Service not found.');
  if (service.status !== 'ACTIVE') throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  return service;
};

/** A service deployment or a service revision, whichever of them has this ARN. */
export const historyOf = (
  world: World,
  arn: string,
):
  | { readonly deployment: ServiceDeploymentRecord | undefined; readonly revision: ServiceRevisionRecord | undefined }
  | undefined => {
  const parsed = parseServiceHistoryArn(arn);
  const service = parsed && world.ecs.clusters.get(parsed.cluster)?.services.get(parsed.service);
  if (parsed === undefined || service === undefined) return undefined;
  const deployment = service.history.get(parsed.id);
  const revision = service.revisions.get(parsed.id);
  return {
    deployment: deployment?.arn === arn ? deployment : undefined,
    revision: revision?.arn === arn ? revision : undefined,
  };
};

/** A task definition by `family` (its latest ACTIVE revision), `family:revision` or ARN, of any status. */
export const findTaskDefinition = (world: World, identifier: string): TaskDefinitionRecord | undefined => {
  const reference = parseTaskDefinitionReference(identifier);
  const family = reference === undefined ? undefined : world.ecs.families.get(reference.family);
  if (reference === undefined || family === undefined) return undefined;
  if (reference.revision !== undefined) return family.revisions.get(reference.revision);
  return [...family.revisions.values()].findLast((definition) => definition.shown.status === 'ACTIVE');
};

/** A task definition that tasks may be started from. Refuses in ECS's words. */
export const runnableTaskDefinition = (world: World, identifier: string | undefined): TaskDefinitionRecord => {
  if (identifier === undefined || identifier === '')
    throw new AwsError('InvalidParameterException', 'TaskDefinition can not be blank.');
  const definition = findTaskDefinition(world, identifier);
  if (definition === undefined) throw new AwsError('ClientException', 'TaskDefinition not found.');
  if (definition.shown.status !== 'ACTIVE') throw new AwsError('ClientException', 'TaskDefinition is inactive');
  return definition;
};

/** From when on Describe and List know of what comes to be now. */
export const visibleFrom = (world: World): number => {
  const [from, to] = world.knobs.ecsVisibleAfterMs;
  return world.clock.now() + (from === to ? from : world.random.between(from, to));
};

export const isVisible = (world: World, { visibleAt }: { readonly visibleAt: number }): boolean =>
  visibleAt <= world.clock.now();

export const newTaskSet = (): TaskSet => ({ live: new Set(), stopped: new Set(), running: 0, pending: 0 });

interface TaskCounts {
  running: number;
  pending: number;
}

/** How many tasks of a set are running, and how many are on their way there. */
export const countTasks = ({ running, pending }: TaskSet): Readonly<TaskCounts> => ({ running, pending });

/** The same for any tasks, counted one by one. */
export const tallyTasks = (tasks: Iterable<TaskRecord>): Readonly<TaskCounts> => {
  const counts = { running: 0, pending: 0 };
  for (const { shown } of tasks) addTo(counts, shown.lastStatus, 1);
  return counts;
};

/** One task of this status more, or less. */
export const addTo = (counts: TaskCounts, status: string | undefined, by: 1 | -1): void => {
  if (status === 'RUNNING') counts.running += by;
  else if (status === 'PROVISIONING' || status === 'PENDING' || status === 'ACTIVATING') counts.pending += by;
};
