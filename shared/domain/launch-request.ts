import { configParameter } from './agent-config.ts';
import type { LaunchRequest } from './ledger.ts';
import type { Chosen } from './offerings.ts';
import { own } from './own.ts';
import type { Situation } from './situation.ts';
import type { HostGroupSpec } from './spec.ts';
import { hostTags } from './tags.ts';
import { launchToken } from './tokens.ts';
import { userData } from './user-data.ts';

/**
 * Everything that a launch is, as it is entered in the ledger and sent, now or again: a function of the group, the version
 * of its configuration, where it was decided to launch, and the number and the moment of the launch.
 */
export const launchRequest = (
  group: HostGroupSpec,
  { home, wanted, world, now }: Situation,
  { offering, count }: Chosen,
  number: number,
): LaunchRequest => {
  const { cluster } = wanted;
  const parameter = configParameter(home.parameterPrefix, cluster, group.name);
  const configVersion = `${parameter}:${own(world.configs, group.name)?.version ?? 0}`;
  const identity = { stack: home.stack, cluster, group: group.name, launch: number, configVersion };
  return {
    imageId: offering.imageId,
    instanceType: offering.instanceType,
    subnetId: offering.subnetId,
    availabilityZone: offering.availabilityZone,
    market: offering.market,
    count,
    configVersion,
    userData: userData({
      cluster,
      region: home.region,
      configVersion,
      ...(group.extraUserData !== undefined && { extra: group.extraUserData }),
    }),
    instanceProfile: home.instanceProfile,
    securityGroups: group.network.securityGroups,
    associatePublicIp: offering.associatePublicIp,
    rootVolume: {
      device: offering.rootDevice,
      sizeGiB: Math.max(group.rootVolume.sizeGiB, offering.minimumRootGiB),
      type: group.rootVolume.type,
    },
    metadataHopLimit: group.metadataHopLimit,
    tags: hostTags(identity, { ...wanted.spec.tags, ...group.tags }),
    clientToken: launchToken(home.stack, cluster, group.name, number, now),
  };
};
