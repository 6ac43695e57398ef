import type { DescribeInstancesCommandInput, DescribeInstancesCommandOutput, Reservation } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { exactValues, type Fields, passing } from '../filters.ts';
import { page, withToken } from '../paging.ts';
import type { Ec2Instance } from '../state.ts';
import { privateDnsName, publicDnsName, showInstance, showState } from '../views/instance.ts';
import { instancesByIds, visibleInstance, visibleInstances, visibleTags } from '../visibility.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const describeInstances: Operation<DescribeInstancesCommandInput, DescribeInstancesCommandOutput> = (
  request,
  { world },
) => {
  if (request.InstanceIds !== undefined && request.MaxResults !== undefined)
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  const passes = passing(request.Filters, instanceFields(world), (instance) => visibleTags(world, instance));
  const { items, nextToken } = page(candidates(world, request), ({ order }) => order, request, undefined, passes);
  return { Reservations: showReservations(world, items), ...withToken(nextToken) };
};

/** What has to be looked at, in the order of launch: the instances named by id or by client token, or else all. */
const candidates = (
  world: World,
  { InstanceIds: ids, Filters: filters }: DescribeInstancesCommandInput,
): Iterable<Ec2Instance> => {
  if (ids !== undefined) return instancesByIds(world, ids).sort(inOrder);
  const named = exactValues(filters, 'instance-id') ?? tokenIds(world, exactValues(filters, 'client-token'));
  if (named === undefined) return visibleInstances(world);
  return [...new Set(named)].flatMap((id) => visibleInstance(world, id) ?? []).sort(inOrder);
};

const tokenIds = (world: World, tokens: readonly string[] | undefined): readonly string[] | undefined =>
  tokens?.flatMap((token) =>
    [...(world.ec2.launchesByToken.get(token)?.values() ?? [])].flatMap((launch) => launch.instanceIds),
  );

const inOrder = (a: Ec2Instance, b: Ec2Instance): number => a.order - b.order;

const showReservations = (world: World, instances: readonly Ec2Instance[]): Reservation[] =>
  [...Map.groupBy(instances, (instance) => instance.reservationId)].map(([id, members]) => ({
    ReservationId: id,
    OwnerId: world.account,
    Groups: [],
    Instances: members.map((instance) => showInstance(world, instance)),
  }));

/** A terminated instance has lost what was attached to it. */
const attached = (read: (instance: Ec2Instance) => string | readonly string[] | undefined) => (instance: Ec2Instance) =>
  instance.state === 'terminated' ? undefined : read(instance);

const instanceFields = (world: World): Fields<Ec2Instance> => ({
  architecture: (instance) => instance.architecture,
  'availability-zone': (instance) => instance.availabilityZone,
  'block-device-mapping.volume-id': attached((instance) => instance.volumes.map((volume) => volume.id)),
  'client-token': (instance) => instance.clientToken,
  'dns-name': attached((instance) => publicDnsName(world, instance)),
  hypervisor: () => 'xen',
  'iam-instance-profile.arn': attached((instance) => instance.instanceProfile?.arn),
  'iam-instance-profile.id': attached((instance) => instance.instanceProfile?.id),
  'iam-instance-profile.name': attached((instance) => instance.instanceProfile?.name),
  'image-id': (instance) => instance.image.id,
  'instance-id': (instance) => instance.id,
  'instance-lifecycle': (instance) => (instance.market === 'spot' ? 'spot' : undefined),
  'instance-state-code': (instance) => String(showState(instance.state).Code),
  'instance-state-name': (instance) => instance.state,
  'instance-type': (instance) => instance.type.name,
  'instance.group-id': attached((instance) => instance.securityGroupIds),
  'instance.group-name': attached((instance) => groupNames(world, instance)),
  'ip-address': (instance) => instance.publicIp,
  'key-name': () => undefined,
  'launch-index': (instance) => String(instance.launchIndex),
  'launch-time': (instance) => new Date(instance.launchedAt).toISOString(),
  'maintenance-options.auto-recovery': (instance) => instance.autoRecovery,
  'metadata-options.http-endpoint': (instance) => instance.metadata.httpEndpoint,
  'metadata-options.http-tokens': (instance) => instance.metadata.httpTokens,
  'monitoring-state': (instance) => (instance.detailedMonitoring ? 'enabled' : 'disabled'),
  'network-interface.network-interface-id': attached((instance) => instance.networkInterface.id),
  'network-interface.subnet-id': attached((instance) => instance.subnetId),
  'network-interface.vpc-id': attached((instance) => instance.vpcId),
  'owner-id': () => world.account,
  'platform-details': () => 'Linux/UNIX',
  'private-dns-name': attached((instance) => privateDnsName(world, instance)),
  'private-ip-address': attached((instance) => instance.networkInterface.privateIp),
  'reservation-id': (instance) => instance.reservationId,
  'root-device-name': (instance) => instance.image.rootDevice,
  'root-device-type': () => 'ebs',
  'spot-instance-request-id': (instance) => instance.spotRequest?.id,
  'state-reason-code': (instance) => instance.stateReason?.code,
  'subnet-id': attached((instance) => instance.subnetId),
  tenancy: () => 'default',
  'virtualization-type': () => 'hvm',
  'vpc-id': attached((instance) => instance.vpcId),
});

const groupNames = (world: World, instance: Ec2Instance): readonly string[] =>
  instance.securityGroupIds.flatMap((id) => world.ec2.securityGroups.get(id)?.name ?? []);
