import { describe, expect, it } from 'vitest';
import { EventClock } from '../../local/cloud/kernel/clock.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import type { Reconciled } from '../../shared/use-cases/reconcile.ts';
import { limitMs, type Received, reconcileBatch } from '../../shared/use-cases/reconcile-batch.ts';

const message = (id: string, cluster: string, times = 1): Received => ({
  id,
  receipt: `receipt-${id}`,
  times,
  message: { cluster, cause: 'a test', sentAt: 1 },
});
const done: Reconciled = { status: 'reconciled', settled: true, applied: [], waitingFor: [] };

const run = async (received: readonly Received[], outcomes: Readonly<Record<string, Reconciled | Error>>) => {
  const looked: string[] = [];
  const postponed: string[] = [];
  const again = await reconcileBatch(received, {
    clock: { now: () => 0, sleep: () => new Promise(() => {}) },
    wake: {
      wake: async () => {},
      postpone: async (receipt, seconds) => void postponed.push(`${receipt} ${seconds}`),
      done: async () => {},
    },
    reconcile: async (cluster) => {
      looked.push(cluster);
      const outcome = outcomes[cluster] ?? done;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    report: () => {},
  });
  return { looked, postponed, again };
};

describe('a batch of messages', () => {
  it('looks at each cluster once, however often it was woken', async () => {
    const { looked, again } = await run([message('1', 'a'), message('2', 'b'), message('3', 'a')], {});
    expect(looked).toEqual(['a', 'b']);
    expect(again).toEqual([]);
  });

  it('hands out again only what belongs to a cluster in trouble', async () => {
    const { looked, again } = await run([message('1', 'a'), message('2', 'b'), message('3', 'a')], {
      a: new Error('x'),
    });
    expect(looked).toEqual(['a', 'b']);
    expect(again).toEqual(['1', '3']);
  });

  it('comes back in 3 s when ECS does not show yet what an event told, and not for ever', async () => {
    const early = { a: { status: 'too-early' } as const };
    expect(await run([message('1', 'a')], early)).toMatchObject({ again: ['1'], postponed: ['receipt-1 3'] });
    expect(await run([message('1', 'a', 4)], early)).toMatchObject({ again: [], postponed: [] });
  });

  it('comes back when more can be done without anything else happening first', async () => {
    const { again, postponed } = await run([message('1', 'a')], { a: { ...done, lookAgainAfterMs: 3_000 } });
    expect(again).toEqual(['1']);
    expect(postponed).toEqual(['receipt-1 3']);
  });
});

describe('a cluster whose look hangs', () => {
  const clock = new EventClock(0);
  const driver = new JumpDriver(clock);
  const batch = [message('1', 'poison'), message('2', 'quick'), message('3', 'slow'), message('4', 'slower')];

  const looked = async () => {
    const acknowledged: string[] = [];
    const ended = new Map<string, number>();
    const calls: string[] = [];
    let after: Promise<unknown> = Promise.resolve();
    const again = await driver.finish(
      reconcileBatch(batch, {
        clock: { now: () => clock.now(), sleep: (ms) => clock.sleep(ms) },
        wake: {
          wake: async () => {},
          postpone: async () => {},
          done: async (receipt) => void acknowledged.push(`${receipt} after ${clock.now()}`),
        },
        reconcile: async (cluster, _messages, limit) => {
          const ports = limit.on({ fleet: { terminate: async () => void calls.push(cluster) } }, []);
          if (cluster === 'slow') await clock.sleep(3_000);
          if (cluster === 'slower') await clock.sleep(9_000);
          if (cluster === 'poison') after = clock.sleep(50_000).then(() => ports.fleet.terminate());
          if (cluster === 'poison') await after;
          await ports.fleet.terminate();
          return done;
        },
        report: (cluster) => void ended.set(cluster, clock.now()),
      }),
    );
    const refused = await driver.finish(
      after.then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    return { again, acknowledged, ended, calls, refused };
  };

  it('delays no other: those are done in their usual time, and off the queue before it has ended', async () => {
    const { again, acknowledged, ended, calls, refused } = await looked();
    expect(Object.fromEntries(ended)).toEqual({ quick: 0, slow: 3_000, slower: 9_000, poison: limitMs });
    expect(acknowledged).toEqual(['receipt-2 after 5000', 'receipt-3 after 5000', 'receipt-4 after 9000']);
    expect(again).toEqual(['1']);
    // What hung comes to itself when its time is over, and changes nothing any more.
    expect(refused).toMatchObject({ code: 'CloudUnavailable' });
    expect(calls.toSorted()).toEqual(['quick', 'slow', 'slower']);
  });
});
