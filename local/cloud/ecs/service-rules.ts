/** What CreateService and UpdateService refuse about a service, in ECS's words. */
import type {
  CreateServiceCommandInput,
  DeploymentCircuitBreaker,
  DeploymentConfiguration,
  SchedulingStrategy,
  ThresholdConfiguration,
  UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { limits } from '../../../shared/ecs/limits.ts';
import { isServiceName } from '../../../shared/ecs/names.ts';
import { AwsError } from '../kernel/aws-error.ts';
import type { Knobs } from '../kernel/knobs.ts';
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
  if (input.platformVersion !== undefined)
    refuse('The platform version must be null when specifying an EC2 launch type.');
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
 * With ECS's defaults filled in: 100 and 200 percent for REPLICA services, 0 and 100 for DAEMON ones. An update keeps what it
 * does not name, within the circuit breaker too.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
export const checkedConfiguration = (
  { fullPercentsRefused }: Pick<Knobs, 'fullPercentsRefused'>,
  scheduling: SchedulingStrategy,
  given: DeploymentConfiguration = {},
  before: DeploymentConfiguration = initial(scheduling),
): DeploymentConfiguration => {
  if (given.strategy !== undefined && given.strategy !== 'ROLLING')
    refuse(`The deployment strategy ${given.strategy} is not implemented by this embedded ECS; use ROLLING.`);
  if (given.alarms?.enable === true) refuse('Deployment alarms are not implemented by this embedded ECS.');
  if (given.earlySuccessCriteria?.enable === true)
    refuse('Early success criteria are not implemented by this embedded ECS.');
  if ((given.lifecycleHooks ?? []).length > 0) refuse('Lifecycle hooks are not implemented by this embedded ECS.');
  const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const breaker = given.deploymentCircuitBreaker;
  const configuration: DeploymentConfiguration = {
    ...before,
    ...named,
    deploymentCircuitBreaker: { ...before.deploymentCircuitBreaker, ...breaker } as DeploymentCircuitBreaker,
  };
  checkPercents(configuration, scheduling, fullPercentsRefused);
  checkThreshold(configuration.deploymentCircuitBreaker?.thresholdConfiguration);
  return configuration;
};

const initial = (scheduling: SchedulingStrategy): DeploymentConfiguration => ({
  alarms: { alarmNames: [], enable: false, rollback: false },
  bakeTimeInMinutes: 0,
  deploymentCircuitBreaker: {
    enable: false,
    resetOnHealthyTask: true,
    rollback: false,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
  },
  maximumPercent: scheduling === 'DAEMON' ? 100 : 200,
  minimumHealthyPercent: scheduling === 'DAEMON' ? 0 : 100,
  strategy: 'ROLLING',
});

/** The first and the last refusal are seen in the field, https://github.com/aws/aws-cdk/issues/2209 for the first. */
const checkPercents = (
  { minimumHealthyPercent: minimum = 0, maximumPercent: maximum = 0 }: DeploymentConfiguration,
  scheduling: SchedulingStrategy,
  fullPercentsRefused: boolean,
): void => {
  if (scheduling === 'DAEMON' && maximum > 100)
    refuse(
      'The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment configuration. Change the maximumPercent value to 100, and try again',
    );
  if (minimum < 0 || minimum > 100) refuse('minimumHealthyPercent must be between 0 and 100.');
  if (maximum < 100) refuse('maximumPercent must be at least 100.');
  if (fullPercentsRefused && minimum === 100 && maximum === 100)
    refuse('Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.');
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ThresholdConfiguration.html; the words are ours. */
const checkThreshold = (threshold: ThresholdConfiguration | undefined): void => {
  if (threshold === undefined) return;
  const { type = '', value = 0 } = threshold;
  if (!['COUNT', 'BOUNDED_PERCENT', 'UNBOUNDED_PERCENT'].includes(type))
    refuse('thresholdConfiguration type should be one of [COUNT,BOUNDED_PERCENT,UNBOUNDED_PERCENT].');
  if (!Number.isInteger(value) || value < 1) refuse('thresholdConfiguration value must be a positive integer.');
};
