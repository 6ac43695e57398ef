/**
 * Receives from a FIFO queue that are tried again, because their answer was lost: for five minutes the same attempt gives the same
 * messages, unless somebody has done something with one of them. Each time their visibility timeout begins anew.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html (ReceiveRequestAttemptId)
 */
import type { World } from '../../kernel/world.ts';
import type { Message, Queue } from '../state.ts';
import { hideUntil } from './receive.ts';

const repeatableMs = 300_000;

/** What this attempt was given before; undefined when it is new, or its messages are no longer as they were. */
export const givenBefore = (
  world: World,
  queue: Queue,
  attemptId: string | undefined,
  visibilityMs: number,
): readonly Message[] | undefined => {
  const now = world.clock.now();
  for (const [id, { until }] of queue.attempts) if (until <= now) queue.attempts.delete(id);
  const before = attemptId === undefined ? undefined : queue.attempts.get(attemptId);
  if (before === undefined) return undefined;
  const messages = before.received.flatMap(({ id, handle, visibleAt }) => {
    const message = queue.messages.get(id);
    const isAsItWas = message?.receiptHandle === handle && message?.visibleAt === visibleAt && visibleAt > now;
    return message !== undefined && isAsItWas ? [message] : [];
  });
  if (messages.length < before.received.length) return undefined;
  for (const message of messages) hideUntil(world, queue, message, now + visibilityMs);
  remember(world, queue, attemptId, messages);
  return messages;
};

export const remember = (
  world: World,
  queue: Queue,
  attemptId: string | undefined,
  messages: readonly Message[],
): void => {
  if (attemptId === undefined || !queue.fifo || messages.length === 0) return;
  const received = messages.map(({ id, receiptHandle, visibleAt }) => ({ id, handle: receiptHandle, visibleAt }));
  queue.attempts.set(attemptId, { until: world.clock.now() + repeatableMs, received });
};
