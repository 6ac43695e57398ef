import * as z from 'zod/mini';
import { callChoice, expectCalls, isKindMeant } from '../calls/call-choice.ts';
import { activate, faultKind } from '../fault.ts';
import { millisecondRange } from '../milliseconds.ts';
import { eventuallyConsistent } from './interceptor.ts';

export const staleReads = faultKind({
  what:
    'Reads (Describe, List, Get) that a caller repeats may be answered with what it was told up to so long before: of EC2 and ECS, or of the ' +
    'services that are named, but never of DynamoDB. Afterwards every read is true again.',
  parameters: z.extend(z.pick(callChoice, { service: true, operation: true, role: true }), { ms: millisecondRange }),
  begin: (world, { ms, ...choice }) => {
    expectCalls(choice);
    return activate(world.staleReads.windows, {
      ms,
      matches: (request) =>
        (choice.service !== undefined || eventuallyConsistent.has(request.service)) && isKindMeant(choice, request),
    });
  },
});
