/** What CreateService and UpdateService refuse about a service, in ECS's words. */
import type {
  CreateServiceCommandInput,
  DeploymentConfiguration,
  SchedulingStrategy,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { limits } from '../../../shared/ecs/limits.ts';
import { isServiceName } from '../../../shared/ecs/names.ts';
import { AwsError } from '../kernel/aws-error.ts';
import { checkConstraints, checkLaunchType, checkStrategies } from './placement-rules.ts';

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
export const checkNewService = (input: CreateServiceCommandInput): void => {
  if (!isServiceName(input.serviceName ?? ''))
    refuse('Service names can contain up to 255 letters (uppercase and lowercase), numbers, underscores, and hyphens.');
  if (input.clientToken !== undefined && !/^[!-~]{1,36}$/.test(input.clientToken))
    refuse('clientToken must be up to 36 ASCII characters in the range 33-126.');
  checkLaunchType(input.launchType, input.capacityProviderStrategy);
  checkNotOffered(input);
  checkConstraints(input.placementConstraints);
  checkStrategies(input.placementStrategy);
  if (input.deploymentController !== undefined && input.deploymentController.type !== 'ECS')
    refuse(`The deployment controller ${input.deploymentController.type} is not implemented by this embedded ECS.`);
  if (input.role !== undefined && input.role !== '')
    refuse('You cannot specify an IAM role for services that are not using a load balancer.');
  if (input.schedulingStrategy === 'DAEMON') checkDaemon(input);
  else if (input.desiredCount === undefined)
    refuse('Desired count is required for services using the REPLICA scheduling strategy.');
  checkDesiredCount(input.desiredCount);
};

/** What belongs to load balancing, discovery and managed volumes. */
export const checkNotOffered = (input: CreateServiceCommandInput | UpdateServiceCommandInput): void => {
  const refused = {
    loadBalancers: 'Load balancers',
    serviceRegistries: 'Service registries',
    volumeConfigurations: 'Volume configurations',
    vpcLatticeConfigurations: 'VPC Lattice configurations',
  } as const;
  for (const [member, name] of Object.entries(refused))
    if ((input[member as keyof typeof refused] ?? []).length > 0)
      refuse(`${name} of services are not implemented by this embedded ECS.`);
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html, healthCheckGracePeriodSeconds.
  if (input.healthCheckGracePeriodSeconds !== undefined && input.healthCheckGracePeriodSeconds !== 0)
    refuse('Health check grace period is only valid for services configured to use load balancers');
  if (input.serviceConnectConfiguration?.enabled === true)
    refuse('Service Connect is not implemented by this embedded ECS.');
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon */
const checkDaemon = (input: CreateServiceCommandInput): void => {
  if (input.desiredCount !== undefined)
    refuse(
      'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
    );
  if ((input.placementStrategy ?? []).length > 0)
    refuse(
      'The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again.',
    );
};

export const checkDesiredCount = (desired: number | undefined): void => {
  if (desired !== undefined && (desired < 0 || desired > limits.tasksPerService))
    refuse(`Desired count must be between 0 and ${limits.tasksPerService}.`);
};

/**
 * With ECS's defaults filled in: 100 and 200 percent for REPLICA services, 0 and 100 for DAEMON ones.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export const checkedConfiguration = (
  scheduling: SchedulingStrategy,
  given: DeploymentConfiguration | undefined,
  before?: DeploymentConfiguration,
): DeploymentConfiguration => {
  const daemon = scheduling === 'DAEMON';
  const configuration: DeploymentConfiguration = {
    deploymentCircuitBreaker: { enable: false, rollback: false },
    maximumPercent: daemon ? 100 : 200,
    minimumHealthyPercent: daemon ? 0 : 100,
    ...before,
    ...Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value !== undefined)),
    strategy: 'ROLLING',
  };
  const { minimumHealthyPercent: minimum = 0, maximumPercent: maximum = 0 } = configuration;
  if (given?.strategy !== undefined && given.strategy !== 'ROLLING')
    refuse(`The deployment strategy ${given.strategy} is not implemented by this embedded ECS; use ROLLING.`);
  if (daemon && maximum > 100)
    refuse('The daemon scheduling strategy does not support values above 100 for maximumPercent.');
  if (minimum < 0 || minimum > 100) refuse('minimumHealthyPercent must be between 0 and 100.');
  if (!daemon && maximum < 100) refuse('maximumPercent must be at least 100.');
  if (minimum > maximum) refuse('maximumPercent must not be less than minimumHealthyPercent.');
  if (minimum === 100 && maximum === 100)
    refuse('Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.');
  return configuration;
};
