import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Observation } from '../../shared/domain/observation.ts';
import type { WakeMessage } from '../../shared/ports/wake.ts';
import { receivedMessages } from '../../shared/use-cases/received-messages.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import { clockPutRight, handedOutAgainAfterMs, wrongByMs } from '../../shared/use-cases/time-of-look.ts';
import { freshWorld, hostsJoin, live, portsOf } from '../support/reconciling.ts';
import { minutes } from '../support/situations.ts';

const seconds = (count: number): number => count * 1_000;
const hours = (count: number): number => minutes(count * 60);
const noon = Date.UTC(2_026, 0, 5, 12);

const message = (changes: Partial<WakeMessage> = {}): WakeMessage => ({
  cluster: 'c',
  cause: 'a minute has passed',
  sentAt: noon - 200,
  receivedAt: noon,
  times: 1,
  ...changes,
});
const ended = (finishedAt: number) => ({ finishedAt }) as Observation;

describe('what time it is', () => {
  it.each([
    { own: noon + 300, is: noon + 300, reason: 'our own clock is as good as right' },
    { own: noon + minutes(1), is: noon + minutes(1), reason: 'a cold start may take a minute' },
    { own: noon - 1, is: noon, reason: 'nothing is read before it was handed out' },
    { own: noon - hours(23), is: noon, reason: 'our own clock is 23 hours behind' },
    { own: noon + hours(7), is: noon, reason: 'our own clock is 7 hours ahead' },
    {
      own: noon - hours(7),
      last: ended(noon + hours(3)),
      is: noon,
      reason: 'what the queue says just now counts for more than what was once written down',
    },
  ])('$reason', ({ own, last, is }) => {
    expect(own + wrongByMs(own, [message()], last)).toBe(is);
  });

  it.each([
    { own: noon + minutes(2), is: noon + minutes(2), reason: 'our own clock, as long as it may be right' },
    { own: noon + hours(7), is: noon, reason: 'the first time that it was handed out, when that cannot be' },
    { own: noon - hours(7), last: ended(noon + minutes(1)), is: noon + minutes(1), reason: 'time never goes back' },
    { own: noon + seconds(9), last: ended(noon + minutes(1)), is: noon + minutes(1), reason: 'not by seconds either' },
    { own: noon, last: ended(noon + hours(9)), is: noon, reason: 'a last look in the far future was wrong itself' },
  ])('of a message that is handed out a second time: $reason', ({ own, last, is }) => {
    expect(own + wrongByMs(own, [message({ times: 2 })], last)).toBe(is);
  });

  it('is told by the latest of several messages, and by one that is new before those that are not', () => {
    const older = message({ sentAt: noon - hours(1), receivedAt: noon - hours(1), times: 4 });
    expect(wrongByMs(noon + hours(1), [older, message()], undefined)).toBe(-hours(1));
  });

  it('is what our own clock says where no queue has said anything', () => {
    const { receivedAt: _, ...unstamped } = message();
    expect(wrongByMs(noon - hours(7), [], ended(noon))).toBe(0);
    expect(wrongByMs(noon - hours(7), [unstamped], ended(noon))).toBe(0);
  });

  it('is never further from the truth than a message takes, whatever our own clock says', () => {
    const offset = fc.integer({ min: -hours(24), max: hours(24) });
    fc.assert(
      fc.property(offset, fc.integer({ min: 0, max: seconds(60) }), (skew, delay) => {
        const own = noon + delay + skew;
        const error = own + wrongByMs(own, [message()], undefined) - (noon + delay);
        expect(Math.abs(error)).toBeLessThanOrEqual(seconds(60));
      }),
    );
  });

  it('goes on as our own clock does', async () => {
    let own = noon;
    const clock = clockPutRight({ now: () => own, sleep: async () => {} }, hours(7));
    own += 5;
    expect(clock.now()).toBe(noon + hours(7) + 5);
  });

  it('counts on the time after which the queue hands a message out again', () => {
    const queue = readFileSync(new URL('../../resources/state.yml', import.meta.url), 'utf8');
    expect(queue).toContain(`VisibilityTimeout: ${handedOutAgainAfterMs / 1_000}`);
  });
});

/** As SQS hands it out at `at`, by its own clock. */
const handedOut = (at: number): readonly WakeMessage[] =>
  receivedMessages({
    Records: [
      {
        messageId: 'id',
        receiptHandle: 'receipt',
        body: JSON.stringify({ cluster: 'c', cause: 'a minute has passed', sentAt: 1 }),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: String(at),
          ApproximateFirstReceiveTimestamp: String(at),
        },
      },
    ],
  }).received.map(({ message: one }) => one);

it('a machine whose clock is hours wrong launches no host too many, and gives none up', async () => {
  const world = freshWorld();
  const lookBy = (skewMs: number) => {
    const ports = portsOf(world);
    return reconcile('c', handedOut(world.nowMs), {
      ...ports,
      clock: { ...ports.clock, now: () => world.nowMs + skewMs },
    });
  };
  await lookBy(0);
  const launched = live(world).map(({ id }) => id);
  for (const skew of [-hours(7), hours(23), -hours(23), hours(7)]) {
    world.nowMs += seconds(20);
    await lookBy(skew);
  }
  world.nowMs += minutes(2);
  hostsJoin(world);
  for (const skew of [0, hours(3), -hours(3)]) {
    world.nowMs += seconds(20);
    const registered = world.containerInstances.get('c') ?? [];
    world.containerInstances.set(
      'c',
      registered.map((one) => ({ ...one, agentConnected: false })),
    );
    await lookBy(skew);
  }
  expect(live(world).map(({ id }) => id)).toEqual(launched);
  expect(world.ledgers.get('c/main')?.disruptions).toEqual([]);
});
