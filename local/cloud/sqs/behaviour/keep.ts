/** How long a queue keeps a message. */
import type { World } from '../../kernel/world.ts';
import { wholeNumberOf } from '../attributes.ts';
import type { Message, Queue } from '../state.ts';

/**
 * Removes what is older than the retention period. It counts from the first sending, also in the dead-letter queue of a
 * standard queue; moved to a FIFO one, a message begins anew.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const dropExpired = (world: World, queue: Queue): void => {
  const oldest = world.clock.now() - wholeNumberOf(queue, 'MessageRetentionPeriod') * 1_000;
  if (queue.noneBefore >= oldest) return;
  queue.noneBefore = Number.POSITIVE_INFINITY;
  for (const message of queue.messages.values())
    if (message.enqueuedAt < oldest) forget(queue, message);
    else queue.noneBefore = Math.min(queue.noneBefore, message.enqueuedAt);
};

export const keep = (queue: Queue, message: Message): void => {
  queue.messages.set(message.id, message);
  queue.noneBefore = Math.min(queue.noneBefore, message.enqueuedAt);
  if (!queue.fifo || message.groupId === undefined) return;
  const group = queue.groups.get(message.groupId);
  if (group === undefined) queue.groups.set(message.groupId, new Set([message]));
  else group.add(message);
};

export const forget = (queue: Queue, message: Message): void => {
  message.becomesVisible?.cancel();
  queue.messages.delete(message.id);
  const group = queue.groups.get(message.groupId ?? '');
  group?.delete(message);
  if (group?.size === 0) queue.groups.delete(message.groupId ?? '');
};
