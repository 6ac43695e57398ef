import { describe, expect, it } from 'vitest';
import type { Reconciled } from '../../shared/use-cases/reconcile.ts';
import { type Received, reconcileBatch } from '../../shared/use-cases/reconcile-batch.ts';

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
    wake: { wake: async () => {}, postpone: async (receipt, seconds) => void postponed.push(`${receipt} ${seconds}`) },
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
