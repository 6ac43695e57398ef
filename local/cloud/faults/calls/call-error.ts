import * as z from 'zod/mini';
import { AwsError } from '../../kernel/aws-error.ts';
import { internalError } from '../../kernel/service-refusals.ts';
import { faultKind } from '../fault.ts';
import { callChoice } from './call-choice.ts';
import { spoilCalls } from './rules.ts';

export const callError = faultKind({
  what: 'Calls are refused before they have any effect: with this error, else as their service says that it has trouble of its own.',
  parameters: z.extend(callChoice, {
    code: z.optional(z.string().check(z.minLength(1))),
    message: z.optional(z.string()),
    status: z.optional(z.int().check(z.minimum(400), z.maximum(599))),
  }),
  begin: (world, { code, message, status, ...choice }, over) =>
    spoilCalls(world, choice, over, async ({ service }) => {
      const usual = internalError(service);
      throw code === undefined
        ? new AwsError(usual.code, message ?? usual.message, status ?? usual.status)
        : new AwsError(code, message ?? 'This error was asked for.', status ?? 400);
    }),
});
