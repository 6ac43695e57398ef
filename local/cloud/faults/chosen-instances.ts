/** Which instances a fault hits. */
import * as z from 'zod/mini';
import type { Ec2Instance } from '../ec2/state.ts';
import { hostsOn } from '../ecs/behaviour/host-records.ts';
import type { World } from '../kernel/world.ts';
import { FaultRefused } from './fault.ts';
import { count, percent } from './parameters.ts';

/** Whatever is said narrows the choice; nothing said means every running instance of the account. */
export const instanceChoice = z.strictObject({
  instanceIds: z.optional(z.array(z.string())),
  /** The name of the ECS cluster that they have joined. */
  cluster: z.optional(z.string()),
  availabilityZone: z.optional(z.string()),
  instanceType: z.optional(z.string()),
  market: z.optional(z.enum(['on-demand', 'spot'])),
  /** Of those, as many at random. */
  count,
  /** Of those, as many in a hundred at random, rounded up. */
  percent,
});
export type InstanceChoice = z.infer<typeof instanceChoice>;

/** The running instances that are meant, in the order of their launch. Throws FaultRefused when there is none. */
export const chosenInstances = (world: World, choice: InstanceChoice): readonly Ec2Instance[] => {
  const ids = choice.instanceIds && new Set(choice.instanceIds);
  const fitting = [...world.ec2.instances.values()].filter(
    (instance) => instance.state === 'running' && (ids?.has(instance.id) ?? true) && isMeant(world, choice, instance),
  );
  if (fitting.length === 0) throw new FaultRefused('No running instance is meant by this choice.');
  const share = Math.ceil(((choice.percent ?? 100) * fitting.length) / 100);
  return world.random.sample(fitting, Math.min(choice.count ?? share, share));
};

/** Whether an instance is of the cluster, zone, type and market that are meant; ids and numbers apart. */
export const isMeant = (world: World, choice: InstanceChoice, instance: Ec2Instance): boolean =>
  (choice.availabilityZone ?? instance.availabilityZone) === instance.availabilityZone &&
  (choice.instanceType ?? instance.type.name) === instance.type.name &&
  (choice.market ?? instance.market) === instance.market &&
  (choice.cluster === undefined || hostsOn(world, instance.id).some(({ cluster }) => cluster.name === choice.cluster));
