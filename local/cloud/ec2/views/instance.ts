/** An instance as DescribeInstances and RunInstances show it. */
import type { _InstanceType, Instance, InstanceStateName as SdkStateName } from '@aws-sdk/client-ec2';
import type { World } from '../../kernel/world.ts';
import type { Ec2Instance, InstanceStateName, Tags } from '../state.ts';
import { showTags } from '../tags.ts';
import { visibleTags } from '../visibility.ts';
import { showTime } from './time.ts';

const stateCodes: Readonly<Record<InstanceStateName, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const showState = (name: InstanceStateName) => ({ Code: stateCodes[name], Name: name as SdkStateName });

export const instanceArn = (world: World, id: string): string =>
  `arn:aws:ec2:${world.region}:${world.account}:instance/${id}`;

export const privateDnsName = (world: World, instance: Ec2Instance): string =>
  `ip-${instance.networkInterface.privateIp.replaceAll('.', '-')}.${
    world.region === 'us-east-1' ? 'ec2.internal' : `${world.region}.compute.internal`
  }`;

export const publicDnsName = (world: World, instance: Ec2Instance): string => {
  if (instance.publicIp === undefined) return '';
  const zone = world.region === 'us-east-1' ? 'compute-1' : `${world.region}.compute`;
  return `ec2-${instance.publicIp.replaceAll('.', '-')}.${zone}.amazonaws.com`;
};

/** With its tags as calls see them now; a launch shows those that it was given. */
export const showInstance = (
  world: World,
  instance: Ec2Instance,
  tags: Tags = visibleTags(world, instance),
): Instance => ({
  AmiLaunchIndex: instance.launchIndex,
  Architecture: instance.architecture,
  CapacityReservationSpecification: { CapacityReservationPreference: 'open' },
  ...(instance.clientToken !== undefined && { ClientToken: instance.clientToken }),
  CpuOptions: {
    CoreCount: instance.type.vcpus / instance.type.threadsPerCore,
    ThreadsPerCore: instance.type.threadsPerCore,
  },
  EbsOptimized: false,
  EnaSupport: true,
  EnclaveOptions: { Enabled: false },
  HibernationOptions: { Configured: false },
  Hypervisor: 'xen',
  ImageId: instance.image.id,
  InstanceId: instance.id,
  ...(instance.market === 'spot' && { InstanceLifecycle: 'spot', SpotInstanceRequestId: instance.spotRequest?.id }),
  InstanceType: instance.type.name as _InstanceType,
  LaunchTime: showTime(instance.launchedAt),
  MaintenanceOptions: { AutoRecovery: instance.autoRecovery },
  MetadataOptions: {
    State: 'applied',
    HttpTokens: instance.metadata.httpTokens,
    HttpEndpoint: instance.metadata.httpEndpoint,
    HttpPutResponseHopLimit: instance.metadata.hopLimit,
    HttpProtocolIpv6: 'disabled',
    InstanceMetadataTags: instance.metadata.instanceTags,
  },
  Monitoring: { State: instance.detailedMonitoring ? 'enabled' : 'disabled' },
  Placement: { AvailabilityZone: instance.availabilityZone, GroupName: '', Tenancy: 'default' },
  PlatformDetails: 'Linux/UNIX',
  RootDeviceName: instance.image.rootDevice,
  RootDeviceType: 'ebs',
  State: showState(instance.state),
  ...(instance.stateReason && {
    StateReason: { Code: instance.stateReason.code, Message: instance.stateReason.message },
  }),
  StateTransitionReason: instance.stateTransitionReason,
  ...showTags(tags),
  UsageOperation: 'RunInstances',
  VirtualizationType: 'hvm',
  ...(instance.state === 'terminated' ? whatTerminatedOnesLose : showAttachments(world, instance)),
});

/** A terminated instance is shown without what was attached to it. */
const whatTerminatedOnesLose: Instance = {
  BlockDeviceMappings: [],
  NetworkInterfaces: [],
  PrivateDnsName: '',
  PublicDnsName: '',
  SecurityGroups: [],
};

const showAttachments = (world: World, instance: Ec2Instance): Instance => {
  const groups = showGroups(world, instance);
  return {
    BlockDeviceMappings: instance.volumes.map((volume) => ({
      DeviceName: volume.device,
      Ebs: {
        VolumeId: volume.id,
        Status: 'attached',
        AttachTime: showTime(volume.attachedAt),
        DeleteOnTermination: volume.deleteOnTermination,
      },
    })),
    ...(instance.instanceProfile && {
      IamInstanceProfile: { Arn: instance.instanceProfile.arn, Id: instance.instanceProfile.id },
    }),
    NetworkInterfaces: [showNetworkInterface(world, instance)],
    PrivateDnsName: privateDnsName(world, instance),
    PrivateIpAddress: instance.networkInterface.privateIp,
    PublicDnsName: publicDnsName(world, instance),
    ...(instance.publicIp !== undefined && { PublicIpAddress: instance.publicIp }),
    SecurityGroups: groups,
    SourceDestCheck: true,
    SubnetId: instance.subnetId,
    VpcId: instance.vpcId,
  };
};

const showGroups = (world: World, instance: Ec2Instance) =>
  instance.securityGroupIds.map((id) => ({
    GroupId: id,
    GroupName: world.ec2.securityGroups.get(id)?.name ?? '',
  }));

const showNetworkInterface = (
  world: World,
  instance: Ec2Instance,
): NonNullable<Instance['NetworkInterfaces']>[number] => {
  const { networkInterface } = instance;
  const association = instance.publicIp !== undefined && {
    Association: {
      IpOwnerId: 'amazon',
      PublicDnsName: publicDnsName(world, instance),
      PublicIp: instance.publicIp,
    },
  };
  return {
    ...association,
    Attachment: {
      AttachTime: showTime(networkInterface.attachedAt),
      AttachmentId: networkInterface.attachmentId,
      DeleteOnTermination: true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      Status: 'attached',
    },
    Description: '',
    Groups: showGroups(world, instance),
    InterfaceType: 'interface',
    Ipv6Addresses: [],
    MacAddress: networkInterface.macAddress,
    NetworkInterfaceId: networkInterface.id,
    OwnerId: world.account,
    PrivateDnsName: privateDnsName(world, instance),
    PrivateIpAddress: networkInterface.privateIp,
    PrivateIpAddresses: [
      {
        ...association,
        Primary: true,
        PrivateDnsName: privateDnsName(world, instance),
        PrivateIpAddress: networkInterface.privateIp,
      },
    ],
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: instance.subnetId,
    VpcId: instance.vpcId,
  };
};
