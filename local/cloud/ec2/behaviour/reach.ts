/** What follows when instances lose their way to AWS, or have one again: their agents disconnect and come back. */
import { agentComesBack, agentDisconnects } from '../../ecs/behaviour/agent-disconnects.ts';
import { hostsOn } from '../../ecs/behaviour/host-records.ts';
import type { World } from '../../kernel/world.ts';
import { whyCutOff } from '../network.ts';
import type { Ec2Instance } from '../state.ts';
import { tryAgain } from './agent.ts';

/** Agents on instances that are out of reach neither register nor come back. */
export const heedReach = (world: World): void => {
  const { outOfReach } = world.ec2;
  world.ecs.outages.add({ has: (instanceId) => outOfReach.has(instanceId) });
};

/** To be called after anything that may have opened or closed the way out of these instances. */
export const reachMayHaveChanged = (world: World, instances: Iterable<Ec2Instance>): void => {
  for (const instance of instances) {
    if (instance.state !== 'running') continue;
    const was = !world.ec2.outOfReach.has(instance.id);
    const is = whyCutOff(world.ec2, instance) === undefined;
    if (was && !is) losesReach(world, instance);
    if (is && !was) isBack(world, instance);
  }
};

/** The same for a change of routes and gateways of a VPC. */
export const waysMayHaveChanged = (world: World, vpcId: string): void =>
  reachMayHaveChanged(
    world,
    [...world.ec2.instances.values()].filter((instance) => instance.vpcId === vpcId),
  );

const losesReach = (world: World, instance: Ec2Instance): void => {
  world.ec2.outOfReach.add(instance.id);
  for (const host of hostsOn(world, instance.id)) if (host.agentConnected) agentDisconnects(world, host);
};

const isBack = (world: World, instance: Ec2Instance): void => {
  world.ec2.outOfReach.delete(instance.id);
  if (instance.boot.agentWaits) tryAgain(world, instance);
  else for (const host of hostsOn(world, instance.id)) agentComesBack(world, host);
};
