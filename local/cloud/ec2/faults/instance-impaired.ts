import * as z from 'zod/mini';
import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { faultKind } from '../../faults/fault.ts';
import { impair } from '../behaviour/impair.ts';

export const instanceImpaired = faultKind({
  what:
    'A status check of these instances fails, and their agents lose their connection. It passes again when the fault ends, with a ' +
    'stop and start or an automatic recovery (system check), or with a reboot (instance check).',
  parameters: z.extend(instanceChoice, {
    /** `system` unless it says otherwise. */
    check: z.optional(z.enum(['system', 'instance'])),
    /** Whether the network of the instances goes on working: only the checks tell of it then. */
    reachable: z.optional(z.boolean()),
  }),
  begin: (world, { check = 'system', reachable = false, ...choice }) => {
    const cause = check === 'system' ? 'hardware' : 'software';
    const ends = chosenInstances(world, choice).map((instance) => impair(world, instance, { check, cause, reachable }));
    return () => {
      for (const end of ends) end();
    };
  },
});
