import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { callOfInvocation, spoilInvocations } from './chosen-invocations.ts';

export const functionTimeout = faultKind({
  what: 'Invocations hang at their n-th AWS call (atCall), before or after its effect, until they time out.',
  parameters: z.strictObject(callOfInvocation),
  begin: (world, { atCall, when = 'before', ...choice }, over) =>
    spoilInvocations(world, choice, over, { kind: 'dies', atCall, when, how: 'hang' }),
});
