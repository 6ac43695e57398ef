/** Asynchronous invocation: Lambda's own queue, two more attempts, and where the outcome goes. */
import { AwsError } from '../../kernel/aws-error.ts';
import type { Caller } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import type { AsynchronousConfig, HostedFunction } from '../state.ts';
import { faultsHitting } from './invocation-faults.ts';
import { type Outcome, runFunction } from './run.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
export const presetAsynchronous = { retries: 2, maximumAgeSeconds: 21_600 } as const;
/** One minute before the second attempt, two before the third. */
const waitBeforeRetryMs = [60_000, 120_000];
const longestThrottleWaitMs = 300_000;

interface Waiting {
  readonly world: World;
  readonly functionName: string;
  readonly payload: string;
  readonly requestId: string;
  readonly acceptedAt: number;
}

/** How much later the same event may come a second time; AWS says nothing about it. */
const copiesWithinMs = 60_000;

/**
 * Takes the event; everything else happens later. It may happen twice: "Even if your function doesn't return an error, it's
 * possible for it to receive the same event from Lambda multiple times because the queue itself is eventually consistent."
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const invokeLater = (world: World, functionName: string, payload: string, requestId: string): void => {
  const waiting: Waiting = { world, functionName, payload, requestId, acceptedAt: world.clock.now() };
  const copies = faultsHitting(world, functionName, 'overlap').map(({ afterMs }) => afterMs());
  if (world.random.chance(world.knobs.asynchronousDuplicates)) copies.push(world.random.between(0, copiesWithinMs));
  for (const ms of [0, ...copies]) attemptAfter(ms, waiting, { failures: 0, throttles: 0 });
};

interface Tries {
  readonly failures: number;
  readonly throttles: number;
}

const attemptAfter = (ms: number, waiting: Waiting, tries: Tries): void => {
  waiting.world.clock.after(ms, `lambda: an event for ${waiting.functionName}`, () => attempt(waiting, tries));
};

const attempt = async (waiting: Waiting, tries: Tries): Promise<void> => {
  const { world, functionName, payload, requestId, acceptedAt } = waiting;
  const hosted = world.lambda.functions.get(functionName);
  if (hosted === undefined) return;
  const config = world.lambda.asynchronous.get(functionName) ?? presetAsynchronous;
  const tooOld = (waitMs: number) => world.clock.now() + waitMs > acceptedAt + config.maximumAgeSeconds * 1_000;
  let outcome: Outcome;
  try {
    outcome = await runFunction(world, hosted, payload, requestId);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const wait = Math.min(longestThrottleWaitMs, 1_000 * 2 ** tries.throttles) * (0.5 + world.random.next() / 2);
    if (!tooOld(wait)) return attemptAfter(wait, waiting, { ...tries, throttles: tries.throttles + 1 });
    return report(waiting, hosted, config, { condition: 'EventAgeExceeded', attempts: tries.failures });
  }
  const attempts = tries.failures + 1;
  if (outcome.status === 'succeeded')
    return report(waiting, hosted, config, { condition: 'Success', attempts, outcome });
  const wait = waitBeforeRetryMs[tries.failures] ?? 0;
  if (tries.failures >= config.retries)
    return report(waiting, hosted, config, { condition: 'RetriesExhausted', attempts, outcome });
  if (tooOld(wait)) return report(waiting, hosted, config, { condition: 'EventAgeExceeded', attempts, outcome });
  attemptAfter(wait, waiting, { ...tries, failures: attempts });
};

interface Final {
  readonly condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  readonly attempts: number;
  readonly outcome?: Outcome;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html */
const report = async (
  { world, payload, requestId }: Waiting,
  hosted: HostedFunction,
  config: Partial<AsynchronousConfig>,
  { condition, attempts, outcome }: Final,
): Promise<void> => {
  const destination = condition === 'Success' ? config.onSuccess : config.onFailure;
  if (destination === undefined) return;
  const record = JSON.stringify({
    version: '1.0',
    timestamp: new Date(world.clock.now()).toISOString(),
    requestContext: { requestId, functionArn: `${hosted.arn}:$LATEST`, condition, approximateInvokeCount: attempts },
    requestPayload: JSON.parse(payload),
    ...(outcome === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion: '$LATEST',
            ...(outcome.status === 'failed' ? { functionError: 'Unhandled' } : {}),
          },
          responsePayload: JSON.parse(outcome.text),
        }),
  });
  // What cannot be delivered is lost, as on AWS, where a metric counts it.
  await send(world, destination, record).catch(() => undefined);
};

const send = async (world: World, destination: string, record: string): Promise<unknown> => {
  const [, , service, , , name = ''] = destination.split(':');
  const caller: Caller = { accessKeyId: 'lambda.amazonaws.com', role: 'lambda.amazonaws.com', arn: destination };
  if (service === 'lambda')
    return world.call(
      'lambda',
      'Invoke',
      { FunctionName: destination, InvocationType: 'Event', Payload: Buffer.from(record) },
      caller,
    );
  const QueueUrl = `https://sqs.${world.region}.amazonaws.com/${world.account}/${name}`;
  return world.call('sqs', 'SendMessage', { QueueUrl, MessageBody: record }, caller);
};
