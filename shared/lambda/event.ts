/**
 * The stack of functions that something happened to: EventBridge, a queue, a schedule, another function. It never
 * swallows: a thrown error goes back to Lambda, so that the trigger's retries, dead letters and alarms work.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { asError, type Invocation, invocationOf, withoutEarlyTimeout } from './invocation.ts';
import { withMetrics } from './metrics.ts';

export type EventHandler<Output> = (raw: unknown, context: Context) => Promise<Output>;

/** `parse` turns what arrived into what `run` wants and throws when it cannot; `run` does the work. */
export const event = <Input, Output>(
  parse: (raw: unknown) => Input,
  run: (input: Input, invocation: Invocation) => Promise<Output> | Output,
): EventHandler<Output> =>
  middy<unknown, Output>(async (raw: unknown, context: Context) => {
    const invocation = invocationOf(context);
    try {
      return await withMetrics(async () => run(parse(raw), invocation));
    } catch (error) {
      invocation.log.error('the event was not handled', asError(error));
      throw error;
    }
  }, withoutEarlyTimeout);
