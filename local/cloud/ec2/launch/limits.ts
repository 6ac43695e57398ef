/** The account's quotas: how many more instances they allow, and what EC2 says when that is too few. */
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import type { Limit } from '../active-faults.ts';
import type { InstanceType } from '../catalogue.ts';
import { familyOf } from '../families.ts';
import type { Ec2Instance, Market } from '../state.ts';

export interface Allowance {
  /** How many more instances of the type may run. */
  readonly instances: number;
  /** Refuses a launch of at least so many. */
  refuse(atLeast: number): AwsError;
}

/** What the strictest quota leaves; undefined where there is none. `besides`: more instances that are about to run. */
export const allowanceOf = (
  world: World,
  type: InstanceType,
  market: Market,
  besides: readonly Ec2Instance[] = [],
): Allowance | undefined => {
  const allowances = [...world.ec2.faults.limits]
    .filter((limit) => isAbout(limit, type.name, market))
    .map((limit) => allowanceUnder(limit, type, used(world, limit, besides)));
  return allowances.sort((a, b) => a.instances - b.instances)[0];
};

const isAbout = (limit: Limit, instanceType: string, market: Market): boolean =>
  'instances' in limit ? market === 'on-demand' : limit.market === market && limit.family === familyOf(instanceType);

/** Instances that are stopped or on their way out do not count; whether AWS counts those still shutting down is not verified. */
const used = (world: World, limit: Limit, besides: readonly Ec2Instance[]): number => {
  const amountOf = ({ type, market }: Ec2Instance): number => {
    if (!isAbout(limit, type.name, market)) return 0;
    return 'instances' in limit ? 1 : type.vcpus;
  };
  let sum = 0;
  for (const instance of besides) sum += amountOf(instance);
  for (const instance of world.ec2.instances.values())
    if (instance.state === 'pending' || instance.state === 'running') sum += amountOf(instance);
  return sum;
};

const allowanceUnder = (limit: Limit, type: InstanceType, inUse: number): Allowance => {
  if ('instances' in limit) {
    const instances = Math.max(0, limit.instances - inUse);
    return { instances, refuse: (atLeast) => tooManyInstances(instances, atLeast) };
  }
  const instances = Math.max(0, Math.floor((limit.vcpus - inUse) / type.vcpus));
  return { instances, refuse: () => (limit.market === 'spot' ? tooManySpot : tooManyVcpus)(limit.vcpus) };
};

/** Codes: https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html. The text: hashicorp/terraform#1891. */
const tooManyInstances = (left: number, atLeast: number): AwsError =>
  new AwsError(
    'InstanceLimitExceeded',
    `Your quota allows for ${left} more running instance(s). You requested at least ${atLeast}`,
  );

/** The text as aws/amazon-cloudwatch-agent-test#256 and many others report it. */
const tooManyVcpus = (vcpus: number): AwsError =>
  new AwsError(
    'VcpuLimitExceeded',
    `You have requested more vCPU capacity than your current vCPU limit of ${vcpus} allows for the instance bucket that the ` +
      `specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment ` +
      `to this limit.`,
  );

/** The text of RunInstances: meadowdata/meadowrun#84. */
const tooManySpot = (): AwsError => new AwsError('MaxSpotInstanceCountExceeded', 'Max spot instance count exceeded');
