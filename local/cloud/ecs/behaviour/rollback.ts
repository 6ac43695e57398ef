/**
 * How a deployment fails: the circuit breaker opens, or somebody stops it. Back to the last one that was completed, where there
 * is one. The texts are those that services and service deployments show in the field.
 */
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import type { World } from '../../kernel/world.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import { primaryOf } from './deployments.ts';
import { endPauses } from './placement-pauses.ts';
import { say } from './service-events.ts';
import { endDeployment, isOngoing, rollbackStarted } from './service-history.ts';
import { deploymentChanged } from './tell.ts';

/**
 * How many tasks may fail before the circuit breaker opens: half of the desired count, at least 3 and at most 200, unless the
 * service says otherwise. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ThresholdConfiguration.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export const breakerThreshold = (desired: number, configuration: DeploymentConfiguration): number => {
  const { type = 'BOUNDED_PERCENT', value = 50 } = configuration.deploymentCircuitBreaker?.thresholdConfiguration ?? {};
  if (type === 'COUNT') return value;
  const share = Math.ceil((desired * value) / 100);
  return type === 'UNBOUNDED_PERCENT' ? share : Math.min(200, Math.max(3, share));
};

/** Opens the circuit breaker where it is enabled and due: the deployment has failed, and is rolled back if the service says so. */
export const watchDeployment = (world: World, service: ServiceRecord): void => {
  const primary = primaryOf(service);
  const breaker = service.configuration.deploymentCircuitBreaker;
  if (primary?.rolloutState !== 'IN_PROGRESS' || breaker?.enable !== true) return;
  if (primary.failed === 0 || primary.failed < breakerThreshold(service.desired, service.configuration)) return;
  if (service.current !== undefined) service.current.triggered = true;
  fail(world, service, primary, 'ECS deployment circuit breaker: tasks failed to start.');
  say(world, service, `(deployment ${primary.id}) deployment failed: tasks failed to start.`);
  const reason = 'Service deployment rolled back because the circuit breaker threshold was exceeded.';
  if (breaker.rollback === true)
    rollBack(world, service, primary, reason, 'ECS deployment circuit breaker: rolling back to deploymentId');
  else giveUp(world, service, 'STOPPED', 'The circuit breaker threshold was exceeded.');
};

/**
 * What StopServiceDeployment has asked for. The reasons are ours.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
 */
export const obeyStop = (world: World, service: ServiceRecord): void => {
  const primary = primaryOf(service);
  const status = service.current?.status;
  if (primary === undefined || (status !== 'ROLLBACK_REQUESTED' && status !== 'STOP_REQUESTED')) return;
  fail(world, service, primary, 'ECS deployment was stopped by a user.');
  if (status === 'STOP_REQUESTED') giveUp(world, service, 'STOPPED', 'Service deployment was stopped by a user.');
  else
    rollBack(
      world,
      service,
      primary,
      'Service deployment rollback was requested by a user.',
      'ECS deployment rolling back to deploymentId',
    );
};

const fail = (world: World, service: ServiceRecord, deployment: DeploymentRecord, reason: string): void => {
  deployment.rolloutState = 'FAILED';
  deployment.rolloutStateReason = reason;
  deployment.updatedAt = world.clock.now();
  deploymentChanged(world, service, deployment);
};

const giveUp = (
  world: World,
  { current }: ServiceRecord,
  status: 'STOPPED' | 'ROLLBACK_FAILED',
  reason: string,
): void => {
  if (current !== undefined && isOngoing(current)) endDeployment(world, current, status, reason);
};

/** The last deployment that was completed is PRIMARY again. */
const rollBack = (
  world: World,
  service: ServiceRecord,
  failed: DeploymentRecord,
  reason: string,
  rolloutReason: string,
): void => {
  const target = service.deployments.find(({ rolloutState }) => rolloutState === 'COMPLETED');
  if (target === undefined) {
    giveUp(world, service, 'ROLLBACK_FAILED', 'No rollback candidate was found to run the rollback.');
    return;
  }
  failed.status = 'ACTIVE';
  Object.assign(target, {
    status: 'PRIMARY',
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `${rolloutReason} ${target.id}.`,
    updatedAt: world.clock.now(),
    failed: 0,
    setbacks: 0,
    notBefore: 0,
  } satisfies Partial<DeploymentRecord>);
  service.deployments = [target, ...service.deployments.filter((deployment) => deployment !== target)];
  endPauses(service);
  if (service.current !== undefined) rollbackStarted(world, service.current, target, reason);
  say(world, service, `rolling back to deployment ${target.id}.`);
  deploymentChanged(world, service, target);
};
