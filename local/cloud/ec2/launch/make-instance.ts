/** One new instance of a launch. */
import type { World } from '../../kernel/world.ts';
import { newId } from '../ids.ts';
import { defectOf } from '../images.ts';
import { takeAddress } from '../network.ts';
import { moveTo, type SpotRequest } from '../spot-request.ts';
import type { Boot, Ec2Instance, NetworkInterface } from '../state.ts';
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
  const now = world.clock.now();
  const id = newId(world, 'i');
  const spotRequest = makeSpotRequest(world, plan, id);
  const visibleAt = now + world.random.between(...world.knobs.describeLagMs);
  const instance: Ec2Instance = {
    id,
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
    ...(spotRequest !== undefined && { spotRequest }),
    ...(place.clientToken !== undefined && { clientToken: place.clientToken }),
    ...(plan.profile !== undefined && { instanceProfile: plan.profile }),
    ...(plan.userData !== undefined && { userData: plan.userData }),
    shutdownBehavior: plan.shutdownBehavior,
    metadata: plan.metadata,
    detailedMonitoring: plan.detailedMonitoring,
    autoRecovery: plan.autoRecovery,
    terminationProtected: plan.terminationProtected,
    tags: new Map(plan.tags.instance),
    visibleAt,
    tagsVisibleAt: Math.max(visibleAt, now + world.random.between(...world.knobs.describeLagMs)),
    state: 'pending',
    stateTransitionReason: '',
    launchedAt: now,
    impairments: new Set(),
    scheduledEvents: [],
    boot: unbooted(world, plan),
  };
  world.ec2.instances.set(id, instance);
  return instance;
};

const unbooted = (world: World, { image }: LaunchPlan): Boot => {
  const defect = defectOf(world.ec2, image.id);
  return {
    count: 0,
    agent: image.ecs === undefined || defect === 'no-agent' ? 'absent' : 'enabled',
    // The package ecs-init ships an empty configuration file.
    ...(image.ecs !== undefined && { ecsConfig: '' }),
    agentWaits: false,
    ...(defect !== undefined && { defect }),
    console: '',
  };
};

/** A launch of spot instances makes a request for each, which is fulfilled at once. */
const makeSpotRequest = (world: World, plan: LaunchPlan, instanceId: string): SpotRequest | undefined => {
  if (plan.spot === undefined) return undefined;
  const now = world.clock.now();
  const request: SpotRequest = {
    ...plan.spot,
    id: `sir-${world.random.hex(8)}`,
    instanceId,
    createdAt: now,
    tags: new Map(plan.tags['spot-instances-request']),
    state: 'open',
    status: { code: 'pending-evaluation', message: 'Your Spot request has been submitted for review.', at: now },
  };
  moveTo(request, 'fulfilled', now);
  world.ec2.spotRequests.set(request.id, request);
  return request;
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
