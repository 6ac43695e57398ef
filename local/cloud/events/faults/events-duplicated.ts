import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { millisecondRange, someOf } from '../../faults/milliseconds.ts';
import { eventChoice, spoilEvents } from './chosen-events.ts';

export const eventsDuplicated = faultKind({
  what: 'These events arrive once more, or so many times more (copies), each copy later by so much (laterMs, at once by default).',
  parameters: z.strictObject({
    ...eventChoice,
    copies: z.optional(z.int().check(z.minimum(1), z.maximum(100))),
    laterMs: z.optional(millisecondRange),
  }),
  begin: (world, { copies = 1, laterMs = 0, ...choice }) =>
    spoilEvents(world, choice, (before) =>
      before.flatMap((ms) => [ms, ...Array.from({ length: copies }, () => ms + someOf(world.random, laterMs))]),
    ),
});
