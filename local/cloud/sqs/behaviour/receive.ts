/** Receiving: which messages can be had now, what receiving does to them, and who is told when there is one again. */
import type { World } from '../../kernel/world.ts';
import type { LongPoll, Message, Queue } from '../state.ts';
import { newReceiptHandle } from './handles.ts';
import { dropExpired } from './keep.ts';
import { moveToDeadLetters } from './redrive.ts';

/** Takes up to `most` messages and hides them for `visibilityMs`. */
export const takeMessages = (world: World, queue: Queue, most: number, visibilityMs: number): readonly Message[] => {
  dropExpired(world, queue);
  const now = world.clock.now();
  const taken: Message[] = [];
  for (const message of queue.fifo ? offeredByGroup(queue, now) : offered(world, queue)) {
    if (taken.length === most) break;
    if (message.visibleAt > now) continue;
    const deadLetters = moveToDeadLetters(world, queue, message);
    if (deadLetters === undefined) taken.push(message);
    else world.clock.after(0, `sqs: a message has moved to ${deadLetters.name}`, () => tell(world, deadLetters));
  }
  for (const message of taken) {
    message.receiveCount += 1;
    message.firstReceivedAt ??= now;
    message.lastReceivedAt = now;
    message.receiptHandle = newReceiptHandle(world, message);
    hideUntil(world, queue, message, now + visibilityMs);
    moveGroupBack(queue, message);
  }
  return taken;
};

/**
 * Group after group, each in its order, since SQS "first attempts to return as many messages with the same message group ID as
 * possible"; a group gives nothing after a message that is in flight.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html
 */
function* offeredByGroup(queue: Queue, now: number): Iterable<Message> {
  for (const group of queue.groups.values())
    for (const message of group) {
      if (message.visibleAt > now) break;
      yield message;
    }
}

/** Who waited longest is next, as AWS was seen to have it: localstack/localstack, tests/aws/services/sqs/test_sqs.py, test_fifo_*. */
const moveGroupBack = (queue: Queue, { groupId = '' }: Message): void => {
  const group = queue.groups.get(groupId);
  if (group === undefined) return;
  queue.groups.delete(groupId);
  queue.groups.set(groupId, group);
};

/**
 * In the order in which they were sent, as a rule: a standard queue only tries to keep it.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
 */
const offered = (world: World, queue: Queue): Iterable<Message> =>
  world.random.chance(world.knobs.queueDisorder)
    ? world.random.shuffle([...queue.messages.values()])
    : queue.messages.values();

/** Hides a message until `time`, and tells the queue when it comes back. */
export const hideUntil = (world: World, queue: Queue, message: Message, time: number): void => {
  message.becomesVisible?.cancel();
  delete message.becomesVisible;
  message.visibleAt = time;
  if (time > world.clock.now())
    message.becomesVisible = world.clock.at(time, `sqs: a message of ${queue.name} becomes visible`, () =>
      tell(world, queue),
    );
};

/** Serves the long polls that can be served now, oldest first, then tells the listeners. */
export const tell = (world: World, queue: Queue): void => {
  for (let poll = queue.waiting[0]; poll !== undefined; poll = queue.waiting[0]) {
    const messages = takeMessages(world, queue, poll.most, poll.visibilityMs);
    if (messages.length === 0) break;
    queue.waiting.shift();
    poll.end(messages);
  }
  for (const listener of queue.listeners) listener();
};

/** Waits until there is a message, at most `waitMs`. */
export const waitForMessages = (
  world: World,
  queue: Queue,
  most: number,
  visibilityMs: number,
  waitMs: number,
): Promise<readonly Message[]> =>
  new Promise((resolve) => {
    const poll: LongPoll = {
      most,
      visibilityMs,
      end: (messages) => {
        tooLong.cancel();
        resolve(messages);
      },
    };
    const tooLong = world.clock.after(waitMs, `sqs: a long poll of ${queue.name} ends`, () => {
      queue.waiting.splice(queue.waiting.indexOf(poll), 1);
      resolve([]);
    });
    queue.waiting.push(poll);
  });
