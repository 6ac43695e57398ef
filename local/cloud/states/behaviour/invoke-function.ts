import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import type { Json } from '../language/json.ts';
import { type Called, type Invoked, refused, withHttpMetadata } from './integration-answer.ts';
import type { Run } from './strand.ts';

export interface Invocation {
  readonly functionName: string;
  readonly payload: Json;
  /** Qualifier, InvocationType and the like, as Invoke takes them. */
  readonly more?: Readonly<Record<string, Json>>;
}

/**
 * Calls a function by the machine's role. An error of the function has the name of its `errorType` and the whole report as
 * its cause; an error of Lambda itself is called `Lambda.` and its code.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const invokeFunction = async (run: Run, { functionName, payload, more = {} }: Invocation): Promise<Invoked> => {
  const input = { ...more, FunctionName: functionName, Payload: new TextEncoder().encode(JSON.stringify(payload)) };
  let output: InvokeCommandOutput;
  try {
    output = (await run.world.call('lambda', 'Invoke', input, run.caller)) as InvokeCommandOutput;
  } catch (error) {
    return refused(run, lambda, error);
  }
  const text = new TextDecoder().decode(output.Payload ?? new Uint8Array());
  const answered: Json = text === '' ? null : JSON.parse(text);
  if (output.FunctionError !== undefined) {
    const { errorType } = (answered ?? {}) as { errorType?: string };
    return { status: 'failed', error: errorType ?? 'Lambda.Unknown', cause: text };
  }
  const members = {
    ExecutedVersion: output.ExecutedVersion ?? '$LATEST',
    Payload: answered,
    StatusCode: output.StatusCode ?? 200,
  };
  return { status: 'succeeded', answer: withHttpMetadata(run, members, 'application/json'), payload: answered };
};

const lambda: Called = { prefix: 'Lambda', service: 'AWSLambda', errorOf: (code) => code };
