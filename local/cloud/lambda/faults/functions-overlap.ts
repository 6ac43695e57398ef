import * as z from 'zod/mini';
import { millisecondRange, someOf } from '../../faults/calls/milliseconds.ts';
import { faultKind } from '../../faults/fault.ts';
import { befalling, invocationChoice } from './chosen-invocations.ts';

export const functionsOverlap = faultKind({
  what: 'Event sources give the same event again so much later (afterMs), though the first invocation may still run: asynchronous events come twice, messages of a queue are visible again too early, in FIFO queues too.',
  parameters: z.strictObject({ ...invocationChoice, afterMs: millisecondRange }),
  begin: (world, { afterMs, ...choice }, over) =>
    befalling(world, choice, over, { kind: 'overlap', afterMs: () => someOf(world.random, afterMs) }),
});
