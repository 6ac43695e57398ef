import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { millisecondRange, someOf } from '../../faults/milliseconds.ts';
import { eventChoice, spoilEvents } from './chosen-events.ts';

export const eventsDelayed = faultKind({
  what: 'These events arrive so much later, also after the fault has ended.',
  parameters: z.strictObject({ ...eventChoice, byMs: millisecondRange }),
  begin: (world, { byMs, ...choice }) =>
    spoilEvents(world, choice, (before) => before.map((ms) => ms + someOf(world.random, byMs))),
});
