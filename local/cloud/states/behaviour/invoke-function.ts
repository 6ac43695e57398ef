import type { InvokeCommandOutput } from '@aws-sdk/client-lambda';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Json } from '../language/json.ts';
import type { Run } from './strand.ts';

export type Invoked =
  /** `answer` is what lambda:invoke gives to the state, `payload` what the function answered. */
  | { readonly status: 'succeeded'; readonly answer: Json; readonly payload: Json }
  | { readonly status: 'failed'; readonly error: string; readonly cause: string };

/**
 * Calls a function by the machine's role. An error of the function has the name of its `errorType` and the whole report as
 * its cause; an error of Lambda itself is called `Lambda.` and its code.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export const invokeFunction = async (run: Run, functionName: string, payload: Json): Promise<Invoked> => {
  const input = { FunctionName: functionName, Payload: new TextEncoder().encode(JSON.stringify(payload)) };
  let output: InvokeCommandOutput;
  try {
    output = (await run.world.call('lambda', 'Invoke', input, run.caller)) as InvokeCommandOutput;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return refused(error, run.world.random.uuid());
  }
  const text = new TextDecoder().decode(output.Payload ?? new Uint8Array());
  const answered: Json = text === '' ? null : JSON.parse(text);
  if (output.FunctionError !== undefined) {
    const { errorType } = (answered ?? {}) as { errorType?: string };
    return { status: 'failed', error: errorType ?? 'Lambda.Unknown', cause: text };
  }
  const requestId = run.world.random.uuid();
  const answer = {
    ExecutedVersion: output.ExecutedVersion ?? '$LATEST',
    Payload: answered,
    SdkHttpMetadata: {
      HttpHeaders: { 'Content-Type': 'application/json', 'x-amzn-RequestId': requestId },
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: requestId },
    StatusCode: output.StatusCode ?? 200,
  };
  return { status: 'succeeded', answer, payload: answered };
};

const refused = ({ code, message, status }: AwsError, requestId: string): Invoked => ({
  status: 'failed',
  error: `Lambda.${code}`,
  cause: `${message} (Service: AWSLambda; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
});
