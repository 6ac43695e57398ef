import * as z from 'zod/mini';
import { activate, FaultRefused, faultKind } from '../../faults/fault.ts';
import { impair } from '../behaviour/impair.ts';
import { byService } from '../behaviour/leaving.ts';
import { shutDown } from '../behaviour/lifecycle.ts';
import { reachMayHaveChanged } from '../behaviour/reach.ts';

export const azOutage = faultKind({
  what:
    'A whole zone fails: its instances are impaired and out of reach, or dead, and nothing can be launched there. When it ends, ' +
    'those that survived are as before, agents and all; those that died stay terminated.',
  parameters: z.strictObject({
    availabilityZone: z.string(),
    /** `unreachable` unless it says otherwise. */
    hosts: z.optional(z.enum(['unreachable', 'dead'])),
    /** What launches there are refused with: `InsufficientInstanceCapacity` unless it says otherwise. */
    launches: z.optional(z.enum(['InsufficientInstanceCapacity', 'InternalError'])),
  }),
  begin: (world, { availabilityZone, hosts = 'unreachable', launches: code = 'InsufficientInstanceCapacity' }) => {
    const { availabilityZones, instances, faults } = world.ec2;
    if (!availabilityZones.some(({ name }) => name === availabilityZone))
      throw new FaultRefused(`There is no zone ${availabilityZone}.`);
    const there = [...instances.values()].filter(
      (instance) =>
        instance.availabilityZone === availabilityZone &&
        (instance.state === 'running' || instance.state === 'pending'),
    );
    const ends = [
      activate(faults.shortages, { availabilityZone, left: 0, code }),
      activate(faults.cuts, {
        why: `${availabilityZone} has an outage`,
        hits: (instance) => instance.availabilityZone === availabilityZone,
      }),
    ];
    for (const instance of there)
      if (hosts === 'dead') shutDown(world, instance, 'terminate', byService(world, 'Server.InternalError'));
      else
        for (const check of ['system', 'instance'] as const)
          ends.push(impair(world, instance, { check, cause: 'outage', reachable: false }));
    return () => {
      for (const end of ends) end();
      reachMayHaveChanged(world, instances.values());
    };
  },
});
