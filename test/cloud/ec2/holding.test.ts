/** Scripts of hosts hold the clock while they compute, and never longer. */
import { expect, test } from 'vitest';
import { holding } from '../../../local/cloud/ec2/behaviour/guest/holding.ts';
import { EventClock } from '../../../local/cloud/kernel/clock.ts';

test('work holds the clock, except while it waits on the clock itself', async () => {
  const clock = new EventClock(0);
  const { during, without } = holding(clock);
  const answer = Promise.withResolvers<void>();
  const work = during(async () => {
    await without(() => answer.promise);
    return clock.held;
  });
  await Promise.resolve();
  expect(clock.held).toBe(0);
  answer.resolve();
  expect(await work).toBe(1);
  await Promise.resolve();
  expect(clock.held).toBe(0);
});

test('a wait that outlives the work, as of a script that was cut off, does not hold it for ever', async () => {
  const clock = new EventClock(0);
  const { during, without } = holding(clock);
  const answer = Promise.withResolvers<void>();
  let outlives: Promise<void> = Promise.resolve();
  await during(async () => {
    outlives = without(() => answer.promise);
  });
  answer.resolve();
  await outlives;
  await Promise.resolve();
  expect(clock.held).toBe(0);
});
