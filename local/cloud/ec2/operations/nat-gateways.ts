/** NAT gateways: the way out of subnets whose hosts have no public address. */
import type {
  CreateNatGatewayCommandInput,
  CreateNatGatewayCommandOutput,
  DeleteNatGatewayCommandInput,
  DeleteNatGatewayCommandOutput,
  DescribeNatGatewaysCommandInput,
  DescribeNatGatewaysCommandOutput,
  NatGateway as SdkNatGateway,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { waysMayHaveChanged } from '../behaviour/reach.ts';
import { type Fields, filtered } from '../filters.ts';
import { found, foundAll, newId } from '../ids.ts';
import { freeAddresses, newPublicIp, takeAddress } from '../network.ts';
import { pageById, withToken } from '../paging.ts';
import type { NatGateway } from '../state.ts';
import { readTagSpecifications, showTags } from '../tags.ts';
import { showTime } from '../views/time.ts';

/** "It takes a few minutes for the NAT gateway to become available" (VPC user guide); deleting one takes as long. */
const changeMs = 90_000;
/** A deleted gateway "remains visible for about an hour" (VPC user guide, "Delete a NAT gateway"). */
const deletedVisibleMs = 3_600_000;

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNatGateway.html */
export const createNatGateway: Operation<CreateNatGatewayCommandInput, CreateNatGatewayCommandOutput> = (
  request,
  { world },
) => {
  const subnet = found('subnet', world.ec2.subnets, request.SubnetId ?? '');
  if (request.ConnectivityType === 'private')
    throw new AwsError('UnsupportedOperation', 'The embedded EC2 makes public NAT gateways only.');
  if (freeAddresses(subnet) === 0)
    throw new AwsError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${subnet.id}'.`,
    );
  const tags = readTagSpecifications(request.TagSpecifications, ['natgateway']).natgateway;
  const gateway: NatGateway = {
    id: newId(world, 'nat'),
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    publicIp: newPublicIp(world),
    privateIp: takeAddress(world, subnet),
    createdAt: world.clock.now(),
    state: 'pending',
    tags,
  };
  world.ec2.natGateways.set(gateway.id, gateway);
  world.clock.after(changeMs, `${gateway.id} becomes available`, () => {
    if (gateway.state !== 'pending') return;
    gateway.state = 'available';
    waysMayHaveChanged(world, gateway.vpcId);
  });
  return { NatGateway: showGateway(gateway) };
};

export const deleteNatGateway: Operation<DeleteNatGatewayCommandInput, DeleteNatGatewayCommandOutput> = (
  request,
  { world },
) => {
  const gateway = found('natGateway', world.ec2.natGateways, request.NatGatewayId ?? '');
  if (gateway.state === 'deleting' || gateway.state === 'deleted') return { NatGatewayId: gateway.id };
  gateway.state = 'deleting';
  waysMayHaveChanged(world, gateway.vpcId);
  world.clock.after(changeMs, `${gateway.id} is deleted`, () => {
    gateway.state = 'deleted';
    world.ec2.subnets.get(gateway.subnetId)?.taken.delete(gateway.privateIp);
    world.clock.after(deletedVisibleMs, `${gateway.id} is forgotten`, () => {
      world.ec2.natGateways.delete(gateway.id);
    });
  });
  return { NatGatewayId: gateway.id };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNatGateways.html, whose filters are called `Filter`. */
export const describeNatGateways: Operation<DescribeNatGatewaysCommandInput, DescribeNatGatewaysCommandOutput> = (
  request,
  { world },
) => {
  const { natGateways } = world.ec2;
  const ids = request.NatGatewayIds;
  const named = ids === undefined ? natGateways.values() : foundAll('natGateway', natGateways, ids);
  const { items, nextToken } = pageById(filtered(named, request.Filter, fields), request);
  return { NatGateways: items.map(showGateway), ...withToken(nextToken) };
};

const fields: Fields<NatGateway> = {
  'nat-gateway-id': (gateway) => gateway.id,
  state: (gateway) => gateway.state,
  'subnet-id': (gateway) => gateway.subnetId,
  'vpc-id': (gateway) => gateway.vpcId,
};

const showGateway = (gateway: NatGateway): SdkNatGateway => ({
  ConnectivityType: 'public',
  CreateTime: showTime(gateway.createdAt),
  NatGatewayAddresses: [{ PublicIp: gateway.publicIp, PrivateIp: gateway.privateIp, IsPrimary: true }],
  NatGatewayId: gateway.id,
  State: gateway.state,
  SubnetId: gateway.subnetId,
  ...showTags(gateway.tags),
  VpcId: gateway.vpcId,
});
