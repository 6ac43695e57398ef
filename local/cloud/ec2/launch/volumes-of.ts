/** The volumes of a launch. */
import type { BlockDeviceMapping } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { newId } from '../ids.ts';
import type { Image } from '../images.ts';
import type { Tags, Volume } from '../state.ts';

export type VolumePlan = Omit<Volume, 'id' | 'attachedAt' | 'tags'>;

/** The root volume of the image, changed as the mappings say, and the further volumes that they name. */
export const volumesOf = (image: Image, mappings: readonly BlockDeviceMapping[] | undefined): readonly VolumePlan[] => {
  const root = mappings?.find((mapping) => mapping.DeviceName === image.rootDevice);
  const sizeGiB = root?.Ebs?.VolumeSize ?? image.rootGiB;
  if (sizeGiB < image.rootGiB)
    throw new AwsError(
      'InvalidBlockDeviceMapping',
      `Volume of size ${sizeGiB}GB is smaller than snapshot '${image.snapshotId}', expect size >= ${image.rootGiB}GB`,
    );
  const others = (mappings ?? []).filter((mapping) => mapping !== root && mapping.Ebs !== undefined);
  const names = (mappings ?? []).map((mapping) => mapping.DeviceName ?? '');
  if (names.includes('') || new Set(names).size < names.length)
    throw new AwsError('InvalidBlockDeviceMapping', 'Each block device mapping must have a device name of its own.');
  return [planOf(image.rootDevice, sizeGiB, root), ...others.map((one) => planOf(one.DeviceName!, sizeOf(one), one))];
};

const sizeOf = (mapping: BlockDeviceMapping): number => {
  const size = mapping.Ebs?.VolumeSize;
  if (size !== undefined && size >= 1 && size <= 65_536) return size;
  throw new AwsError('InvalidBlockDeviceMapping', `Missing or invalid volume size for device ${mapping.DeviceName}`);
};

const planOf = (device: string, sizeGiB: number, mapping: BlockDeviceMapping | undefined): VolumePlan => ({
  device,
  sizeGiB,
  type: mapping?.Ebs?.VolumeType ?? 'gp3',
  encrypted: mapping?.Ebs?.Encrypted ?? false,
  deleteOnTermination: mapping?.Ebs?.DeleteOnTermination ?? true,
});

export const makeVolumes = (world: World, plans: readonly VolumePlan[], tags: Tags): Volume[] =>
  plans.map((plan) => ({ ...plan, id: newId(world, 'vol'), attachedAt: world.clock.now(), tags: new Map(tags) }));
