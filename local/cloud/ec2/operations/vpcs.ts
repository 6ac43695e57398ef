/** DescribeVpcs, CreateVpc and DeleteVpc. */
import type {
  CreateVpcCommandInput,
  CreateVpcCommandOutput,
  DeleteVpcCommandInput,
  DeleteVpcCommandOutput,
  DescribeVpcsCommandInput,
  DescribeVpcsCommandOutput,
  Vpc as SdkVpc,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { parseBlock } from '../addresses.ts';
import { makeDefaultGroup } from '../default-network.ts';
import { type Fields, filtered } from '../filters.ts';
import { found, foundAll, newId } from '../ids.ts';
import { pageById, withToken } from '../paging.ts';
import type { Vpc } from '../state.ts';
import { readTagSpecifications, showTags } from '../tags.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const describeVpcs: Operation<DescribeVpcsCommandInput, DescribeVpcsCommandOutput> = (request, { world }) => {
  const { vpcs } = world.ec2;
  const named = request.VpcIds === undefined ? vpcs.values() : foundAll('vpc', vpcs, request.VpcIds);
  const { items, nextToken } = pageById(filtered(named, request.Filters, fields(world)), request);
  return { Vpcs: items.map((vpc) => showVpc(world, vpc)), ...withToken(nextToken) };
};

const fields = (world: World): Fields<Vpc> => ({
  cidr: (vpc) => vpc.cidr,
  'cidr-block-association.cidr-block': (vpc) => vpc.cidr,
  'is-default': (vpc) => String(vpc.isDefault),
  isDefault: (vpc) => String(vpc.isDefault),
  'owner-id': () => world.account,
  state: () => 'available',
  'vpc-id': (vpc) => vpc.id,
});

/** With a main route table that leads nowhere, and a default security group (…/APIReference/API_CreateVpc.html). */
export const createVpc: Operation<CreateVpcCommandInput, CreateVpcCommandOutput> = (request, { world }) => {
  const cidr = request.CidrBlock ?? '';
  const block = parseBlock(cidr);
  if (block === undefined)
    throw new AwsError(
      'InvalidParameterValue',
      `Value (${cidr}) for parameter cidrBlock is invalid. This is not a valid CIDR block.`,
    );
  if (block.bits < 16 || block.bits > 28) throw new AwsError('InvalidVpc.Range', `The CIDR '${cidr}' is invalid.`);
  const tags = readTagSpecifications(request.TagSpecifications, ['vpc']).vpc;
  const vpc: Vpc = { id: newId(world, 'vpc'), cidr, isDefault: false, tags };
  world.ec2.vpcs.set(vpc.id, vpc);
  const tableId = newId(world, 'rtb');
  world.ec2.routeTables.set(tableId, {
    id: tableId,
    vpcId: vpc.id,
    routes: [{ destinationCidr: cidr, target: 'local' }],
    associations: [{ id: newId(world, 'rtbassoc'), main: true }],
    tags: new Map(),
  });
  makeDefaultGroup(world, vpc.id);
  return { Vpc: showVpc(world, vpc) };
};

/** Refused while anything but its own main route table and default group is in it (…/APIReference/API_DeleteVpc.html). */
export const deleteVpc: Operation<DeleteVpcCommandInput, DeleteVpcCommandOutput> = (request, { world }) => {
  const { ec2 } = world;
  const vpc = found('vpc', ec2.vpcs, request.VpcId ?? '');
  const within = <T extends { readonly vpcId?: string }>(resources: ReadonlyMap<string, T>) =>
    [...resources.values()].filter((resource) => resource.vpcId === vpc.id);
  const tables = within(ec2.routeTables);
  const groups = within(ec2.securityGroups);
  const others = [...within(ec2.subnets), ...within(ec2.internetGateways)];
  if (others.length > 0 || tables.length > 1 || groups.length > 1)
    throw new AwsError('DependencyViolation', `The vpc '${vpc.id}' has dependencies and cannot be deleted.`);
  for (const { id } of tables) ec2.routeTables.delete(id);
  for (const { id } of groups) ec2.securityGroups.delete(id);
  ec2.vpcs.delete(vpc.id);
  return {};
};

const showVpc = (world: World, vpc: Vpc): SdkVpc => ({
  CidrBlock: vpc.cidr,
  CidrBlockAssociationSet: [
    {
      AssociationId: vpc.id.replace('vpc-', 'vpc-cidr-assoc-'),
      CidrBlock: vpc.cidr,
      CidrBlockState: { State: 'associated' },
    },
  ],
  DhcpOptionsId: 'default',
  InstanceTenancy: 'default',
  IsDefault: vpc.isDefault,
  OwnerId: world.account,
  State: 'available',
  ...showTags(vpc.tags),
  VpcId: vpc.id,
});
