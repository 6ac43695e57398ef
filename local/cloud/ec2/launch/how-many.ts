/** How many instances a launch gets: as many as there is room, quota and capacity for, from MinCount to MaxCount. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { freeAddresses } from '../network.ts';
import { capacityOf, isOffered, noCapacity, notOffered } from './capacity.ts';
import { allowanceOf } from './limits.ts';
import { type LaunchPlan, offeringOf } from './plan.ts';

/**
 * "If you specify a value that is more capacity than Amazon EC2 can launch in the target Availability Zone, Amazon EC2 launches
 * the largest possible number of instances above the specified minimum count"
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html).
 */
export const howMany = (world: World, plan: LaunchPlan, request: RunInstancesCommandInput): number => {
  const { min, max } = countsOf(request);
  const offering = offeringOf(plan);
  if (!isOffered(world, offering)) throw notOffered(world, offering);
  const addresses = freeAddresses(plan.network.subnet);
  if (addresses < min)
    throw new AwsError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${plan.network.subnet.id}' to satisfy the requested number of instances.`,
    );
  const allowance = allowanceOf(world, plan.type, plan.market);
  if (allowance !== undefined && allowance.instances < min) throw allowance.refuse(min);
  const capacity = capacityOf(world, offering);
  if (capacity < min) throw noCapacity(world, offering);
  return Math.min(max, addresses, allowance?.instances ?? max, capacity);
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
