import { expect, test } from 'vitest';
import { EventClock } from '../../local/cloud/kernel/clock.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import type { Deployment } from '../../local/runtime/deploy.ts';
import { followDecisions } from '../../local/runtime/follow-decisions.ts';

test('each decision is told once, oldest first, also those of a cluster that is gone', async () => {
  const clock = new EventClock(0);
  const driver = new JumpDriver(clock);
  let clusters = [{ cluster: 'c' }];
  const decisions = [
    { id: '1', at: '2026-01-05T09:00:12.000Z', rule: 'scale', reason: 'three are wanted', outcome: 'nothing' },
  ];
  const answer: Deployment['answer'] = async ({ url }) => {
    const body = url === '/v1/clusters' ? { clusters } : { decisions };
    return { status: 200, headers: {}, cookies: [], body: Buffer.from(JSON.stringify(body)) };
  };
  const lines: string[] = [];
  const stop = followDecisions(clock, { answer }, (line) => lines.push(line));

  await driver.pass(60_000);
  expect(lines).toEqual(['09:00:12  c  scale: three are wanted (nothing)']);

  clusters = [];
  const later = {
    id: '2',
    at: '2026-01-05T09:01:00.000Z',
    rule: 'scale',
    action: 'launch',
    subject: 'main',
    reason: 'one is gone',
  };
  decisions.unshift(
    { ...later, outcome: 'done' },
    { ...later, id: '3', at: '2026-01-05T09:00:59.000Z', outcome: 'failed' },
  );
  await driver.pass(60_000);
  expect(lines.slice(1)).toEqual([
    '09:00:59  c  launch main: one is gone (failed)',
    '09:01:00  c  launch main: one is gone',
  ]);

  stop();
  await driver.pass(60_000);
  expect(clock.nextAt()).toBeUndefined();
});
