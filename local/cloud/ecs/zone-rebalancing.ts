/**
 * Whether a service has its tasks moved to even out Availability Zones; behaviour/zone-moves.ts moves them.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
 */
import type {
  AvailabilityZoneRebalancing,
  DeploymentConfiguration,
  PlacementConstraint,
  PlacementStrategy,
  SchedulingStrategy,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../kernel/aws-error.ts';

export interface RebalancedService {
  readonly scheduling: SchedulingStrategy;
  readonly strategies: readonly PlacementStrategy[];
  readonly constraints: readonly PlacementConstraint[];
  readonly configuration: DeploymentConfiguration;
}

/**
 * What a service that shall be like this gets. Asked for nothing, a new one has it wherever that is possible
 * (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html), and another keeps what it has. That an
 * update which makes it impossible ends it is our reading: the pages don't say.
 */
export const zoneRebalancing = (
  service: RebalancedService,
  asked: AvailabilityZoneRebalancing | undefined,
  before: AvailabilityZoneRebalancing = 'ENABLED',
): AvailabilityZoneRebalancing => {
  const obstacle = obstacleTo(service);
  if (asked === 'ENABLED' && obstacle !== undefined)
    throw new AwsError('InvalidParameterException', `Availability Zone rebalancing does not support ${obstacle}.`);
  return asked ?? (obstacle === undefined ? before : 'DISABLED');
};

/** The page lists them; the words are ours. */
const obstacleTo = (service: RebalancedService): string | undefined => {
  const [first] = service.strategies;
  if (service.scheduling === 'DAEMON') return 'the daemon scheduling strategy';
  if ((service.configuration.maximumPercent ?? 200) <= 100) return 'a maximumPercent of 100';
  if (first !== undefined && !(first.type === 'spread' && first.field === zone))
    return 'a placement strategy that does not begin with a spread over Availability Zones';
  if (service.constraints.some(({ expression }) => expression?.includes(zone)))
    return `placement constraints on ${zone}`;
  return undefined;
};

const zone = 'attribute:ecs.availability-zone';
