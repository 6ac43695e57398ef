/**
 * The stack of functions that are steps of a workflow. Errors go back to Step Functions under their own name, which
 * Retry and Catch match in ErrorEquals, with everything a person needs in the Cause, because the console shows no more.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { AppError } from '../domain/errors.ts';
import { asError, type Invocation, invocationOf, withoutEarlyTimeout } from './invocation.ts';
import { withMetrics } from './metrics.ts';

export type TaskHandler<Output> = (raw: unknown, context: Context) => Promise<Output>;

/** `parse` checks the state's Arguments and throws `InvalidInput` when they are wrong; `run` does one thing and answers JSON. */
export const task = <Input, Output>(
  parse: (raw: unknown) => Input,
  run: (input: Input, invocation: Invocation) => Promise<Output> | Output,
): TaskHandler<Output> =>
  middy<unknown, Output>(async (raw: unknown, context: Context) => {
    const invocation = invocationOf(context);
    try {
      return await withMetrics(async () => run(parse(raw), invocation));
    } catch (error) {
      invocation.log.error('the step failed', asError(error));
      throw error instanceof AppError ? spelledOut(error) : error;
    }
  }, withoutEarlyTimeout);

/** The same error with its field errors and hint in its message: Lambda reports only name and message. */
const spelledOut = (error: AppError): AppError => {
  const fields = (error.details.errors ?? []).map(({ pointer, detail, hint }) =>
    [`${pointer === '' ? 'the input' : pointer}: ${detail}`, ...(hint === undefined ? [] : [hint])].join(' — '),
  );
  const parts = [error.message, ...fields, ...(error.details.hint === undefined ? [] : [error.details.hint])];
  return new AppError(error.code, parts.join('\n'), error.details);
};
