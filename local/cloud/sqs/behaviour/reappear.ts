/** Messages that come back before anybody expects them. */
import type { World } from '../../kernel/world.ts';
import { queueByArn } from '../find-queue.ts';
import type { Message, Queue } from '../state.ts';
import { messageIdIn } from './handles.ts';
import { forget } from './keep.ts';
import { hideUntil } from './receive.ts';

/** A copy that outlived its deletion is found within this time; AWS says nothing about it. */
const copyFoundWithinMs = 60_000;

/**
 * Deletes a message, unless the knob has it that one of the servers with a copy of it was away at that moment: then it is received
 * again, from a standard queue. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
export const forgetAtLeastOnce = (world: World, queue: Queue, message: Message): void => {
  const survives = !queue.fifo && world.random.chance(world.knobs.queueDuplicates);
  if (survives) hideUntil(world, queue, message, world.clock.now() + world.random.between(0, copyFoundWithinMs));
  else forget(queue, message);
};

/** Ends the visibility timeout of messages that somebody has received, and may be at work on, after so many milliseconds. */
export const showAgainAfter = (world: World, queueArn: string, receiptHandles: readonly string[], ms: number): void => {
  const queue = queueByArn(world, queueArn);
  for (const handle of receiptHandles) {
    const message = queue?.messages.get(messageIdIn(handle) ?? '');
    if (queue !== undefined && message?.receiptHandle === handle)
      hideUntil(world, queue, message, world.clock.now() + ms);
  }
};
