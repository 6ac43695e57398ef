import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { millisecondRange, someOf } from '../../faults/milliseconds.ts';
import { invocationChoice, spoilInvocations } from './chosen-invocations.ts';

export const functionSlow = faultKind({
  what: 'Invocations take so much longer, and time out when that is too long.',
  parameters: z.strictObject({ ...invocationChoice, byMs: millisecondRange }),
  begin: (world, { byMs, ...choice }, over) =>
    spoilInvocations(world, choice, over, { kind: 'slow', byMs: () => someOf(world.random, byMs) }),
});
