/** What the integrations with other services have in common: the form of their answers. */
import { AwsError } from '../../kernel/aws-error.ts';
import { ConnectionLost } from '../../kernel/connection-lost.ts';
import type { Json } from '../language/json.ts';
import type { Run } from './strand.ts';

export type Invoked =
  /** `answer` is what the integration gives to the state, `payload` what a function itself answered. */
  | { readonly status: 'succeeded'; readonly answer: Json; readonly payload: Json }
  | { readonly status: 'failed'; readonly error: string; readonly cause: string };

/** An answer with what the SDK of Step Functions adds about the HTTP call, as recorded on AWS by LocalStack. */
export const withHttpMetadata = (run: Run, members: Readonly<Record<string, Json>>, contentType: string): Json => {
  const requestId = run.world.random.uuid();
  const headers = {
    'Content-Type': contentType,
    Date: new Date(run.world.clock.now()).toUTCString(),
    'x-amzn-RequestId': requestId,
  };
  const all = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return {
    ...members,
    SdkHttpMetadata: { AllHttpHeaders: all, HttpHeaders: headers, HttpStatusCode: 200 },
    SdkResponseMetadata: { RequestId: requestId },
  };
};

/** A service as error names and causes call it. */
export interface Called {
  readonly prefix: 'Lambda' | 'SQS';
  readonly service: 'AWSLambda' | 'AmazonSQS';
  /** The name of an error, by the code of the refusal. */
  readonly errorOf: (code: string) => string;
}

/**
 * A call that another service refused, or whose answer never came. Anything else is thrown on.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
export const refused = (run: Run, { prefix, service, errorOf }: Called, error: unknown): Invoked => {
  if (error instanceof ConnectionLost)
    return { status: 'failed', error: `${prefix}.SdkClientException`, cause: error.message };
  if (!(error instanceof AwsError)) throw error;
  const { code, message, status } = error;
  const about = `Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${run.world.random.uuid()}; Proxy: null`;
  return { status: 'failed', error: `${prefix}.${errorOf(code)}`, cause: `${message} (${about})` };
};
