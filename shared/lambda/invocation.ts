import type { Context } from 'aws-lambda';
import { type Log, logWith } from './logger.ts';

/** What a function is told about the call besides its input. */
export interface Invocation {
  readonly requestId: string;
  readonly functionName: string;
  readonly log: Log;
}

export const invocationOf = (context: Partial<Context>, keys: Readonly<Record<string, string>> = {}): Invocation => {
  const requestId = context.awsRequestId ?? 'unknown';
  const functionName = context.functionName ?? 'unknown';
  return { requestId, functionName, log: logWith({ requestId, function: functionName, ...keys }) };
};

/**
 * How every stack wraps its handler. No early timeout: middy's runs on the wall clock, and Lambda reports its own.
 */
export const withoutEarlyTimeout = { timeoutEarlyInMillis: 0 } as const;

/** What was thrown, as something that can be logged with its stack. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
