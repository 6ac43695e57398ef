import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { eventChoice, spoilEvents } from './chosen-events.ts';

export const eventsDropped = faultKind({
  what: 'These events never arrive, and do not come when the fault has ended: those that AWS delivers as best effort, and others only with durableToo; those of schedules only when their source, aws.events, is named.',
  parameters: z.strictObject({ ...eventChoice, durableToo: z.optional(z.boolean()) }),
  begin: (world, choice) => spoilEvents(world, { durableToo: false, ...choice }, () => []),
});
