import * as z from 'zod/mini';
import { spoilCalls } from '../../faults/calls/rules.ts';
import { FaultRefused, faultKind } from '../../faults/fault.ts';
import { expiredToken } from '../../iam/refusals.ts';
import type { Interceptor } from '../../kernel/dispatch.ts';
import { expectFunction } from './chosen-invocations.ts';

export const credentialsExpired = faultKind({
  what: 'The credentials of a function have expired: its calls are refused, without effect, until the fault ends.',
  parameters: z.strictObject({ function: z.string() }),
  begin: (world, { function: name }, over) => {
    const { accessKeyId } = expectFunction(world, name);
    if (accessKeyId === undefined) throw new FaultRefused(`${name} makes no calls by credentials of its own.`);
    const refuse: Interceptor = async ({ service }) => {
      throw expiredToken(service);
    };
    return spoilCalls(world, {}, over, refuse, ({ caller }) => caller.accessKeyId === accessKeyId);
  },
});
