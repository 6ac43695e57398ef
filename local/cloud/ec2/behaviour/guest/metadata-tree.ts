/** What the metadata service has to say about an instance, as the tree of its paths. */
import type { World } from '../../../kernel/world.ts';
import type { Ec2Instance } from '../../state.ts';
import { privateDnsName, publicDnsName } from '../../views/instance.ts';
import { credentialsOf, roleOf } from '../credentials.ts';
import type { Guest } from './guest.ts';

/** A value, a value that is made when it is read, a directory, or nothing. */
export type MetadataNode = string | (() => string) | { readonly [name: string]: MetadataNode } | undefined;

export const metadataTree = ({ world, instance }: Guest): MetadataNode => ({
  latest: {
    dynamic: { 'instance-identity': { document: () => identityDocument(world, instance) } },
    'meta-data': {
      'ami-id': instance.image.id,
      'ami-launch-index': String(instance.launchIndex),
      events: eventsOf(instance),
      hostname: privateDnsName(world, instance),
      iam: iamOf(world, instance),
      'instance-action': 'none',
      'instance-id': instance.id,
      'instance-life-cycle': instance.market,
      'instance-type': instance.type.name,
      'local-hostname': privateDnsName(world, instance),
      'local-ipv4': instance.networkInterface.privateIp,
      mac: instance.networkInterface.macAddress,
      network: { interfaces: { macs: { [instance.networkInterface.macAddress]: networkOf(world, instance) } } },
      placement: {
        'availability-zone': instance.availabilityZone,
        'availability-zone-id': world.ec2.availabilityZones.find((zone) => zone.name === instance.availabilityZone)?.id,
        region: world.region,
      },
      'public-hostname': instance.publicIp === undefined ? undefined : publicDnsName(world, instance),
      'public-ipv4': instance.publicIp,
      'reservation-id': instance.reservationId,
      'security-groups': groupNames(world, instance),
      spot: spotOf(instance),
      services: { domain: 'amazonaws.com', partition: 'aws' },
      tags: instance.metadata.instanceTags === 'enabled' ? { instance: Object.fromEntries(instance.tags) } : undefined,
    },
    'user-data': instance.userData === undefined ? undefined : Buffer.from(instance.userData, 'base64').toString(),
  },
});

const networkOf = (world: World, instance: Ec2Instance): MetadataNode => ({
  'device-number': '0',
  'interface-id': instance.networkInterface.id,
  'local-ipv4s': instance.networkInterface.privateIp,
  'owner-id': world.account,
  'security-group-ids': instance.securityGroupIds.join('\n'),
  'subnet-id': instance.subnetId,
  'subnet-ipv4-cidr-block': world.ec2.subnets.get(instance.subnetId)?.cidr,
  'vpc-id': instance.vpcId,
  'vpc-ipv4-cidr-block': world.ec2.vpcs.get(instance.vpcId)?.cidr,
});

/** The category is there only for an instance with a profile; what it holds is the role of today. */
const iamOf = (world: World, instance: Ec2Instance): MetadataNode => {
  const role = roleOf(world, instance);
  const profile = instance.instanceProfile;
  if (role === undefined || profile === undefined) return undefined;
  return {
    info: json({
      Code: 'Success',
      LastUpdated: showTime(world.clock.now()),
      InstanceProfileArn: profile.arn,
      InstanceProfileId: profile.id,
    }),
    'security-credentials': {
      [role]: () => {
        const given = credentialsOf(world, instance);
        if (given === undefined) return '';
        return json({
          Code: 'Success',
          LastUpdated: showTime(given.issuedAt),
          Type: 'AWS-HMAC',
          AccessKeyId: given.accessKeyId,
          SecretAccessKey: given.secretAccessKey,
          Token: given.token,
          Expiration: showTime(given.expiresAt),
        });
      },
    },
  };
};

const identityDocument = (world: World, instance: Ec2Instance): string =>
  json({
    accountId: world.account,
    architecture: instance.architecture,
    availabilityZone: instance.availabilityZone,
    billingProducts: null,
    devpayProductCodes: null,
    marketplaceProductCodes: null,
    imageId: instance.image.id,
    instanceId: instance.id,
    instanceType: instance.type.name,
    kernelId: null,
    pendingTime: showTime(instance.launchedAt),
    privateIp: instance.networkInterface.privateIp,
    ramdiskId: null,
    region: world.region,
    version: '2017-09-30',
  });

/** Of spot instances at risk (…/UserGuide/rebalance-recommendations.html, "Use instance metadata"). */
const eventsOf = ({ rebalanceNoticedAt: at }: Ec2Instance): MetadataNode =>
  at === undefined ? undefined : { recommendations: { rebalance: JSON.stringify({ noticeTime: showTime(at) }) } };

/** Of spot instances that will be interrupted (…/UserGuide/spot-instance-termination-notices.html). */
const spotOf = ({ interruption }: Ec2Instance): MetadataNode =>
  interruption === undefined
    ? undefined
    : {
        'instance-action': JSON.stringify({ action: interruption.action, time: showTime(interruption.at) }),
        'termination-time': interruption.action === 'terminate' ? showTime(interruption.at) : undefined,
      };

const groupNames = (world: World, instance: Ec2Instance): string =>
  instance.securityGroupIds.flatMap((id) => world.ec2.securityGroups.get(id)?.name ?? []).join('\n');

const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
const showTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
