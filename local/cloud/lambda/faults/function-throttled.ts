import * as z from 'zod/mini';
import { faultKind } from '../../faults/fault.ts';
import { invocationChoice, spoilInvocations } from './chosen-invocations.ts';

export const functionThrottled = faultKind({
  what: 'Lambda has no capacity for invocations (TooManyRequestsException): callers are refused, asynchronous events wait, messages go back to their queue.',
  parameters: z.strictObject(invocationChoice),
  begin: (world, choice, over) => spoilInvocations(world, choice, over, { kind: 'throttled' }),
});
