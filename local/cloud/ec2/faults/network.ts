/** What can go wrong with networks, and with what zones offer. */
import * as z from 'zod/mini';
import { activate, FaultRefused, faultKind } from '../../faults/fault.ts';
import type { Cut } from '../active-faults.ts';
import { reachMayHaveChanged } from '../behaviour/reach.ts';
import { freeAddresses } from '../network.ts';

export const networkCut = faultKind({
  what:
    'Instances have no way out, those launched meanwhile too: agents do not register, connected ones lose their connection and ' +
    'have it again when the fault ends; status checks pass. What is not said means all.',
  parameters: z.strictObject({
    instanceIds: z.optional(z.array(z.string())),
    subnetId: z.optional(z.string()),
    securityGroupId: z.optional(z.string()),
    availabilityZone: z.optional(z.string()),
  }),
  begin: (world, { instanceIds, subnetId, securityGroupId, availabilityZone }) => {
    const { instances, faults } = world.ec2;
    const cut: Cut = {
      why: 'the network drops every packet',
      hits: (instance) =>
        (instanceIds?.includes(instance.id) ?? true) &&
        (subnetId ?? instance.subnetId) === instance.subnetId &&
        (securityGroupId === undefined || instance.securityGroupIds.includes(securityGroupId)) &&
        (availabilityZone ?? instance.availabilityZone) === instance.availabilityZone,
    };
    const mend = activate(faults.cuts, cut);
    reachMayHaveChanged(world, instances.values());
    return () => {
      mend();
      reachMayHaveChanged(world, instances.values());
    };
  },
});

export const subnetFull = faultKind({
  what: 'Others use the free addresses of a subnet, all or all but so many, and give them back when the fault ends.',
  parameters: z.strictObject({ subnetId: z.string(), left: z.optional(z.int().check(z.minimum(0))) }),
  begin: (world, { subnetId, left = 0 }) => {
    const subnet = world.ec2.subnets.get(subnetId);
    if (subnet === undefined) throw new FaultRefused(`There is no subnet ${subnetId}.`);
    const taken = Math.max(0, freeAddresses(subnet) - left);
    subnet.occupied += taken;
    return () => {
      subnet.occupied -= taken;
    };
  },
});

export const typeNotOffered = faultKind({
  what: 'A zone does not offer a type of instance: launches there are Unsupported.',
  parameters: z.strictObject({ instanceType: z.string(), availabilityZone: z.string() }),
  begin: (world, gap) => activate(world.ec2.faults.notOffered, gap),
});
