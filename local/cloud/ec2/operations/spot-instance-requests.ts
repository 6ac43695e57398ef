/** DescribeSpotInstanceRequests and CancelSpotInstanceRequests; RunInstances makes the requests. */
import type {
  _InstanceType,
  CancelSpotInstanceRequestsCommandInput,
  CancelSpotInstanceRequestsCommandOutput,
  DescribeSpotInstanceRequestsCommandInput,
  DescribeSpotInstanceRequestsCommandOutput,
  SpotInstanceRequest,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { type Fields, filtered } from '../filters.ts';
import { foundAll } from '../ids.ts';
import { pageById, withToken } from '../paging.ts';
import { moveTo, type SpotRequest } from '../spot-request.ts';
import type { Ec2Instance } from '../state.ts';
import { showTags } from '../tags.ts';
import { showTime } from '../views/time.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotInstanceRequests.html */
export const describeSpotInstanceRequests: Operation<
  DescribeSpotInstanceRequestsCommandInput,
  DescribeSpotInstanceRequestsCommandOutput
> = (request, { world }) => {
  const { spotRequests } = world.ec2;
  const ids = request.SpotInstanceRequestIds;
  const named = ids === undefined ? spotRequests.values() : foundAll('spotRequest', spotRequests, ids);
  const { items, nextToken } = pageById(filtered(named, request.Filters, fields(world)), request);
  return { SpotInstanceRequests: items.map((one) => showRequest(world, one)), ...withToken(nextToken) };
};

/** "Canceling a Spot Instance request does not terminate running Spot Instances" (…/API_CancelSpotInstanceRequests.html). */
export const cancelSpotInstanceRequests: Operation<
  CancelSpotInstanceRequestsCommandInput,
  CancelSpotInstanceRequestsCommandOutput
> = (request, { world }) => {
  const ids = request.SpotInstanceRequestIds ?? [];
  if (ids.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter SpotInstanceRequestId');
  const requests = foundAll('spotRequest', world.ec2.spotRequests, ids);
  for (const one of requests)
    if (one.state !== 'closed' && one.state !== 'cancelled') moveTo(one, 'cancelled-and-running', world.clock.now());
  return {
    CancelledSpotInstanceRequests: requests.map(({ id, state }) => ({
      SpotInstanceRequestId: id,
      State: state === 'disabled' ? 'cancelled' : state,
    })),
  };
};

const fields = (world: World): Fields<SpotRequest> => {
  const ofInstance = (read: (instance: Ec2Instance) => string | undefined) => (request: SpotRequest) => {
    const instance = world.ec2.instances.get(request.instanceId);
    return instance && read(instance);
  };
  return {
    'instance-id': (request) => request.instanceId,
    'launch.image-id': ofInstance((instance) => instance.image.id),
    'launch.instance-type': ofInstance((instance) => instance.type.name),
    'launched-availability-zone': ofInstance((instance) => instance.availabilityZone),
    'product-description': () => 'Linux/UNIX',
    'spot-instance-request-id': (request) => request.id,
    'spot-price': (request) => request.maxPrice,
    state: (request) => request.state,
    'status-code': (request) => request.status.code,
    'status-message': (request) => request.status.message,
    type: (request) => request.type,
  };
};

const showRequest = (world: World, request: SpotRequest): SpotInstanceRequest => {
  const instance = world.ec2.instances.get(request.instanceId);
  return {
    CreateTime: showTime(request.createdAt),
    InstanceId: request.instanceId,
    InstanceInterruptionBehavior: request.interruptionBehavior,
    ...(instance && showLaunch(world, instance)),
    ProductDescription: 'Linux/UNIX',
    SpotInstanceRequestId: request.id,
    SpotPrice: request.maxPrice,
    State: request.state,
    Status: { Code: request.status.code, Message: request.status.message, UpdateTime: showTime(request.status.at) },
    ...showTags(request.tags),
    Type: request.type,
    ...(request.validUntil !== undefined && { ValidUntil: showTime(request.validUntil) }),
  };
};

const showLaunch = (world: World, instance: Ec2Instance): SpotInstanceRequest => ({
  LaunchedAvailabilityZone: instance.availabilityZone,
  LaunchSpecification: {
    ImageId: instance.image.id,
    InstanceType: instance.type.name as _InstanceType,
    Monitoring: { Enabled: instance.detailedMonitoring },
    Placement: { AvailabilityZone: instance.availabilityZone },
    SecurityGroups: instance.securityGroupIds.map((id) => ({
      GroupId: id,
      GroupName: world.ec2.securityGroups.get(id)?.name ?? '',
    })),
    SubnetId: instance.subnetId,
  },
});
