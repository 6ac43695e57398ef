import * as z from 'zod/mini';
import { millisecondRange, someOf } from '../../faults/calls/milliseconds.ts';
import { faultKind } from '../../faults/fault.ts';
import { befalling, eventChoice } from './chosen-events.ts';

export const eventsDelayed = faultKind({
  what: 'These events arrive so much later, also after the fault has ended.',
  parameters: z.strictObject({ ...eventChoice, byMs: millisecondRange }),
  begin: (world, { byMs, ...choice }) =>
    befalling(world, choice, (before) => before.map((ms) => ms + someOf(world.random, byMs))),
});
