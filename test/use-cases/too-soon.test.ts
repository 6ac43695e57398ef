import { describe, expect, it } from 'vitest';
import type { Observation } from '../../shared/domain/observation.ts';
import type { WakeMessage } from '../../shared/ports/wake.ts';
import { receivedMessages } from '../../shared/use-cases/received-messages.ts';
import { isTooSoon } from '../../shared/use-cases/too-soon.ts';

const now = 1_000_000;
const event: WakeMessage = { cluster: 'c', cause: 'a host joined', sentAt: now, canWait: true };
const wish: WakeMessage = { cluster: 'c', cause: 'a wish', sentAt: now };
const look = (ago: number, unfinished = false) => ({ startedAt: now - ago, unfinished }) as Observation;

describe('of a burst one look is taken in three seconds', () => {
  it.each([
    { messages: [event, event], last: look(2_999), soon: true, reason: 'the last look has only just begun' },
    { messages: [event], last: look(3_000), soon: false, reason: 'the first of a burst is looked at at once' },
    { messages: [event], last: undefined, soon: false, reason: 'nobody has looked yet' },
    { messages: [event, wish], last: look(1), soon: false, reason: 'somebody waits for a wish' },
    { messages: [event], last: look(1, true), soon: false, reason: 'the last look left something undone' },
    { messages: [], last: look(1), soon: false, reason: 'it was asked for without a message' },
  ])('$reason', ({ messages, last, soon }) => {
    expect(isTooSoon(messages, last, now)).toBe(soon);
  });

  it('what can wait is known after its way through the queue', () => {
    const record = { messageId: '1', receiptHandle: 'r', body: JSON.stringify(event), attributes: {} };
    expect(receivedMessages({ Records: [record] }).received[0]?.message).toMatchObject({ canWait: true });
  });
});
