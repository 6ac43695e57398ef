import { expect, it } from 'vitest';
import type { Observation } from '../../shared/domain/observation.ts';
import { heardUntil, isAnswered } from '../../shared/use-cases/answered.ts';
import { receivedMessages } from '../../shared/use-cases/received-messages.ts';

const seconds = (count: number): number => 1_767_600_000_000 + count * 1_000;

/** Sent and first handed out by the queue's clock; `claimed` is what the clock of the sender said. */
const handedOut = (sent: number, received: number, claimed = sent) =>
  receivedMessages({
    Records: [
      {
        messageId: 'id',
        receiptHandle: 'receipt',
        body: JSON.stringify({ cluster: 'c', cause: 'a wish', sentAt: seconds(claimed) }),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(seconds(sent)),
          ApproximateFirstReceiveTimestamp: String(seconds(received)),
        },
      },
    ],
  }).received.map(({ message }) => message);

/** A look at those messages, on a machine whose clock says `startedAt`. */
const lookAt = (messages: ReturnType<typeof handedOut>, startedAt: number): Observation => {
  const heard = heardUntil(messages);
  return { startedAt: seconds(startedAt), ...(heard !== undefined && { heardUntil: heard }) } as Observation;
};

it.each([
  { reason: 'clocks agree', lookersClock: 10, sendersClock: 20 },
  { reason: 'the clock of the look is ten minutes ahead', lookersClock: 610, sendersClock: 20 },
  { reason: 'the clock of the sender is ten minutes behind', lookersClock: 10, sendersClock: -580 },
])(
  'a message that is sent after a look began is never taken for answered: $reason',
  ({ lookersClock, sendersClock }) => {
    const look = lookAt(handedOut(9, 10), lookersClock);
    expect(isAnswered(handedOut(20, 21, sendersClock), look)).toBe(false);
  },
);

it('a message that was sent before is answered, however far the clocks are apart', () => {
  const look = lookAt(handedOut(9, 10), -600);
  expect(isAnswered(handedOut(8, 12, 300), look)).toBe(true);
  expect(isAnswered(handedOut(8, 12), { ...look, unfinished: true })).toBe(false);
  expect(isAnswered(handedOut(8, 12), undefined)).toBe(false);
});
