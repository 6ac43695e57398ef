import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { callOfInvocation, spoilInvocations } from './chosen-invocations.ts';

export const functionCrash = faultKind({
  what: 'Invocations die at their n-th AWS call (atCall), before or after its effect: the process exits, its code never goes on. An attempt that the SDK repeats is the same call.',
  parameters: z.strictObject(callOfInvocation),
  begin: (world, { atCall, when = 'before', ...choice }, over) =>
    spoilInvocations(world, choice, over, { kind: 'dies', atCall, when, how: 'crash' }),
});
