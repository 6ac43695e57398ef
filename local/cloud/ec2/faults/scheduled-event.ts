import * as z from 'zod/mini';
import { chosenInstances, instanceChoice } from '../../faults/chosen-instances.ts';
import { faultKind } from '../../faults/fault.ts';
import { eventCodes, schedule } from '../behaviour/scheduled-events.ts';

export const scheduledEvent = faultKind({
  what:
    'AWS schedules an event for these instances, as DescribeInstanceStatus shows. When it is due they are rebooted (reboots, ' +
    'maintenance) or stopped (retirement, stop), unless they were stopped and started before.',
  parameters: z.extend(instanceChoice, {
    code: z.enum(eventCodes),
    inMs: z.int().check(z.minimum(0)),
    description: z.optional(z.string()),
  }),
  begin: (world, { code, inMs, description, ...choice }) => {
    const notBefore = world.clock.now() + inMs;
    for (const instance of chosenInstances(world, choice)) schedule(world, instance, code, notBefore, description);
    return undefined;
  },
});
