import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { millisecondRange, someOf } from '../../faults/milliseconds.ts';
import { invocationChoice, spoilInvocations } from './chosen-invocations.ts';

export const functionsOverlap = faultKind({
  what: 'Event sources give the same event again so much later (afterMs), though the first invocation may still run: asynchronous events come twice, messages of a queue are visible again too early, in FIFO queues too.',
  parameters: z.strictObject({ ...invocationChoice, afterMs: millisecondRange }),
  begin: (world, { afterMs, ...choice }, over) =>
    spoilInvocations(world, choice, over, { kind: 'overlap', afterMs: () => someOf(world.random, afterMs) }),
});
