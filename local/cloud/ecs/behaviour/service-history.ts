/**
 * What DescribeServiceDeployments and DescribeServiceRevisions tell of a service: each deployment from its request to its end,
 * and what was rolled out. Kept for 90 days, and dropped with the service.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
 */
import type { NetworkConfiguration } from '@aws-sdk/client-ecs';
import { serviceDeploymentArn, serviceRevisionArn } from '../../../../shared/ecs/arns.ts';
import type { World } from '../../kernel/world.ts';
import { tallyTasks } from '../find.ts';
import type {
  DeploymentRecord,
  RevisionCounts,
  ServiceDeploymentRecord,
  ServiceRecord,
  ServiceRevisionRecord,
} from '../service-state.ts';
import type { TaskDefinitionRecord } from '../state.ts';

const keptMs = 90 * 24 * 3_600_000;

export const newRevision = (
  world: World,
  service: ServiceRecord,
  definition: TaskDefinitionRecord,
  network: NetworkConfiguration | undefined,
): ServiceRevisionRecord => {
  const id = `${world.random.between(1, 9)}${Array.from({ length: 18 }, () => world.random.between(0, 9)).join('')}`;
  const arn = serviceRevisionArn(world, service.cluster.name, service.name, id);
  const createdAt = world.clock.now();
  const revision = { id, arn, service, definition, network, createdAt, digests: new Map() };
  service.revisions.set(id, revision);
  return revision;
};

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';
const newId = (world: World): string => Array.from({ length: 21 }, () => world.random.pick([...alphabet])).join('');

/** A deployment was asked for; one that was still under way is stopped by it. The words of that reason are ours. */
export const deploymentRequested = (world: World, service: ServiceRecord, deployment: DeploymentRecord): void => {
  const now = world.clock.now();
  if (service.current !== undefined && isOngoing(service.current))
    endDeployment(world, service.current, 'STOPPED', 'A newer service deployment has replaced this one.');
  const id = newId(world);
  const record: ServiceDeploymentRecord = {
    id,
    arn: serviceDeploymentArn(world, service.cluster.name, service.name, id),
    service,
    deployment,
    order: (service.current?.order ?? 0) + 1,
    sources: [...service.deployments],
    configuration: service.configuration,
    createdAt: now,
    updatedAt: now,
    startedAt: undefined,
    finishedAt: undefined,
    stoppedAt: undefined,
    status: 'PENDING',
    statusReason: undefined,
    rollback: undefined,
    triggered: false,
    final: undefined,
  };
  service.history.set(id, record);
  service.current = record;
  forgetOld(service, now - keptMs);
};

const forgetOld = (service: ServiceRecord, before: number): void => {
  const kept = new Set<ServiceRevisionRecord>(service.deployments.map(({ revision }) => revision));
  for (const [id, record] of service.history) {
    if (record.createdAt < before && !isOngoing(record)) service.history.delete(id);
    else for (const { revision } of [record.deployment, ...record.sources]) kept.add(revision);
  }
  for (const [id, revision] of service.revisions)
    if (revision.createdAt < before && !kept.has(revision)) service.revisions.delete(id);
};

/** The scheduler has taken it up. */
export const deploymentStarted = (world: World, service: ServiceRecord): void => {
  const { current } = service;
  if (current?.status !== 'PENDING') return;
  current.startedAt = world.clock.now();
  move(world, current, 'IN_PROGRESS', undefined);
};

export const rollbackStarted = (
  world: World,
  current: ServiceDeploymentRecord,
  to: DeploymentRecord,
  reason: string,
): void => {
  current.rollback = { reason, startedAt: world.clock.now(), to };
  move(world, current, 'ROLLBACK_IN_PROGRESS', reason);
};

/** The service has what it wants: its deployment, or the rollback of it, has succeeded. */
export const deploymentSucceeded = (world: World, service: ServiceRecord): void => {
  const { current } = service;
  if (current === undefined || !isOngoing(current)) return;
  current.startedAt ??= world.clock.now();
  if (current.rollback === undefined) endDeployment(world, current, 'SUCCESSFUL', undefined);
  else endDeployment(world, current, 'ROLLBACK_SUCCESSFUL', current.statusReason);
};

export const endDeployment = (
  world: World,
  record: ServiceDeploymentRecord,
  status: 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED',
  reason: string | undefined,
): void => {
  const now = world.clock.now();
  record.finishedAt = now;
  if (status === 'STOPPED') record.stoppedAt = now;
  record.final = new Map([record.deployment, ...record.sources].map((each) => [each, countsNow(record.service, each)]));
  move(world, record, status, reason);
};

export const move = (
  world: World,
  record: ServiceDeploymentRecord,
  status: ServiceDeploymentRecord['status'],
  reason: string | undefined,
): void => {
  record.status = status;
  record.statusReason = reason;
  record.updatedAt = world.clock.now();
};

/** Not at its end yet. */
export const isOngoing = ({ finishedAt }: ServiceDeploymentRecord): boolean => finishedAt === undefined;

/** What there is of a revision: as it is while the deployment goes on, as it was at its end afterwards. */
export const countsOf = (record: ServiceDeploymentRecord, deployment: DeploymentRecord): RevisionCounts =>
  record.final?.get(deployment) ?? countsNow(record.service, deployment);

export const countsNow = (service: ServiceRecord, deployment: DeploymentRecord): RevisionCounts => {
  const own = [...service.tasks.live].filter((task) => task.deployment === deployment);
  const { running, pending } = tallyTasks(own);
  return {
    requestedTaskCount: requested(service, deployment, own),
    runningTaskCount: running,
    pendingTaskCount: pending,
  };
};

/** An old deployment wants what it still has. */
const requested = (
  service: ServiceRecord,
  deployment: DeploymentRecord,
  own: readonly { readonly shown: { readonly desiredStatus?: string | undefined } }[],
): number =>
  deployment.status === 'PRIMARY'
    ? service.desired
    : own.filter(({ shown }) => shown.desiredStatus === 'RUNNING').length;
