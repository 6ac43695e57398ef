/** A RunInstances request, checked whole before anything is made. */
import type { RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import type { Offering } from '../active-faults.ts';
import { type InstanceType, instanceTypeByName } from '../catalogue.ts';
import type { Image } from '../images.ts';
import { type SpotOptions, spotOptionsOf } from '../spot-request.ts';
import type { Ec2Instance, Market, MetadataOptions, Tags } from '../state.ts';
import { readTagSpecifications } from '../tags.ts';
import { capacityOf, isOffered } from './capacity.ts';
import { imageOf } from './image-of.ts';
import { metadataOf } from './metadata-of.ts';
import { type LaunchNetwork, networkOf } from './network-of.ts';
import { profileOf } from './profile-of.ts';
import { userDataOf } from './user-data-of.ts';
import { type VolumePlan, volumesOf } from './volumes-of.ts';

/** Everything that the instances of one launch have in common. */
export interface LaunchPlan {
  readonly type: InstanceType;
  readonly image: Image;
  readonly network: LaunchNetwork;
  readonly volumes: readonly VolumePlan[];
  readonly profile: Ec2Instance['instanceProfile'];
  readonly userData: string | undefined;
  readonly metadata: MetadataOptions;
  readonly market: Market;
  readonly spot: SpotOptions | undefined;
  readonly shutdownBehavior: 'stop' | 'terminate';
  readonly detailedMonitoring: boolean;
  readonly autoRecovery: 'default' | 'disabled';
  readonly terminationProtected: boolean;
  readonly tags: Readonly<Record<TaggedAtLaunch, Tags>>;
}
const taggedAtLaunch = ['instance', 'volume', 'network-interface', 'spot-instances-request'] as const;
type TaggedAtLaunch = (typeof taggedAtLaunch)[number];

/** The plan of a valid request. Refuses every other as EC2 does; parameters that change nothing here are let pass. */
export const planLaunch = (world: World, request: RunInstancesCommandInput): LaunchPlan => {
  if (request.LaunchTemplate !== undefined)
    throw new AwsError('UnsupportedOperation', 'The embedded EC2 does not launch from launch templates.');
  if (request.KeyName !== undefined)
    throw new AwsError('InvalidKeyPair.NotFound', `The key pair '${request.KeyName}' does not exist`);
  const image = imageOf(world, request.ImageId);
  const type = typeOf(request.InstanceType, image);
  const market = marketOf(request);
  const hasRoom = (availabilityZone: string): boolean => {
    const offering = { instanceType: type.name, availabilityZone, market } as const;
    return isOffered(world, offering) && capacityOf(world, offering) > 0;
  };
  return {
    type,
    image,
    network: networkOf(world, request, hasRoom),
    volumes: volumesOf(image, request.BlockDeviceMappings),
    profile: profileOf(world, request.IamInstanceProfile),
    userData: userDataOf(request.UserData),
    metadata: metadataOf(request.MetadataOptions),
    market,
    spot: market === 'spot' ? spotOptionsOf(request.InstanceMarketOptions?.SpotOptions, type.hourlyUsd) : undefined,
    shutdownBehavior: request.InstanceInitiatedShutdownBehavior ?? 'stop',
    detailedMonitoring: request.Monitoring?.Enabled ?? false,
    autoRecovery: request.MaintenanceOptions?.AutoRecovery ?? 'default',
    terminationProtected: request.DisableApiTermination ?? false,
    tags: readTagSpecifications(request.TagSpecifications, taggedAtLaunch),
  };
};

const marketOf = ({ InstanceMarketOptions: asked }: RunInstancesCommandInput): Market => {
  const market = asked?.MarketType;
  if (market !== undefined && market !== 'spot')
    throw new AwsError('UnsupportedOperation', `The embedded EC2 has no market '${market}'.`);
  return market ?? 'on-demand';
};

/** What a launch asks EC2 for, or an instance has. */
export const offeringOf = (of: LaunchPlan | Ec2Instance): Offering => ({
  instanceType: of.type.name,
  availabilityZone: 'network' in of ? of.network.subnet.availabilityZone : of.availabilityZone,
  market: of.market,
});

const typeOf = (name: string | undefined, image: Image): InstanceType => {
  if (name === undefined) throw new AwsError('MissingParameter', 'The request must contain the parameter InstanceType');
  const type = instanceTypeByName(name);
  if (type === undefined) throw new AwsError('InvalidParameterValue', `Invalid value '${name}' for InstanceType.`);
  if (!type.architectures.includes(image.architecture))
    throw new AwsError(
      'InvalidParameterValue',
      `The architecture '${type.architectures.join(',')}' of the specified instance type does not match the architecture ` +
        `'${image.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, ` +
        `and try again. You can use 'describe-instance-types' or 'describe-images' to discover the architecture of the ` +
        `instance type or AMI.`,
    );
  return type;
};
