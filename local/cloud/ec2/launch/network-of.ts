/** The network part of a launch: which subnet, which security groups, whether a public address. */
import type { InstanceNetworkInterfaceSpecification, RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { found, foundAll } from '../ids.ts';
import { freeAddresses } from '../network.ts';
import type { Subnet } from '../state.ts';

export interface LaunchNetwork {
  readonly subnet: Subnet;
  readonly securityGroupIds: readonly string[];
  readonly wantsPublicIp: boolean;
}

/**
 * Resolves what the request says, or refuses it as EC2 does. The choice among default subnets is the seed's, of those in zones
 * that have room, if any.
 */
export const networkOf = (
  world: World,
  request: RunInstancesCommandInput,
  hasRoom: (zone: string) => boolean,
): LaunchNetwork => {
  const primary = primaryInterface(request);
  const zone = request.Placement?.AvailabilityZone;
  if (zone !== undefined && !world.ec2.availabilityZones.some((one) => one.name === zone))
    throw new AwsError('InvalidParameterValue', `Invalid availability zone: [${zone}]`);
  const asked = primary?.SubnetId ?? request.SubnetId;
  const subnet = asked === undefined ? defaultSubnet(world, zone, hasRoom) : found('subnet', world.ec2.subnets, asked);
  if (zone !== undefined && subnet.availabilityZone !== zone)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${zone}) for parameter availabilityZone is invalid. The subnet '${subnet.id}' is in ${subnet.availabilityZone}.`,
    );
  return {
    subnet,
    securityGroupIds: groupsOf(world, request, primary, subnet),
    wantsPublicIp: primary?.AssociatePublicIpAddress ?? subnet.mapPublicIpOnLaunch,
  };
};

const primaryInterface = (request: RunInstancesCommandInput): InstanceNetworkInterfaceSpecification | undefined => {
  const interfaces = request.NetworkInterfaces ?? [];
  if (interfaces.length === 0) return undefined;
  if (request.SubnetId !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level subnet ID may not be specified on the same request',
    );
  if ((request.SecurityGroupIds ?? request.SecurityGroups) !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'Network interfaces and an instance-level security groups may not be specified on the same request',
    );
  const [primary] = interfaces;
  if (interfaces.length > 1 || primary?.NetworkInterfaceId !== undefined)
    throw new AwsError(
      'UnsupportedOperation',
      'The embedded EC2 gives each instance one network interface, made at its launch.',
    );
  if ((primary?.DeviceIndex ?? 0) !== 0)
    throw new AwsError(
      'InvalidParameterCombination',
      'A primary network interface with device index 0 must be specified',
    );
  return primary;
};

const defaultSubnet = (world: World, zone: string | undefined, hasRoom: (zone: string) => boolean): Subnet => {
  const candidates = [...world.ec2.subnets.values()].filter(
    (subnet) => subnet.defaultForAz && (zone === undefined || subnet.availabilityZone === zone),
  );
  const roomy = candidates.filter((subnet) => freeAddresses(subnet) > 0 && hasRoom(subnet.availabilityZone));
  if (candidates.length === 0)
    throw zone === undefined
      ? new AwsError('MissingInput', 'No subnets found for the default VPC. Please specify a subnet.')
      : new AwsError('MissingInput', `No default subnet for availability zone: '${zone}'.`);
  return world.random.pick(roomy.length > 0 ? roomy : candidates);
};

const groupsOf = (
  world: World,
  request: RunInstancesCommandInput,
  primary: InstanceNetworkInterfaceSpecification | undefined,
  subnet: Subnet,
): readonly string[] => {
  const ids = primary?.Groups ?? request.SecurityGroupIds ?? [];
  const groups = foundAll('securityGroup', world.ec2.securityGroups, ids);
  for (const group of groups)
    if (group.vpcId !== subnet.vpcId)
      throw new AwsError(
        'InvalidParameter',
        `Security group ${group.id} and subnet ${subnet.id} belong to different networks.`,
      );
  const named = (request.SecurityGroups ?? []).map((name) => groupNamed(world, name, subnet.vpcId));
  const all = [...groups.map((group) => group.id), ...named];
  return all.length > 0 ? all : [groupNamed(world, 'default', subnet.vpcId)];
};

const groupNamed = (world: World, name: string, vpcId: string): string => {
  for (const group of world.ec2.securityGroups.values())
    if (group.name === name && group.vpcId === vpcId) return group.id;
  throw new AwsError('InvalidGroup.NotFound', `The security group '${name}' does not exist in VPC '${vpcId}'`);
};
