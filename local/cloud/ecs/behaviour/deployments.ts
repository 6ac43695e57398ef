/** The life of deployments: begun, completed, failed and rolled back. */
import type { NetworkConfiguration } from '@aws-sdk/client-ecs';
import type { World } from '../../kernel/world.ts';
import type { DeploymentRecord, ServiceRecord, TaskDefinitionRecord } from '../state.ts';
import { say } from './service-events.ts';
import { deploymentChanged } from './tell.ts';

export const primaryOf = (service: ServiceRecord): DeploymentRecord | undefined => service.deployments[0];

/** The new PRIMARY deployment; the one before stays ACTIVE until its tasks are gone. */
export const beginDeployment = (
  world: World,
  service: ServiceRecord,
  definition: TaskDefinitionRecord,
  network: NetworkConfiguration | undefined,
): void => {
  const id = `ecs-svc/${world.random.between(1, 9)}${Array.from({ length: 18 }, () => world.random.between(0, 9)).join('')}`;
  const deployment: DeploymentRecord = {
    id,
    definition,
    network,
    createdAt: world.clock.now(),
    updatedAt: world.clock.now(),
    status: 'PRIMARY',
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: `ECS deployment ${id} in progress.`,
    failed: 0,
    failedSinceLook: false,
    setbacks: 0,
    notBefore: 0,
  };
  for (const other of service.deployments) other.status = 'ACTIVE';
  service.deployments = [deployment, ...service.deployments];
  deploymentChanged(world, service, deployment);
};

/** The PRIMARY deployment has all its tasks and the others have none. */
export const completeDeployment = (world: World, service: ServiceRecord): void => {
  const primary = primaryOf(service);
  if (primary === undefined) return;
  service.deployments = [primary];
  if (primary.rolloutState === 'COMPLETED') return;
  primary.rolloutState = 'COMPLETED';
  primary.rolloutStateReason = `ECS deployment ${primary.id} completed.`;
  primary.updatedAt = world.clock.now();
  say(world, service, `(deployment ${primary.id}) deployment completed.`);
  deploymentChanged(world, service, primary);
};

/**
 * How many tasks in a row may fail before the circuit breaker opens: half of the desired count, at least 3 and at most 200.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export const breakerThreshold = (desired: number): number => Math.min(200, Math.max(3, Math.ceil(desired / 2)));

/** Opens the circuit breaker where it is enabled and due: the deployment has failed, and is rolled back if the service says so. */
export const watchDeployment = (world: World, service: ServiceRecord, desired: number): void => {
  const primary = primaryOf(service);
  const breaker = service.configuration.deploymentCircuitBreaker;
  if (primary?.rolloutState !== 'IN_PROGRESS' || breaker?.enable !== true) return;
  if (primary.failed < breakerThreshold(desired)) return;
  primary.rolloutState = 'FAILED';
  primary.rolloutStateReason = 'ECS deployment circuit breaker: tasks failed to start.';
  primary.updatedAt = world.clock.now();
  say(world, service, `(deployment ${primary.id}) deployment failed: tasks failed to start.`);
  deploymentChanged(world, service, primary);
  if (breaker.rollback === true) rollBack(world, service, primary);
};

/** Back to the last deployment that was completed, if there is one: it is PRIMARY again. */
const rollBack = (world: World, service: ServiceRecord, failed: DeploymentRecord): void => {
  const target = service.deployments.find(({ rolloutState }) => rolloutState === 'COMPLETED');
  if (target === undefined) return;
  failed.status = 'ACTIVE';
  target.status = 'PRIMARY';
  target.rolloutState = 'IN_PROGRESS';
  target.rolloutStateReason = `ECS deployment circuit breaker: rolling back to deploymentId ${target.id}.`;
  target.updatedAt = world.clock.now();
  Object.assign(target, { failed: 0, setbacks: 0, notBefore: 0 });
  service.deployments = [target, ...service.deployments.filter((deployment) => deployment !== target)];
  say(world, service, `rolling back to deployment ${target.id}.`);
  deploymentChanged(world, service, target);
};
