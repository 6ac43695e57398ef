/** DescribeSecurityGroups, CreateSecurityGroup and DeleteSecurityGroup. Rules are not modelled: nothing here filters packets. */
import type {
  CreateSecurityGroupCommandInput,
  CreateSecurityGroupCommandOutput,
  DeleteSecurityGroupCommandInput,
  DeleteSecurityGroupCommandOutput,
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput,
  SecurityGroup as SdkSecurityGroup,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { type Fields, filtered } from '../filters.ts';
import { found, foundAll, newId } from '../ids.ts';
import { pageById, withToken } from '../paging.ts';
import type { SecurityGroup } from '../state.ts';
import { readTagSpecifications, showTags } from '../tags.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const describeSecurityGroups: Operation<
  DescribeSecurityGroupsCommandInput,
  DescribeSecurityGroupsCommandOutput
> = (request, { world }) => {
  const { securityGroups } = world.ec2;
  const ids = request.GroupIds;
  const named = ids === undefined ? [...securityGroups.values()] : foundAll('securityGroup', securityGroups, ids);
  for (const name of request.GroupNames ?? []) groupInDefaultVpc(world, name);
  const wanted = named.filter((group) => request.GroupNames?.includes(group.name) ?? true);
  const { items, nextToken } = pageById(filtered(wanted, request.Filters, fields(world)), request);
  return { SecurityGroups: items.map((group) => showGroup(world, group)), ...withToken(nextToken) };
};

const fields = (world: World): Fields<SecurityGroup> => ({
  description: (group) => group.description,
  'group-id': (group) => group.id,
  'group-name': (group) => group.name,
  'owner-id': () => world.account,
  'vpc-id': (group) => group.vpcId,
});

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export const createSecurityGroup: Operation<CreateSecurityGroupCommandInput, CreateSecurityGroupCommandOutput> = (
  request,
  { world },
) => {
  const { GroupName: name = '', Description: description = '' } = request;
  const vpcId = request.VpcId === undefined ? defaultVpc(world) : found('vpc', world.ec2.vpcs, request.VpcId).id;
  if (name === 'default')
    throw new AwsError('InvalidGroup.Reserved', "The name 'default' is reserved, and cannot be used.");
  if (name === '' || name.length > 255 || name.startsWith('sg-'))
    throw new AwsError('InvalidParameterValue', `Value (${name}) for parameter GroupName is invalid.`);
  for (const group of world.ec2.securityGroups.values())
    if (group.vpcId === vpcId && group.name === name)
      throw new AwsError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpcId}'`);
  const tags = readTagSpecifications(request.TagSpecifications, ['security-group'])['security-group'];
  const id = newId(world, 'sg');
  world.ec2.securityGroups.set(id, { id, name, description, vpcId, tags });
  return { GroupId: id, SecurityGroupArn: arnOf(world, id), ...showTags(tags) };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html */
export const deleteSecurityGroup: Operation<DeleteSecurityGroupCommandInput, DeleteSecurityGroupCommandOutput> = (
  request,
  { world },
) => {
  const group =
    request.GroupId === undefined
      ? groupInDefaultVpc(world, request.GroupName ?? '')
      : found('securityGroup', world.ec2.securityGroups, request.GroupId);
  if (group.name === 'default')
    throw new AwsError(
      'CannotDelete',
      `the specified group: "${group.id}" name: "default" cannot be deleted by a user`,
    );
  for (const instance of world.ec2.instances.values())
    if (instance.state !== 'terminated' && instance.securityGroupIds.includes(group.id))
      throw new AwsError('DependencyViolation', `resource ${group.id} has a dependent object`);
  world.ec2.securityGroups.delete(group.id);
  return { Return: true, GroupId: group.id };
};

const defaultVpc = (world: World): string => {
  for (const vpc of world.ec2.vpcs.values()) if (vpc.isDefault) return vpc.id;
  throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user');
};

const groupInDefaultVpc = (world: World, name: string): SecurityGroup => {
  const vpcId = defaultVpc(world);
  for (const group of world.ec2.securityGroups.values()) if (group.vpcId === vpcId && group.name === name) return group;
  throw new AwsError('InvalidGroup.NotFound', `The security group '${name}' does not exist in default VPC '${vpcId}'`);
};

const arnOf = (world: World, id: string): string => `arn:aws:ec2:${world.region}:${world.account}:security-group/${id}`;

const showGroup = (world: World, group: SecurityGroup): SdkSecurityGroup => ({
  Description: group.description,
  GroupId: group.id,
  GroupName: group.name,
  IpPermissions: [],
  IpPermissionsEgress: [
    {
      IpProtocol: '-1',
      IpRanges: [{ CidrIp: '0.0.0.0/0' }],
      Ipv6Ranges: [],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
  ],
  OwnerId: world.account,
  SecurityGroupArn: arnOf(world, group.id),
  ...showTags(group.tags),
  VpcId: group.vpcId,
});
