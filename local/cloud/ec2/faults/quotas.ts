/** Quotas of the account: without a fault there is none. */
import * as z from 'zod/mini';
import { activate, faultKind } from '../../faults/fault.ts';
import { families } from '../families.ts';

export const quota = faultKind({
  what:
    'The account may run so many vCPUs of a market and a family of types (`standard` unless it says otherwise): VcpuLimitExceeded ' +
    'for On-Demand, MaxSpotInstanceCountExceeded for Spot. Instances that run go on.',
  parameters: z.strictObject({
    market: z.enum(['on-demand', 'spot']),
    family: z.optional(z.enum(families)),
    vcpus: z.int().check(z.minimum(0)),
  }),
  begin: (world, { market, family = 'standard', vcpus }) =>
    activate(world.ec2.faults.limits, { market, family, vcpus }),
});

export const instanceQuota = faultKind({
  what: 'The account may run so many On-Demand Instances in all: InstanceLimitExceeded. Instances that run go on.',
  parameters: z.strictObject({ instances: z.int().check(z.minimum(0)) }),
  begin: (world, limit) => activate(world.ec2.faults.limits, limit),
});
