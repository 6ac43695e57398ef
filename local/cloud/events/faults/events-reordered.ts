import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { eventChoice, spoilEvents } from './chosen-events.ts';

export const eventsReordered = faultKind({
  what: 'Of these events those that happen within windowMs arrive in any order: each window is kept back until its end, and then let go shuffled, within a second.',
  parameters: z.strictObject({ ...eventChoice, windowMs: z.int().check(z.minimum(1)) }),
  begin: (world, { windowMs, ...choice }) => {
    const begun = world.clock.now();
    const untilEnd = () => windowMs - ((world.clock.now() - begun) % windowMs);
    return spoilEvents(world, choice, (before) => before.map((ms) => ms + untilEnd() + world.random.between(0, 999)));
  },
});
