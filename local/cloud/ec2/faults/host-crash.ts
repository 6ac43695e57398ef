import * as z from 'zod/mini';
import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { faultKind } from '../../faults/fault.ts';
import { byService } from '../behaviour/leaving.ts';
import { shutDown } from '../behaviour/lifecycle.ts';

export const hostCrash = faultKind({
  what: 'The machines under these instances die, and containers with them; EC2 terminates the instances, or leaves them stopped.',
  parameters: z.extend(instanceChoice, {
    /** `terminated` unless it says otherwise. */
    leaves: z.optional(z.enum(['terminated', 'stopped'])),
  }),
  begin: (world, { leaves, ...choice }) => {
    for (const instance of chosenInstances(world, choice))
      shutDown(world, instance, leaves === 'stopped' ? 'stop' : 'terminate', byService(world, 'Server.InternalError'));
    return undefined;
  },
});
