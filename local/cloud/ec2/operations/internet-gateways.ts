/** Internet gateways: describing, making, attaching, detaching and deleting them. */
import type {
  AttachInternetGatewayCommandInput,
  AttachInternetGatewayCommandOutput,
  CreateInternetGatewayCommandInput,
  CreateInternetGatewayCommandOutput,
  DeleteInternetGatewayCommandInput,
  DeleteInternetGatewayCommandOutput,
  DescribeInternetGatewaysCommandInput,
  DescribeInternetGatewaysCommandOutput,
  DetachInternetGatewayCommandInput,
  DetachInternetGatewayCommandOutput,
  InternetGateway as SdkInternetGateway,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { waysMayHaveChanged } from '../behaviour/reach.ts';
import { type Fields, filtered } from '../filters.ts';
import { found, foundAll, newId } from '../ids.ts';
import { pageById, withToken } from '../paging.ts';
import type { InternetGateway } from '../state.ts';
import { readTagSpecifications, showTags } from '../tags.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInternetGateways.html */
export const describeInternetGateways: Operation<
  DescribeInternetGatewaysCommandInput,
  DescribeInternetGatewaysCommandOutput
> = (request, { world }) => {
  const { internetGateways } = world.ec2;
  const ids = request.InternetGatewayIds;
  const named = ids === undefined ? internetGateways.values() : foundAll('internetGateway', internetGateways, ids);
  const { items, nextToken } = pageById(filtered(named, request.Filters, fields(world)), request);
  return { InternetGateways: items.map((gateway) => showGateway(world, gateway)), ...withToken(nextToken) };
};

const fields = (world: World): Fields<InternetGateway> => ({
  'attachment.state': (gateway) => (gateway.vpcId === undefined ? undefined : 'available'),
  'attachment.vpc-id': (gateway) => gateway.vpcId,
  'internet-gateway-id': (gateway) => gateway.id,
  'owner-id': () => world.account,
});

export const createInternetGateway: Operation<CreateInternetGatewayCommandInput, CreateInternetGatewayCommandOutput> = (
  request,
  { world },
) => {
  const tags = readTagSpecifications(request.TagSpecifications, ['internet-gateway'])['internet-gateway'];
  const gateway: InternetGateway = { id: newId(world, 'igw'), tags };
  world.ec2.internetGateways.set(gateway.id, gateway);
  return { InternetGateway: showGateway(world, gateway) };
};

/** One gateway to a VPC, one VPC to a gateway (…/APIReference/API_AttachInternetGateway.html). */
export const attachInternetGateway: Operation<AttachInternetGatewayCommandInput, AttachInternetGatewayCommandOutput> = (
  request,
  { world },
) => {
  const gateway = found('internetGateway', world.ec2.internetGateways, request.InternetGatewayId ?? '');
  const vpc = found('vpc', world.ec2.vpcs, request.VpcId ?? '');
  if (gateway.vpcId !== undefined)
    throw new AwsError(
      'Resource.AlreadyAssociated',
      `resource ${gateway.id} is already attached to network ${gateway.vpcId}`,
    );
  for (const other of world.ec2.internetGateways.values())
    if (other.vpcId === vpc.id)
      throw new AwsError('InvalidParameterValue', `Network ${vpc.id} already has an internet gateway attached`);
  gateway.vpcId = vpc.id;
  waysMayHaveChanged(world, vpc.id);
  return {};
};

/** Refused while instances of the VPC have public addresses (…/APIReference/API_DetachInternetGateway.html). */
export const detachInternetGateway: Operation<DetachInternetGatewayCommandInput, DetachInternetGatewayCommandOutput> = (
  request,
  { world },
) => {
  const gateway = found('internetGateway', world.ec2.internetGateways, request.InternetGatewayId ?? '');
  const vpc = found('vpc', world.ec2.vpcs, request.VpcId ?? '');
  if (gateway.vpcId !== vpc.id)
    throw new AwsError('Gateway.NotAttached', `resource ${gateway.id} is not attached to network ${vpc.id}`);
  for (const instance of world.ec2.instances.values())
    if (instance.vpcId === vpc.id && instance.publicIp !== undefined)
      throw new AwsError(
        'DependencyViolation',
        `Network ${vpc.id} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.`,
      );
  delete gateway.vpcId;
  waysMayHaveChanged(world, vpc.id);
  return {};
};

export const deleteInternetGateway: Operation<DeleteInternetGatewayCommandInput, DeleteInternetGatewayCommandOutput> = (
  request,
  { world },
) => {
  const gateway = found('internetGateway', world.ec2.internetGateways, request.InternetGatewayId ?? '');
  if (gateway.vpcId !== undefined)
    throw new AwsError(
      'DependencyViolation',
      `The internetGateway '${gateway.id}' has dependencies and cannot be deleted.`,
    );
  world.ec2.internetGateways.delete(gateway.id);
  return {};
};

const showGateway = (world: World, gateway: InternetGateway): SdkInternetGateway => ({
  Attachments: gateway.vpcId === undefined ? [] : [{ State: 'available' as never, VpcId: gateway.vpcId }],
  InternetGatewayId: gateway.id,
  OwnerId: world.account,
  ...showTags(gateway.tags),
});
