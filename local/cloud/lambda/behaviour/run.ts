/** One run of a function: concurrency, timeout on the clock, and errors as Lambda reports them. */
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import type { ExecutionEnvironment, HostedFunction } from '../state.ts';
import { keepEnvironment, takeEnvironment } from './environments.ts';
import { aroundCalls, faultsHitting } from './invocation-faults.ts';

/** `text` is JSON: the function's answer, or the report of its error. */
export interface Outcome {
  readonly status: 'succeeded' | 'failed';
  readonly text: string;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostAnswerBytes = 6 * 1024 * 1024;

/**
 * Throws TooManyRequestsException when the reserved concurrency is used up, or Lambda has no capacity; never throws what the
 * function throws. A new execution environment starts before the time of the function begins to count.
 */
export const runFunction = async (
  world: World,
  hosted: HostedFunction,
  payload: string,
  requestId: string,
): Promise<Outcome> => {
  const { running } = world.lambda;
  const before = running.get(hosted.name) ?? 0;
  if (before >= (hosted.reservedConcurrency ?? Number.POSITIVE_INFINITY))
    throw tooMany('ReservedFunctionConcurrentInvocationLimitExceeded');
  if (faultsHitting(world, hosted.name, 'throttled').length > 0) throw tooMany('ConcurrentInvocationLimitExceeded');
  running.set(hosted.name, before + 1);
  try {
    // An event of its own, so that whoever invokes it goes on first, whether its code has been loaded before or not.
    await world.clock.turn();
    const environment = await takeEnvironment(world, hosted.name);
    const { outcome, survived } = await race(world, hosted, payload, requestId, environment);
    if (survived) keepEnvironment(world, hosted.name, environment);
    return outcome;
  } finally {
    running.set(hosted.name, (running.get(hosted.name) ?? 1) - 1);
  }
};

const tooMany = (Reason: string): AwsError =>
  new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason, Type: 'User' });

interface End {
  readonly outcome: Outcome;
  /** Whether its execution environment is still there. */
  readonly survived: boolean;
}

const race = (
  world: World,
  hosted: HostedFunction,
  payload: string,
  requestId: string,
  environment: ExecutionEnvironment,
): Promise<End> =>
  new Promise((resolve) => {
    const { clock } = world;
    const deadline = clock.now() + hosted.timeoutSeconds * 1_000;
    const ended = new AbortController();
    const die = (outcome: Outcome) => {
      timeout.cancel();
      ended.abort();
      resolve({ outcome, survived: false });
    };
    const timeout = clock.at(deadline, `lambda: ${hosted.name} times out`, () => die(timedOut(hosted, requestId)));
    const finish = (outcome: Outcome) => {
      timeout.cancel();
      resolve({ outcome, survived: true });
    };
    const skewMs = sum(faultsHitting(world, hosted.name, 'skewed'));
    const slowMs = sum(faultsHitting(world, hosted.name, 'slow'));
    const context = {
      requestId,
      arn: hosted.arn,
      deadline,
      ended: ended.signal,
      environment,
      now: () => clock.now() + skewMs,
      aroundCall: aroundCalls(faultsHitting(world, hosted.name, 'dies'), () => die(crashed(requestId))),
    };
    const invoke = async () => {
      if (slowMs > 0) await clock.sleep(slowMs);
      if (!ended.signal.aborted) return hosted.invoke(JSON.parse(payload), context);
    };
    invoke()
      .then(answered, threw)
      .then(finish, (error) => finish(threw(error)));
  });

const sum = (faults: readonly { readonly byMs: () => number }[]): number =>
  faults.reduce((total, { byMs }) => total + byMs(), 0);

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

/** As Lambda reports a process that exits: https://repost.aws/knowledge-center/lambda-troubleshoot-invoke-error-502-500 */
const crashed = (requestId: string): Outcome =>
  failed('Runtime.ExitError', `RequestId: ${requestId} Error: Runtime exited with error: exit status 1`);

const failed = (errorType: string, errorMessage: string, trace?: readonly string[]): Outcome => ({
  status: 'failed',
  text: JSON.stringify({ errorType, errorMessage, ...(trace === undefined ? {} : { trace }) }),
});
