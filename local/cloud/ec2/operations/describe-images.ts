import type { DescribeImagesCommandInput, DescribeImagesCommandOutput, Image as SdkImage } from '@aws-sdk/client-ec2';
import type { Operation } from '../../kernel/service.ts';
import { type Fields, filtered } from '../filters.ts';
import { foundAll } from '../ids.ts';
import { type Image, isDeregistered } from '../images.ts';
import { pageById, withToken } from '../paging.ts';

/**
 * "Recently deregistered images appear in the returned results for a short interval and then return empty results"
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html); here they are empty at once.
 */
export const describeImages: Operation<DescribeImagesCommandInput, DescribeImagesCommandOutput> = (
  request,
  { world },
) => {
  const { images } = world.ec2;
  const named = request.ImageIds === undefined ? [...images.values()] : foundAll('image', images, request.ImageIds);
  const registered = named.filter(({ id }) => !isDeregistered(world.ec2, id));
  const owned = registered.filter(
    ({ ownerId, ownerAlias }) => request.Owners?.some((owner) => owner === ownerId || owner === ownerAlias) ?? true,
  );
  const { items, nextToken } = pageById(filtered(owned, request.Filters, fields), request);
  return { Images: items.map(showImage), ...withToken(nextToken) };
};

const fields: Fields<Image> = {
  architecture: (image) => image.architecture,
  'creation-date': (image) => image.createdAt,
  description: (image) => image.description,
  'ena-support': () => 'true',
  hypervisor: () => 'xen',
  'image-id': (image) => image.id,
  'image-type': () => 'machine',
  'is-public': () => 'true',
  name: (image) => image.name,
  'owner-alias': (image) => image.ownerAlias,
  'owner-id': (image) => image.ownerId,
  'root-device-name': (image) => image.rootDevice,
  'root-device-type': () => 'ebs',
  state: () => 'available',
  'virtualization-type': () => 'hvm',
};

const showImage = (image: Image): SdkImage => ({
  Architecture: image.architecture,
  BlockDeviceMappings: [
    {
      DeviceName: image.rootDevice,
      Ebs: {
        DeleteOnTermination: true,
        Encrypted: false,
        SnapshotId: image.snapshotId,
        VolumeSize: image.rootGiB,
        VolumeType: 'gp3',
      },
    },
  ],
  BootMode: image.architecture === 'arm64' ? 'uefi' : 'uefi-preferred',
  CreationDate: image.createdAt,
  Description: image.description,
  EnaSupport: true,
  Hypervisor: 'xen',
  ImageId: image.id,
  ImageLocation: `${image.ownerAlias}/${image.name}`,
  ImageOwnerAlias: image.ownerAlias,
  ImageType: 'machine',
  ImdsSupport: 'v2.0',
  Name: image.name,
  OwnerId: image.ownerId,
  PlatformDetails: 'Linux/UNIX',
  Public: true,
  RootDeviceName: image.rootDevice,
  RootDeviceType: 'ebs',
  State: 'available',
  UsageOperation: 'RunInstances',
  VirtualizationType: 'hvm',
});
