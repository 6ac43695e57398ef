import * as z from 'zod/mini';
import { millisecondRange, someOf } from '../../faults/calls/milliseconds.ts';
import { faultKind } from '../../faults/fault.ts';
import { befalling, invocationChoice } from './chosen-invocations.ts';

export const functionSlow = faultKind({
  what: 'Invocations take so much longer, and time out when that is too long.',
  parameters: z.strictObject({ ...invocationChoice, byMs: millisecondRange }),
  begin: (world, { byMs, ...choice }, over) =>
    befalling(world, choice, over, { kind: 'slow', byMs: () => someOf(world.random, byMs) }),
});
