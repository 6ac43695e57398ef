/**
 * Event source mappings on SQS: a batch is received, a function works on it, and what it did not fail is deleted; the rest
 * comes back when its visibility timeout is over. The queue wakes the mapping, so an empty queue costs nothing. It receives
 * and deletes by the role of the function, as anybody would.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
import type { World } from '../../kernel/world.ts';
import { queueByArn } from '../../sqs/find-queue.ts';
import type { EventSourceMapping } from '../state.ts';
import { type Batch, deleteBatch, receiveBatch } from './batch.ts';
import { workOn } from './work.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const mostConcurrent = 1_000;
/** Before a mapping asks again that could not receive; AWS does not say how long it waits. */
const troubleMs = 5_000;

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

/**
 * Asks for one look, however often it is called before that. With a batch window the look waits for it; a mapping that has
 * nothing to do takes its time to notice. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const look = (world: World, mapping: EventSourceMapping): void => {
  const [from, to] = mapping.running > 0 ? [0, 0] : world.knobs.queueNoticeMs;
  lookAfter(world, mapping, Math.max(mapping.windowSeconds * 1_000, world.random.between(from, to)));
};

const lookAfter = (world: World, mapping: EventSourceMapping, ms: number): void => {
  if (mapping.nextLook !== undefined || !mapping.enabled) return;
  mapping.nextLook = world.clock.after(ms, `lambda: a batch for ${mapping.functionName}`, () => {
    delete mapping.nextLook;
    return takeBatches(world, mapping);
  });
};

/** Takes batches until the queue is empty or enough runs are under way; one at a time does so. */
const takeBatches = async (world: World, mapping: EventSourceMapping): Promise<void> => {
  mapping.moreToTake = true;
  if (mapping.taking) return;
  mapping.taking = true;
  while (mapping.enabled && mapping.running < (mapping.maximumConcurrency ?? mostConcurrent)) {
    mapping.moreToTake = false;
    const batch = await receiveBatch(world, mapping);
    if (batch === undefined) {
      lookAfter(world, mapping, troubleMs);
      break;
    }
    if (batch.length > 0) void work(world, mapping, batch);
    else if (!mapping.moreToTake) break;
  }
  mapping.taking = false;
};

const work = async (world: World, mapping: EventSourceMapping, batch: Batch): Promise<void> => {
  mapping.running += 1;
  const failed = await workOn(world, mapping, batch);
  await deleteBatch(
    world,
    mapping,
    batch.filter(({ MessageId }) => !failed.has(MessageId ?? '')),
  );
  mapping.running -= 1;
  await takeBatches(world, mapping);
};
