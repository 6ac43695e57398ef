/** The one place where a launch becomes RunInstances' input: the same request always gives the same input. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import type { LaunchRequest } from '../domain/ledger.ts';

/**
 * IMDSv2 only, encrypted disk, no SSH key, and an instance that powers itself off is gone. Auto-recovery is off, so that one
 * healer owns the hosts. A network interface is named only where a public IP is decided, because EC2 refuses subnet and
 * groups beside one.
 */
export const runInstancesInput = (request: LaunchRequest): RunInstancesCommandInput => {
  const tags = Object.entries(request.tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    ClientToken: request.clientToken,
    ImageId: request.imageId,
    InstanceType: request.instanceType as NonNullable<RunInstancesCommandInput['InstanceType']>,
    // All or as many as there is capacity for: what is missing is planned again as a launch of its own.
    MinCount: 1,
    MaxCount: request.count,
    UserData: request.userData,
    IamInstanceProfile: { Name: request.instanceProfile },
    InstanceInitiatedShutdownBehavior: 'terminate',
    MaintenanceOptions: { AutoRecovery: 'disabled' },
    MetadataOptions: {
      HttpTokens: 'required',
      HttpEndpoint: 'enabled',
      HttpPutResponseHopLimit: request.metadataHopLimit,
      HttpProtocolIpv6: 'disabled',
      InstanceMetadataTags: 'disabled',
    },
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: request.subnetId,
        AssociatePublicIpAddress: request.associatePublicIp,
        DeleteOnTermination: true,
        ...(request.securityGroups.length > 0 && { Groups: [...request.securityGroups] }),
      },
    ],
    BlockDeviceMappings: [
      {
        DeviceName: request.rootVolume.device,
        Ebs: {
          VolumeSize: request.rootVolume.sizeGiB,
          VolumeType: request.rootVolume.type as 'gp3',
          Encrypted: true,
          DeleteOnTermination: true,
        },
      },
    ],
    ...(request.market === 'spot' && { InstanceMarketOptions: { MarketType: 'spot' as const } }),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
  };
};
