/** EC2's shapes in our words. */
import type { Image, Instance, InstanceTypeInfo } from '@aws-sdk/client-ec2';
import type { InstanceView } from '../domain/snapshot.ts';
import type { ImageView, InstanceTypeView } from '../ports/fleet.ts';

export const instanceView = (instance: Instance): InstanceView => ({
  id: instance.InstanceId ?? '',
  state: instance.State?.Name ?? 'pending',
  ...(instance.StateReason?.Message === undefined ? {} : { stateReason: instance.StateReason.Message }),
  instanceType: instance.InstanceType ?? '',
  availabilityZone: instance.Placement?.AvailabilityZone ?? '',
  ...(instance.SubnetId === undefined ? {} : { subnetId: instance.SubnetId }),
  market: instance.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
  imageId: instance.ImageId ?? '',
  launchedAt: instance.LaunchTime?.getTime() ?? 0,
  ...(instance.ClientToken === undefined ? {} : { clientToken: instance.ClientToken }),
  ...(instance.PrivateIpAddress === undefined ? {} : { privateIp: instance.PrivateIpAddress }),
  tags: Object.fromEntries((instance.Tags ?? []).map((tag) => [tag.Key ?? '', tag.Value ?? ''])),
});

export const instanceTypeView = (type: InstanceTypeInfo): InstanceTypeView => ({
  name: type.InstanceType ?? '',
  vcpus: type.VCpuInfo?.DefaultVCpus ?? 0,
  memoryMiB: type.MemoryInfo?.SizeInMiB ?? 0,
  architectures: type.ProcessorInfo?.SupportedArchitectures ?? [],
  maximumNetworkInterfaces: type.NetworkInfo?.MaximumNetworkInterfaces ?? 0,
});

export const imageView = (image: Image): ImageView => ({
  id: image.ImageId ?? '',
  architecture: image.Architecture ?? '',
  rootDevice: image.RootDeviceName ?? '/dev/xvda',
  minimumRootGiB:
    image.BlockDeviceMappings?.find((mapping) => mapping.DeviceName === image.RootDeviceName)?.Ebs?.VolumeSize ?? 0,
  available: image.State === 'available',
});
