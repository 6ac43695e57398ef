import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examine } from '../../shared/domain/schemas/check.ts';
import { clusterBody, clusterRules } from '../../shared/domain/schemas/cluster.ts';
import { isOpen, nextOpening } from '../../shared/domain/windows.ts';

const at = (text: string): number => Date.parse(`${text}Z`);

describe('a window', () => {
  // 1 March 2026 is a Sunday.
  it.each([
    { reason: 'is open from its beginning', window: 'sun:05:00-sun:07:30', now: '2026-03-01T05:00', open: true },
    {
      reason: 'is closed the moment before',
      window: 'sun:05:00-sun:07:30',
      now: '2026-03-01T04:59:59.999',
      open: false,
    },
    { reason: 'is closed at its end', window: 'sun:05:00-sun:07:30', now: '2026-03-01T07:30', open: false },
    { reason: 'may go on into the next day', window: 'mon:23:00-tue:01:00', now: '2026-03-03T00:30', open: true },
    { reason: 'may go over the end of the week', window: 'sat:23:00-sun:01:00', now: '2026-03-01T00:59', open: true },
    { reason: 'is for its own day', window: 'wed:05:00-wed:07:30', now: '2026-03-01T06:00', open: false },
  ])('$reason', ({ window, now, open }) => {
    expect(isOpen([window], at(now))).toBe(open);
  });

  it('opens every week, and the next opening is the first that comes', () => {
    const windows = ['wed:05:00-wed:06:00', 'sun:05:00-sun:07:30'];
    expect(nextOpening(windows, at('2026-03-01T05:00'))).toBe(at('2026-03-04T05:00'));
    expect(nextOpening(windows, at('2026-03-04T05:00'))).toBe(at('2026-03-08T05:00'));
    expect(nextOpening([], at('2026-03-01T05:00'))).toBeUndefined();
  });

  it('is open when it opens, whatever it is and whenever one asks', () => {
    const minute = fc.nat({ max: 7 * 24 * 60 - 1 });
    const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    const two = (value: number) => String(value).padStart(2, '0');
    const said = (m: number) => `${days[Math.floor(m / 1_440)]}:${two(Math.floor((m % 1_440) / 60))}:${two(m % 60)}`;
    fc.assert(
      fc.property(
        minute,
        fc.integer({ min: 30, max: 7 * 24 * 60 - 1 }),
        fc.nat({ max: 2 ** 41 }),
        (from, long, now) => {
          const window = `${said(from)}-${said((from + long) % (7 * 24 * 60))}`;
          const opens = nextOpening([window], now) ?? 0;
          expect(opens).toBeGreaterThan(now);
          expect([isOpen([window], opens), isOpen([window], opens + long * 60_000 - 1)]).toEqual([true, true]);
          expect(isOpen([window], opens + long * 60_000)).toBe(false);
        },
      ),
    );
  });

  it.each([
    { window: 'sunday', detail: 'must be a part of the week in UTC, such as sun:05:00-sun:07:30' },
    { window: 'sun:05:00', detail: 'must be a part of the week in UTC, such as sun:05:00-sun:07:30' },
    { window: 'sun:24:00-mon:01:00', detail: 'must be a part of the week in UTC, such as sun:05:00-sun:07:30' },
    { window: 'Sun:05:00-Sun:07:00', detail: 'must be a part of the week in UTC, such as sun:05:00-sun:07:30' },
    { window: 'sun:05:00-sun:05:29', detail: 'must be at least 30 minutes long, and less than a week' },
    { window: 'sun:05:00-sun:05:00', detail: 'must be at least 30 minutes long, and less than a week' },
  ])('$window is refused, with where it stands', ({ window, detail }) => {
    const body = {
      groups: [{ name: 'main', count: 1, instanceTypes: ['t3.medium'] }],
      policy: { windows: ['mon:01:00-mon:02:00', window] },
    };
    expect(examine(clusterBody, body, clusterRules).errors).toEqual([{ pointer: '/policy/windows/1', detail }]);
  });
});
