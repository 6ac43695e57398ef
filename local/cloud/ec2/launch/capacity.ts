/** What EC2 has to give: which types a zone offers, and how many instances of them. */
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { concerns, type Offering, type Shortage } from '../active-faults.ts';

/** How many more instances of the offering EC2 has besides those that are about to be taken; Infinity where nothing is short. */
export const capacityOf = (world: World, offering: Offering, besides: readonly Offering[] = []): number =>
  Math.min(
    Number.POSITIVE_INFINITY,
    ...shortagesOf(world, offering).map((one) => one.left - besides.filter((other) => concerns(one, other)).length),
  );

export const takeCapacity = (world: World, offering: Offering, count: number): void => {
  for (const shortage of shortagesOf(world, offering)) shortage.left = Math.max(0, shortage.left - count);
};

export const isOffered = (world: World, { instanceType, availabilityZone }: Omit<Offering, 'market'>): boolean => {
  for (const gap of world.ec2.faults.notOffered)
    if (gap.instanceType === instanceType && gap.availabilityZone === availabilityZone) return false;
  return true;
};

/** The text as in ned1313/Getting-Started-Terraform#44 and skyplane-project/skyplane#172. */
export const notOffered = (world: World, offering: Offering): AwsError => {
  const others = zonesBut(world, offering, (other) => isOffered(world, other));
  return new AwsError(
    'Unsupported',
    `Your requested instance type (${offering.instanceType}) is not supported in your requested Availability Zone ` +
      `(${offering.availabilityZone}). Please retry your request by not specifying an Availability Zone or choosing ${others}.`,
  );
};

/** The codes are listed at https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html; both are server errors. */
export const noCapacity = (world: World, offering: Offering): AwsError => {
  const { instanceType, availabilityZone, market } = offering;
  const worst = shortagesOf(world, offering).sort((a, b) => a.left - b.left)[0];
  if (worst?.code === 'InternalError') return new AwsError('InternalError', 'An internal error has occurred', 500);
  const code = 'InsufficientInstanceCapacity';
  if (market === 'spot')
    return new AwsError(code, 'There is no Spot capacity available that matches your request.', 500);
  const others = zonesBut(world, offering, (other) => isOffered(world, other) && capacityOf(world, other) > 0);
  const advice = ` You can currently get ${instanceType} capacity by not specifying an Availability Zone in your request or choosing ${others}.`;
  return new AwsError(
    code,
    `We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested (${availabilityZone}). ` +
      `Our system will be working on provisioning additional capacity.${others === '' ? '' : advice}`,
    500,
  );
};

const shortagesOf = (world: World, offering: Offering): Shortage[] =>
  [...world.ec2.faults.shortages].filter((shortage) => concerns(shortage, offering));

const zonesBut = (world: World, offering: Offering, has: (other: Offering) => boolean): string =>
  world.ec2.availabilityZones
    .map(({ name }) => name)
    .filter((name) => name !== offering.availabilityZone && has({ ...offering, availabilityZone: name }))
    .join(', ');
