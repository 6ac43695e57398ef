import { describe, expect, it } from 'vitest';
import { withoutOldLaunches } from '../../shared/domain/ledger-changes.ts';
import { aLaunch, aLedger, minutes, now } from '../support/situations.ts';

const failure = { code: 'InsufficientInstanceCapacity', message: 'We currently do not have sufficient capacity.' };
const tidy = (launches: Parameters<typeof aLaunch>[0][], existing: readonly string[] = []) =>
  withoutOldLaunches(aLedger({ launches: launches.map((one) => aLaunch(one)) }), new Set(existing), now).launches.map(
    ({ number }) => number,
  );

describe('A ledger is rid of launches', () => {
  it.each([
    { reason: 'open ones stay, however old', launch: { state: 'open' as const, settledAt: 0 }, stays: true },
    {
      reason: 'it failed a while ago',
      launch: { state: 'failed' as const, settledAt: now - minutes(59) },
      stays: true,
    },
    { reason: 'it failed long ago', launch: { state: 'failed' as const, settledAt: now - minutes(60) }, stays: false },
    { reason: 'its hosts may not be shown yet', launch: { settledAt: now - minutes(59) }, stays: true },
    { reason: 'its hosts have gone', launch: { settledAt: now - minutes(60) }, stays: false },
  ])('unless they say something: $reason', ({ launch, stays }) => {
    expect(tidy([{ number: 1, ...launch }], ['i-2'])).toEqual(stays ? [1] : []);
  });

  it('that failed before a hundred others, so that an hour without capacity does not outgrow the item', () => {
    const launches = Array.from({ length: 1_200 }, (_, index) => ({
      number: index + 1,
      state: 'failed' as const,
      settledAt: now - minutes(59),
      failure,
    }));
    expect(tidy(launches)).toEqual(Array.from({ length: 100 }, (_, index) => 1_101 + index));
  });

  it('but keeps in short those that have hosts, until the last of these is gone', () => {
    const launches = [aLaunch({ number: 1, instanceIds: ['i-1', 'i-2'], reason: 'because' })];
    const ledger = withoutOldLaunches(aLedger({ launches }), new Set(['i-2']), now);
    expect(ledger.launches).toEqual([]);
    expect(ledger.former).toEqual([
      { number: 1, enteredAt: now - minutes(120), reason: 'because', instanceIds: ['i-1', 'i-2'] },
    ]);
    expect(withoutOldLaunches(ledger, new Set(['i-2']), now)).toBe(ledger);
    expect(withoutOldLaunches(ledger, new Set(), now).former).toEqual([]);
  });

  it('and so a group of a thousand hosts that were all replaced one by one fits into an item', () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `i-0${index.toString(16).padStart(16, '0')}`);
    const launches = ids.map((id, index) => aLaunch({ number: index + 1, instanceIds: [id], reason: 'r'.repeat(200) }));
    const ledger = withoutOldLaunches(aLedger({ launches }), new Set(ids), now);
    expect(ledger.former?.flatMap(({ instanceIds }) => instanceIds)).toEqual(ids);
    expect(JSON.stringify(ledger).length).toBeLessThan(350_000);
  });
});
