/** One run of a function: concurrency, timeout on the clock, and errors as Lambda reports them. */
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import type { HostedFunction } from '../state.ts';

/** `text` is JSON: the function's answer, or the report of its error. */
export interface Outcome {
  readonly status: 'succeeded' | 'failed';
  readonly text: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostAnswerBytes = 6 * 1024 * 1024;

/** Throws TooManyRequestsException when the reserved concurrency is used up; never throws what the function throws. */
export const runFunction = async (
  world: World,
  hosted: HostedFunction,
  payload: string,
  requestId: string,
): Promise<Outcome> => {
  const { running } = world.lambda;
  const before = running.get(hosted.name) ?? 0;
  if (before >= (hosted.reservedConcurrency ?? Number.POSITIVE_INFINITY))
    throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      Type: 'User',
    });
  running.set(hosted.name, before + 1);
  try {
    return await race(world, hosted, payload, requestId);
  } finally {
    running.set(hosted.name, (running.get(hosted.name) ?? 1) - 1);
  }
};

const race = async (world: World, hosted: HostedFunction, payload: string, requestId: string): Promise<Outcome> => {
  // An event of its own, so that whoever invokes it goes on first, whether its code has been loaded before or not.
  await world.clock.turn();
  return new Promise((resolve) => {
    const deadline = world.clock.now() + hosted.timeoutSeconds * 1_000;
    const ended = new AbortController();
    const timeout = world.clock.at(deadline, `lambda: ${hosted.name} times out`, () => {
      ended.abort();
      resolve(timedOut(hosted, requestId));
    });
    const finish = (outcome: Outcome) => {
      timeout.cancel();
      resolve(outcome);
    };
    const context = { requestId, arn: hosted.arn, deadline, ended: ended.signal };
    const invoke = async () => hosted.invoke(JSON.parse(payload), context);
    invoke()
      .then(answered, threw)
      .then(finish, (error) => finish(threw(error)));
  });
};

const answered = (value: unknown): Outcome => {
  const text = JSON.stringify(value ?? null);
  const bytes = Buffer.byteLength(text);
  if (bytes <= mostAnswerBytes) return { status: 'succeeded', text };
  return failed(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${mostAnswerBytes} bytes).`,
  );
};

const threw = (error: unknown): Outcome =>
  error instanceof Error
    ? failed(error.name, error.message, (error.stack ?? '').split('\n'))
    : failed(typeof error, String(error), []);

/** https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html */
const timedOut = ({ timeoutSeconds }: HostedFunction, requestId: string): Outcome =>
  failed(
    'Sandbox.Timedout',
    `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  );

const failed = (errorType: string, errorMessage: string, trace?: readonly string[]): Outcome => ({
  status: 'failed',
  text: JSON.stringify({ errorType, errorMessage, ...(trace === undefined ? {} : { trace }) }),
});
