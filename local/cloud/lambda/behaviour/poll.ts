/**
 * Event source mappings on SQS: a batch is received, a function works on it, and what it did not fail is deleted; the rest
 * comes back when its visibility timeout is over. The queue wakes the mapping, so an empty queue costs nothing.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { wholeNumberOf } from '../../sqs/attributes.ts';
import { forget } from '../../sqs/behaviour/keep.ts';
import { takeMessages, tell } from '../../sqs/behaviour/receive.ts';
import { queueByArn } from '../../sqs/find-queue.ts';
import type { Message, Queue } from '../../sqs/state.ts';
import { eventOf, failedMessages } from '../sqs-event.ts';
import type { EventSourceMapping } from '../state.ts';
import { type Outcome, runFunction } from './run.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const mostConcurrent = 1_000;

/** Starts to be woken by the queue, and looks whether there is something already. */
export const listen = (world: World, mapping: EventSourceMapping): void => {
  queueByArn(world, mapping.queueArn)?.listeners.add(mapping.listener);
  mapping.listener();
};

export const stopListening = (world: World, mapping: EventSourceMapping): void => {
  queueByArn(world, mapping.queueArn)?.listeners.delete(mapping.listener);
  mapping.nextLook?.cancel();
  delete mapping.nextLook;
};

/** Asks for one look, however often it is called before that. With a batch window the look waits for it. */
export const look = (world: World, mapping: EventSourceMapping): void => {
  if (mapping.nextLook !== undefined || !mapping.enabled) return;
  const what = `lambda: a batch for ${mapping.functionName}`;
  mapping.nextLook = world.clock.after(mapping.windowSeconds * 1_000, what, () => {
    delete mapping.nextLook;
    startBatches(world, mapping);
  });
};

const startBatches = (world: World, mapping: EventSourceMapping): void => {
  const queue = queueByArn(world, mapping.queueArn);
  while (queue !== undefined && mapping.enabled && mapping.running < (mapping.maximumConcurrency ?? mostConcurrent)) {
    const visibilityMs = wholeNumberOf(queue, 'VisibilityTimeout') * 1_000;
    const batch = takeMessages(world, queue, mapping.batchSize, visibilityMs);
    if (batch.length === 0) return;
    mapping.running += 1;
    void work(world, mapping, queue, batch);
  }
};

const work = async (
  world: World,
  mapping: EventSourceMapping,
  queue: Queue,
  batch: readonly Message[],
): Promise<void> => {
  // The message as it was received: its handle tells later whether it is still ours.
  const received = batch.map((message) => ({ message, handle: message.receiptHandle }));
  const failed = await failedOf(world, mapping, queue, batch);
  for (const { message, handle } of received)
    if (!failed.has(message.id) && queue.messages.get(message.id)?.receiptHandle === handle) forget(queue, message);
  mapping.running -= 1;
  tell(world, queue);
};

/** The ids of what was not done. A function that is throttled or gone fails the whole batch. */
const failedOf = async (
  world: World,
  mapping: EventSourceMapping,
  queue: Queue,
  batch: readonly Message[],
): Promise<ReadonlySet<string>> => {
  const all = new Set(batch.map(({ id }) => id));
  const hosted = world.lambda.functions.get(mapping.functionName);
  if (hosted === undefined) return all;
  let outcome: Outcome;
  try {
    outcome = await runFunction(world, hosted, JSON.stringify(eventOf(world, queue, batch)), world.random.uuid());
  } catch (error) {
    if (error instanceof AwsError) return all;
    throw error;
  }
  if (outcome.status === 'failed') return all;
  return mapping.reportsFailures ? (failedMessages(JSON.parse(outcome.text), all) ?? all) : new Set();
};
