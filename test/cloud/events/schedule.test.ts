import { describe, expect, test } from 'vitest';
import { parseSchedule } from '../../../local/cloud/events/schedule.ts';

const at = (text: string) => Date.parse(`${text}Z`);

describe('the next time of', () => {
  test.each([
    { text: 'rate(1 minute)', after: '2026-01-05T09:00:30', next: '2026-01-05T09:01:30' },
    { text: 'rate(2 days)', after: '2026-01-05T09:00:00', next: '2026-01-07T09:00:00' },
    { text: 'cron(0 12 * * ? *)', after: '2026-01-05T12:00:00', next: '2026-01-06T12:00:00' },
    { text: 'cron(0/15 * * * ? *)', after: '2026-01-05T12:46:00', next: '2026-01-05T13:00:00' },
    { text: 'cron(5,35 8-10 ? * MON-FRI *)', after: '2026-01-09T10:35:00', next: '2026-01-12T08:05:00' },
    { text: 'cron(0 0 29 2 ? *)', after: '2026-01-05T00:00:00', next: '2028-02-29T00:00:00' },
    { text: 'cron(0 18 ? JUN 1 2027)', after: '2026-01-05T00:00:00', next: '2027-06-06T18:00:00' },
  ])('$text', ({ text, after, next }) => {
    expect(parseSchedule(text)(at(after))).toBe(at(next));
  });

  test('a year that is over is never', () => {
    expect(parseSchedule('cron(0 0 1 1 ? 2020)')(at('2026-01-05T00:00:00'))).toBeUndefined();
  });
});

test.each([
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 minutes)',
  'rate(1 second)',
  'cron(0 12 * * * *)',
  'cron(0 12 ? * ? *)',
  'cron(60 12 * * ? *)',
  'cron(0 12 L * ? *)',
  'cron(0 12 * * ?)',
  'every minute',
])('%s is refused', (text) => {
  expect(() => parseSchedule(text)).toThrow('Parameter ScheduleExpression is not valid.');
});
