/**
 * Who is seen when: "if you run a command to modify or describe the resource that you just created, its ID might not have
 * propagated throughout the system, and you will get an error responding that the resource does not exist"
 * (https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html). The knob describeLagMs says how long that lasts.
 */
import type { World } from '../kernel/world.ts';
import { found, foundAll } from './ids.ts';
import type { Ec2Instance, Tags } from './state.ts';

const isVisible = (world: World, instance: Ec2Instance): boolean => instance.visibleAt <= world.clock.now();

/** Every instance that calls can see, in the order of their launch. */
export const visibleInstances = function* (world: World): Generator<Ec2Instance> {
  for (const instance of world.ec2.instances.values()) if (isVisible(world, instance)) yield instance;
};

/** The instance of this id, if calls can see it. */
export const visibleInstance = (world: World, id: string): Ec2Instance | undefined => {
  const instance = world.ec2.instances.get(id);
  return instance !== undefined && isVisible(world, instance) ? instance : undefined;
};

/** What the ids name; refused as by `foundAll` when one of them names nothing that calls can see. */
export const instancesByIds = (world: World, ids: readonly string[]): Ec2Instance[] =>
  foundAll('instance', { get: (id) => visibleInstance(world, id) }, ids);

export const instanceById = (world: World, id: string): Ec2Instance =>
  found('instance', { get: (one) => visibleInstance(world, one) }, id);

const none: Tags = new Map();

/**
 * The tags of an instance as calls see them. "After you terminate an instance, … resources such as tags and volumes are gradually
 * disassociated from the instance and may no longer be visible on the terminated instance after a short while"
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html).
 */
export const visibleTags = (world: World, { tags, tagsVisibleAt, tagsGoneAt }: Ec2Instance): Tags => {
  const now = world.clock.now();
  return tagsVisibleAt <= now && now < (tagsGoneAt ?? Number.POSITIVE_INFINITY) ? tags : none;
};
