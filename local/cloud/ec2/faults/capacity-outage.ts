import * as z from 'zod/mini';
import { activate, faultKind } from '../../faults/fault.ts';

export const capacityOutage = faultKind({
  what:
    'EC2 has no more instances of a type, in a zone, of a market, or so many more: launches and starts get what is left or ' +
    'InsufficientInstanceCapacity. What is not said means all. Instances that run go on.',
  parameters: z.strictObject({
    instanceType: z.optional(z.string()),
    availabilityZone: z.optional(z.string()),
    market: z.optional(z.enum(['on-demand', 'spot'])),
    /** How many more can still be launched: none unless it says otherwise. */
    left: z.optional(z.int().check(z.minimum(0))),
  }),
  begin: (world, { left = 0, ...offering }) =>
    activate(world.ec2.faults.shortages, { ...offering, left, code: 'InsufficientInstanceCapacity' }),
});
