/** Redrive: what was received too often goes to the dead-letter queue. */
import type { World } from '../../kernel/world.ts';
import { readRedrivePolicy } from '../attributes.ts';
import { queueByArn } from '../find-queue.ts';
import type { Message, Queue } from '../state.ts';
import { forget, keep } from './keep.ts';

/**
 * Moves a message that has been received `maxReceiveCount` times already, instead of giving it once more. Answers with
 * the queue where it is now, or undefined when it stays.
 */
export const moveToDeadLetters = (world: World, queue: Queue, message: Message): Queue | undefined => {
  const policy = queue.attributes.get('RedrivePolicy');
  if (policy === undefined || policy === '') return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = readRedrivePolicy(policy);
  if (message.receiveCount < maxReceiveCount) return undefined;
  const target = queueByArn(world, deadLetterTargetArn);
  if (target === undefined) return undefined;
  forget(queue, message);
  const { receiptHandle: _handle, becomesVisible: _timer, ...kept } = message;
  const enqueuedAt = target.fifo ? world.clock.now() : message.enqueuedAt;
  keep(target, { ...kept, enqueuedAt, movedFrom: queue.arn });
  return target;
};
