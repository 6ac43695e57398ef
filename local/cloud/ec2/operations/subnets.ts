/** DescribeSubnets, CreateSubnet, DeleteSubnet and ModifySubnetAttribute. */
import type {
  CreateSubnetCommandInput,
  CreateSubnetCommandOutput,
  DeleteSubnetCommandInput,
  DeleteSubnetCommandOutput,
  DescribeSubnetsCommandInput,
  DescribeSubnetsCommandOutput,
  ModifySubnetAttributeCommandInput,
  ModifySubnetAttributeCommandOutput,
  Subnet as SdkSubnet,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { blockContains, blocksOverlap, parseBlock } from '../addresses.ts';
import { type Fields, filtered } from '../filters.ts';
import { found, foundAll, newId } from '../ids.ts';
import { freeAddresses } from '../network.ts';
import { pageById, withToken } from '../paging.ts';
import type { Subnet } from '../state.ts';
import { readTagSpecifications, showTags } from '../tags.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const describeSubnets: Operation<DescribeSubnetsCommandInput, DescribeSubnetsCommandOutput> = (
  request,
  { world },
) => {
  const { subnets } = world.ec2;
  const named = request.SubnetIds === undefined ? subnets.values() : foundAll('subnet', subnets, request.SubnetIds);
  const { items, nextToken } = pageById(filtered(named, request.Filters, fields(world)), request);
  return { Subnets: items.map((subnet) => showSubnet(world, subnet)), ...withToken(nextToken) };
};

/** Some filters have a second, older name. */
const fields = (world: World): Fields<Subnet> => {
  const zone = (subnet: Subnet) => subnet.availabilityZone;
  const cidr = (subnet: Subnet) => subnet.cidr;
  const isDefault = (subnet: Subnet) => String(subnet.defaultForAz);
  return {
    'availability-zone': zone,
    availabilityZone: zone,
    'availability-zone-id': (subnet) => zoneIdOf(world, subnet),
    'available-ip-address-count': (subnet) => String(freeAddresses(subnet)),
    'cidr-block': cidr,
    cidr,
    cidrBlock: cidr,
    'default-for-az': isDefault,
    defaultForAz: isDefault,
    'map-public-ip-on-launch': (subnet) => String(subnet.mapPublicIpOnLaunch),
    'owner-id': () => world.account,
    state: () => 'available',
    'subnet-arn': (subnet) => arnOf(world, subnet),
    'subnet-id': (subnet) => subnet.id,
    'vpc-id': (subnet) => subnet.vpcId,
  };
};

/** It uses the VPC's main route table until it is associated with another (…/APIReference/API_CreateSubnet.html). */
export const createSubnet: Operation<CreateSubnetCommandInput, CreateSubnetCommandOutput> = (request, { world }) => {
  const vpc = found('vpc', world.ec2.vpcs, request.VpcId ?? '');
  const cidr = checkedCidr(world, vpc.id, request.CidrBlock ?? '');
  const subnet: Subnet = {
    id: newId(world, 'subnet'),
    vpcId: vpc.id,
    cidr,
    availabilityZone: checkedZone(world, request),
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    taken: new Set(),
    occupied: 0,
    tags: readTagSpecifications(request.TagSpecifications, ['subnet']).subnet,
  };
  world.ec2.subnets.set(subnet.id, subnet);
  return { Subnet: showSubnet(world, subnet) };
};

const checkedCidr = (world: World, vpcId: string, cidr: string): string => {
  const block = parseBlock(cidr);
  if (block === undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  const outer = parseBlock(world.ec2.vpcs.get(vpcId)?.cidr ?? '');
  if (block.bits < 16 || block.bits > 28 || outer === undefined || !blockContains(outer, block))
    throw new AwsError('InvalidSubnet.Range', `The CIDR '${cidr}' is invalid.`);
  for (const subnet of world.ec2.subnets.values()) {
    const taken = subnet.vpcId === vpcId ? parseBlock(subnet.cidr) : undefined;
    if (taken !== undefined && blocksOverlap(taken, block))
      throw new AwsError('InvalidSubnet.Conflict', `The CIDR '${cidr}' conflicts with another subnet`);
  }
  return cidr;
};

const checkedZone = (world: World, request: CreateSubnetCommandInput): string => {
  const zones = world.ec2.availabilityZones;
  const { AvailabilityZone: name, AvailabilityZoneId: id } = request;
  if (name === undefined && id === undefined) return world.random.pick(zones).name;
  const zone = zones.find((one) => one.name === name || one.id === id);
  if (zone !== undefined) return zone.name;
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${name ?? id}) for parameter availabilityZone is invalid. Subnets can currently only be created in the following ` +
      `availability zones: ${zones.map((one) => one.name).join(', ')}.`,
  );
};

/** Refused while something has an address in it (…/APIReference/API_DeleteSubnet.html). */
export const deleteSubnet: Operation<DeleteSubnetCommandInput, DeleteSubnetCommandOutput> = (request, { world }) => {
  const subnet = found('subnet', world.ec2.subnets, request.SubnetId ?? '');
  if (subnet.taken.size > 0)
    throw new AwsError('DependencyViolation', `The subnet '${subnet.id}' has dependencies and cannot be deleted.`);
  for (const table of world.ec2.routeTables.values()) {
    const at = table.associations.findIndex((one) => one.subnetId === subnet.id);
    if (at >= 0) table.associations.splice(at, 1);
  }
  world.ec2.subnets.delete(subnet.id);
  return {};
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySubnetAttribute.html */
export const modifySubnetAttribute: Operation<ModifySubnetAttributeCommandInput, ModifySubnetAttributeCommandOutput> = (
  request,
  { world },
) => {
  const subnet = found('subnet', world.ec2.subnets, request.SubnetId ?? '');
  if (request.MapPublicIpOnLaunch === undefined)
    throw new AwsError('UnsupportedOperation', 'The embedded EC2 modifies only MapPublicIpOnLaunch.');
  subnet.mapPublicIpOnLaunch = request.MapPublicIpOnLaunch.Value ?? false;
  return {};
};

const zoneIdOf = (world: World, subnet: Subnet): string =>
  world.ec2.availabilityZones.find((zone) => zone.name === subnet.availabilityZone)?.id ?? '';

const arnOf = (world: World, subnet: Subnet): string =>
  `arn:aws:ec2:${world.region}:${world.account}:subnet/${subnet.id}`;

const showSubnet = (world: World, subnet: Subnet): SdkSubnet => ({
  AssignIpv6AddressOnCreation: false,
  AvailabilityZone: subnet.availabilityZone,
  AvailabilityZoneId: zoneIdOf(world, subnet),
  AvailableIpAddressCount: freeAddresses(subnet),
  CidrBlock: subnet.cidr,
  DefaultForAz: subnet.defaultForAz,
  EnableDns64: false,
  Ipv6CidrBlockAssociationSet: [],
  Ipv6Native: false,
  MapPublicIpOnLaunch: subnet.mapPublicIpOnLaunch,
  PrivateDnsNameOptionsOnLaunch: {
    HostnameType: 'ip-name',
    EnableResourceNameDnsARecord: false,
    EnableResourceNameDnsAAAARecord: false,
  },
  OwnerId: world.account,
  State: 'available',
  SubnetArn: arnOf(world, subnet),
  SubnetId: subnet.id,
  ...showTags(subnet.tags),
  VpcId: subnet.vpcId,
});
