/** How many instances a launch gets: as many as there is room and capacity for, from MinCount to MaxCount. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { freeAddresses } from '../network.ts';
import type { LaunchPlan } from './plan.ts';

/** The key of a kind of capacity in Ec2State.capacity. */
export const capacityKey = (type: string, zone: string, market: string): string => `${type}/${zone}/${market}`;

/**
 * "If you specify a value that is more capacity than Amazon EC2 can launch in the target Availability Zone, Amazon EC2 launches
 * the largest possible number of instances above the specified minimum count"
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html).
 */
export const howMany = (world: World, plan: LaunchPlan, request: RunInstancesCommandInput): number => {
  const { min, max } = countsOf(request);
  const { subnet } = plan.network;
  const addresses = freeAddresses(subnet);
  if (addresses < min)
    throw new AwsError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${subnet.id}' to satisfy the requested number of instances.`,
    );
  const capacity = world.ec2.capacity.get(capacityKey(plan.type.name, subnet.availabilityZone, plan.market));
  if (capacity !== undefined && capacity < min) throw noCapacity(world, plan);
  return Math.min(max, addresses, capacity ?? max);
};

/** MinCount and MaxCount, both at least 1 and in order. */
export const countsOf = (request: RunInstancesCommandInput): { readonly min: number; readonly max: number } => {
  const { MinCount: min = 0, MaxCount: max = 0 } = request;
  if (!Number.isInteger(min) || min < 1)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${min}) for parameter minCount is invalid. Minimum value is 1.`,
    );
  if (!Number.isInteger(max) || max < min)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${max}) for parameter maxCount is invalid. It must not be less than minCount.`,
    );
  return { min, max };
};

/** The codes are listed at https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html; this one is a server error. */
const noCapacity = (world: World, plan: LaunchPlan): AwsError => {
  const zone = plan.network.subnet.availabilityZone;
  if (plan.market === 'spot')
    return new AwsError(
      'InsufficientInstanceCapacity',
      'There is no Spot capacity available that matches your request.',
      500,
    );
  const others = world.ec2.availabilityZones
    .map(({ name }) => name)
    .filter((name) => name !== zone && world.ec2.capacity.get(capacityKey(plan.type.name, name, plan.market)) !== 0);
  return new AwsError(
    'InsufficientInstanceCapacity',
    `We currently do not have sufficient ${plan.type.name} capacity in the Availability Zone you requested (${zone}). Our ` +
      `system will be working on provisioning additional capacity. You can currently get ${plan.type.name} capacity by not ` +
      `specifying an Availability Zone in your request or choosing ${others.join(', ')}.`,
    500,
  );
};
