/** One new instance of a launch. */
import type { World } from '../../kernel/world.ts';
import { newId } from '../ids.ts';
import { takeAddress } from '../network.ts';
import type { Ec2Instance, NetworkInterface } from '../state.ts';
import type { LaunchPlan } from './plan.ts';
import { makeVolumes } from './volumes-of.ts';

export interface LaunchPlace {
  readonly reservationId: string;
  readonly launchIndex: number;
  readonly clientToken: string | undefined;
}

/** Makes the instance and what is attached to it; it is not started yet. */
export const makeInstance = (world: World, plan: LaunchPlan, place: LaunchPlace): Ec2Instance => {
  const { subnet } = plan.network;
  const instance: Ec2Instance = {
    id: newId(world, 'i'),
    order: world.ec2.launched++,
    reservationId: place.reservationId,
    launchIndex: place.launchIndex,
    type: plan.type,
    image: plan.image,
    architecture: plan.image.architecture,
    availabilityZone: subnet.availabilityZone,
    vpcId: subnet.vpcId,
    subnetId: subnet.id,
    securityGroupIds: plan.network.securityGroupIds,
    networkInterface: makeNetworkInterface(world, plan),
    volumes: makeVolumes(world, plan.volumes, plan.tags.volume),
    market: plan.market,
    ...(plan.market === 'spot' && { spotRequestId: `sir-${world.random.hex(8)}` }),
    ...(place.clientToken !== undefined && { clientToken: place.clientToken }),
    ...(plan.profile !== undefined && { instanceProfile: plan.profile }),
    ...(plan.userData !== undefined && { userData: plan.userData }),
    shutdownBehavior: plan.shutdownBehavior,
    metadata: plan.metadata,
    detailedMonitoring: plan.detailedMonitoring,
    autoRecovery: plan.autoRecovery,
    terminationProtected: plan.terminationProtected,
    tags: new Map(plan.tags.instance),
    state: 'pending',
    stateTransitionReason: '',
    launchedAt: world.clock.now(),
    boot: {
      count: 0,
      agent: plan.image.ecs === undefined ? 'absent' : 'enabled',
      // The package ecs-init ships an empty configuration file.
      ...(plan.image.ecs !== undefined && { ecsConfig: '' }),
      agentWaits: false,
      console: '',
    },
  };
  world.ec2.instances.set(instance.id, instance);
  return instance;
};

const makeNetworkInterface = (world: World, plan: LaunchPlan): NetworkInterface => ({
  id: newId(world, 'eni'),
  attachmentId: newId(world, 'eni-attach'),
  macAddress: `0a:${(world.random.hex(10).match(/../g) ?? []).join(':')}`,
  privateIp: takeAddress(world, plan.network.subnet),
  attachedAt: world.clock.now(),
  wantsPublicIp: plan.network.wantsPublicIp,
  tags: new Map(plan.tags['network-interface']),
});
