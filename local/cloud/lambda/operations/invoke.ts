/** Invoke. */
import type { InvokeCommandInput, InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { invokeLater } from '../behaviour/asynchronous.ts';
import { runFunction } from '../behaviour/run.ts';
import { functionOf } from '../find-function.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostBytes = { RequestResponse: 6 * 1024 * 1024, Event: 1024 * 1024 };

/** The function's own errors are in the answer: status 200, `FunctionError`, and the report as payload. */
export const invoke: Operation<InvokeCommandInput, InvokeCommandOutput> = async (input, { world, requestId }) => {
  const hosted = functionOf(world, input.FunctionName);
  const text = textOf(input.Payload as Uint8Array | undefined);
  const type = input.InvocationType ?? 'RequestResponse';
  if (type === 'DryRun') return { StatusCode: 204 };
  const most = type === 'Event' ? mostBytes.Event : mostBytes.RequestResponse;
  if (Buffer.byteLength(text) > most)
    throw new AwsError(
      'RequestTooLargeException',
      `${Buffer.byteLength(text)} byte payload is too large (limit ${most} bytes)`,
      413,
      { Type: 'User' },
    );
  if (type === 'Event') {
    invokeLater(world, hosted.name, text, requestId);
    return { StatusCode: 202 };
  }
  const outcome = await runFunction(world, hosted, text, requestId);
  return {
    StatusCode: 200,
    ExecutedVersion: '$LATEST',
    ...(outcome.status === 'failed' ? { FunctionError: 'Unhandled' } : {}),
    Payload: Buffer.from(outcome.text) as unknown as NonNullable<InvokeCommandOutput['Payload']>,
  };
};

/** No payload is an empty object, as the console and the CLI send it. */
const textOf = (payload: Uint8Array | undefined): string => {
  const text = Buffer.from(payload ?? []).toString();
  if (text === '') return '{}';
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`, 400, {
      Type: 'User',
    });
  }
};
