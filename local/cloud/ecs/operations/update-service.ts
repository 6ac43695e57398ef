import type { UpdateServiceCommandInput, UpdateServiceCommandOutput } from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { endThrottle } from '../behaviour/deployment-health.ts';
import { beginDeployment, primaryOf } from '../behaviour/deployments.ts';
import { endPauses } from '../behaviour/placement-pauses.ts';
import { canonical } from '../canonical.ts';
import { activeServiceOf, clusterOf, runnableTaskDefinition } from '../find.ts';
import { checkNetwork } from '../network-rules.ts';
import { checkConstraints, checkLaunchType, checkStrategies } from '../placement-rules.ts';
import { checkDesiredCount, checkedConfiguration, checkNotOffered } from '../service-rules.ts';
import type { DeploymentRecord, ServiceRecord } from '../service-state.ts';
import { shownService } from '../views/service.ts';
import { zoneRebalancing } from '../zone-rebalancing.ts';

/**
 * Another task definition or network, or `forceNewDeployment`, begins a deployment; a desired count, percentages and placement
 * change without one. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export const updateService: Operation<UpdateServiceCommandInput, UpdateServiceCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  const service = activeServiceOf(cluster, input.service);
  const primary = primaryOf(service);
  if (primary === undefined) throw new AwsError('ServiceNotActiveException', 'Service was not ACTIVE.');
  check(service, input);
  const configuration = checkedConfiguration(
    world.knobs,
    service.scheduling,
    input.deploymentConfiguration,
    service.configuration,
  );
  const next = nextDeployment(world, primary, input);
  const {
    placementConstraints: constraints = service.constraints,
    placementStrategy: strategies = service.strategies,
  } = input;
  const rebalancing = zoneRebalancing(
    { scheduling: service.scheduling, strategies, constraints, configuration },
    input.availabilityZoneRebalancing,
    service.zoneRebalancing,
  );

  service.configuration = configuration;
  service.zoneRebalancing = rebalancing;
  service.desired = input.desiredCount ?? service.desired;
  service.constraints = constraints;
  service.strategies = strategies;
  service.propagateTags = input.propagateTags ?? service.propagateTags;
  service.managedTags = input.enableECSManagedTags ?? service.managedTags;
  service.executeCommand = input.enableExecuteCommand ?? service.executeCommand;
  if (next !== undefined) beginDeployment(world, service, next.definition, next.network);
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html: after an update it resumes as normal.
  endThrottle(primary);
  endPauses(service);
  service.steady = false;
  service.wake();
  return { service: shownService(service, ['TAGS']) };
};

const check = (service: ServiceRecord, input: UpdateServiceCommandInput): void => {
  if (service.scheduling === 'DAEMON' && input.desiredCount !== undefined)
    throw new AwsError(
      'InvalidParameterException',
      'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
    );
  checkDesiredCount(input.desiredCount);
  checkLaunchType(undefined, input.capacityProviderStrategy);
  checkNotOffered(input);
  checkConstraints(input.placementConstraints);
  checkStrategies(input.placementStrategy);
};

/** Undefined: what runs is what is wanted. */
const nextDeployment = (
  world: World,
  primary: DeploymentRecord,
  input: UpdateServiceCommandInput,
): Pick<DeploymentRecord, 'definition' | 'network'> | undefined => {
  const definition =
    input.taskDefinition === undefined ? primary.definition : runnableTaskDefinition(world, input.taskDefinition);
  const network = input.networkConfiguration ?? primary.network;
  const same = definition === primary.definition && canonical(network ?? {}) === canonical(primary.network ?? {});
  if (same && input.forceNewDeployment !== true) return undefined;
  checkNetwork(world, definition, network);
  return { definition, network };
};
