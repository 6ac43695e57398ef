/** One run of a function on a batch of messages, and what it says about them. */
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { showAgainAfter } from '../../sqs/behaviour/reappear.ts';
import { eventOf, failedMessages } from '../sqs-event.ts';
import type { EventSourceMapping } from '../state.ts';
import type { Batch } from './batch.ts';
import { faultsHitting } from './invocation-faults.ts';
import { type Outcome, runFunction } from './run.ts';

/** The ids of what was not done. A function that is throttled or gone fails the whole batch. */
export const workOn = async (world: World, mapping: EventSourceMapping, batch: Batch): Promise<ReadonlySet<string>> => {
  const all = new Set(batch.map(({ MessageId }) => MessageId ?? ''));
  const hosted = world.lambda.functions.get(mapping.functionName);
  if (hosted === undefined) return all;
  const handles = batch.map(({ ReceiptHandle }) => ReceiptHandle ?? '');
  for (const { afterMs } of faultsHitting(world, hosted.name, 'overlap'))
    showAgainAfter(world, mapping.queueArn, handles, afterMs());
  let outcome: Outcome;
  try {
    const payload = JSON.stringify(eventOf(world.region, mapping.queueArn, batch));
    outcome = await runFunction(world, hosted, payload, world.random.uuid());
  } catch (error) {
    if (error instanceof AwsError) return all;
    throw error;
  }
  if (outcome.status === 'failed') return all;
  return mapping.reportsFailures ? (failedMessages(JSON.parse(outcome.text), all) ?? all) : new Set();
};
