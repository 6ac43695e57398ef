/** Which instances a fault hits. */
import * as z from 'zod/mini';
import type { Ec2Instance } from '../ec2/state.ts';
import type { World } from '../kernel/world.ts';
import { FaultRefused } from './fault.ts';

/** Whatever is said narrows the choice; nothing said means every running instance of the account. */
export const instanceChoice = z.strictObject({
  instanceIds: z.optional(z.array(z.string())),
  /** The name of the ECS cluster that they have joined. */
  cluster: z.optional(z.string()),
  availabilityZone: z.optional(z.string()),
  instanceType: z.optional(z.string()),
  market: z.optional(z.enum(['on-demand', 'spot'])),
  /** Of those, as many at random. */
  count: z.optional(z.int().check(z.minimum(1))),
  /** Of those, as many in a hundred at random, rounded up. */
  percent: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
});
export type InstanceChoice = z.infer<typeof instanceChoice>;

/** The running instances that are meant, in the order of their launch. Throws FaultRefused when there is none. */
export const chosenInstances = (world: World, choice: InstanceChoice): readonly Ec2Instance[] => {
  const members = choice.cluster === undefined ? undefined : instancesIn(world, choice.cluster);
  const fitting = [...world.ec2.instances.values()].filter(
    (instance) =>
      instance.state === 'running' &&
      (choice.instanceIds?.includes(instance.id) ?? true) &&
      (members?.has(instance.id) ?? true) &&
      (choice.availabilityZone ?? instance.availabilityZone) === instance.availabilityZone &&
      (choice.instanceType ?? instance.type.name) === instance.type.name &&
      (choice.market ?? instance.market) === instance.market,
  );
  if (fitting.length === 0) throw new FaultRefused('No running instance is meant by this choice.');
  const wanted = Math.min(
    choice.count ?? fitting.length,
    Math.ceil(((choice.percent ?? 100) * fitting.length) / 100),
    fitting.length,
  );
  if (wanted === fitting.length) return fitting;
  const hit = new Set(world.random.shuffle(fitting).slice(0, wanted));
  return fitting.filter((instance) => hit.has(instance));
};

const instancesIn = (world: World, cluster: string): ReadonlySet<string> => {
  const hosts = world.ecs.clusters.get(cluster)?.hosts.values() ?? [];
  return new Set([...hosts].filter(({ status }) => status !== 'INACTIVE').map(({ instanceId }) => instanceId));
};
