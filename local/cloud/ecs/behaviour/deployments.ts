/** The life of deployments: begun, completed. How they fail stands in rollback.ts. */
import type { NetworkConfiguration } from '@aws-sdk/client-ecs';
import type { World } from '../../kernel/world.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import type { TaskDefinitionRecord } from '../state.ts';
import { endPauses } from './placement-pauses.ts';
import { say } from './service-events.ts';
import { deploymentRequested, deploymentSucceeded, newRevision } from './service-history.ts';
import { deploymentChanged } from './tell.ts';

export const primaryOf = (service: ServiceRecord): DeploymentRecord | undefined => service.deployments[0];

/** The new PRIMARY deployment; the one before stays ACTIVE until its tasks are gone. */
export const beginDeployment = (
  world: World,
  service: ServiceRecord,
  definition: TaskDefinitionRecord,
  network: NetworkConfiguration | undefined,
): void => {
  const revision = newRevision(world, service, definition, network);
  // That deployment and revision have the same number is as seen in the field, not documented.
  const id = `ecs-svc/${revision.id}`;
  const deployment: DeploymentRecord = {
    id,
    revision,
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
  deploymentRequested(world, service, deployment);
  for (const other of service.deployments) other.status = 'ACTIVE';
  service.deployments = [deployment, ...service.deployments];
  endPauses(service);
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
  deploymentSucceeded(world, service);
  say(world, service, `(deployment ${primary.id}) deployment completed.`);
  deploymentChanged(world, service, primary);
};
