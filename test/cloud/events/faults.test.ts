import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emit } from '../../../local/cloud/events/behaviour/emit.ts';
import type { Knobs } from '../../../local/cloud/kernel/knobs.ts';
import { stage, start } from './stage.ts';

const ecs = { source: 'aws.ecs', detailType: 'ECS Task State Change' };
const ec2 = { source: 'aws.ec2', detailType: 'EC2 Instance State-change Notification' };

/** A function that is told of every event; `told` are their numbers, in the order of their arrival. */
const audience = async (knobs: Partial<Knobs> = {}) => {
  const account = stage({ eventDelayMs: [0, 0], ...knobs });
  const { arn, calls } = account.host('f');
  await account.call('eventbridge', 'PutRule', { Name: 'all', EventPattern: '{"version":["0"]}' });
  await account.call('eventbridge', 'PutTargets', { Rule: 'all', Targets: [{ Id: 'f', Arn: arn }] });
  const say = (number: number, kind: typeof ecs = ecs) =>
    emit(account.cloud.world, { ...kind, resources: [], detail: { number } });
  const told = () => calls.map(({ payload }) => (payload as { detail: { number: number } }).detail.number);
  return { ...account, calls, say, told };
};
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('events that are dropped', () => {
  test('are those of best effort, and come neither then nor later', async () => {
    const { cloud, driver, say, told } = await audience();
    const fault = cloud.faults.begin('events-dropped', {});
    say(1, ec2);
    say(2, ecs);
    fault.end();
    say(3, ec2);
    await driver.pass(86_400_000);
    expect(told()).toEqual([2, 3]);
  });

  test('are durable ones too, when that is asked for', async () => {
    const { cloud, driver, say, told } = await audience();
    cloud.faults.begin('events-dropped', { source: 'aws.ecs', durableToo: true });
    say(1);
    say(2, ec2);
    await driver.pass(1_000);
    expect(told()).toEqual([2]);
  });

  test('are about as many as were asked for', async () => {
    const { cloud, driver, say, told } = await audience();
    cloud.faults.begin('events-dropped', { percent: 30 });
    for (const number of numbers(200)) say(number, ec2);
    await driver.pass(1_000);
    expect(told().length).toBeGreaterThan(115);
    expect(told().length).toBeLessThan(165);
  });
});

test('events that are duplicated arrive again under the same id', async () => {
  const { cloud, driver, calls, say } = await audience();
  cloud.faults.begin('events-duplicated', { detailType: ecs.detailType, copies: 2, laterMs: [10_000, 20_000] });
  say(1);
  say(2, ec2);
  await driver.pass(60_000);
  expect(calls.map(({ at }) => Math.floor(at / 10_000))).toEqual([0, 0, 1, 1]);
  expect(new Set(calls.map(({ payload }) => (payload as { id: string }).id)).size).toBe(2);
});

test('events that are delayed arrive late, whatever has become of the fault', async () => {
  const { cloud, driver, calls, say } = await audience();
  cloud.faults.begin('events-delayed', { source: 'aws.ecs', byMs: [3_600_000, 7_200_000] }, 1_000);
  say(1);
  say(2, ec2);
  await driver.pass(5_000);
  say(3);
  await driver.pass(86_400_000);
  const late = (calls[2]?.at ?? 0) / 3_600_000;
  expect(calls.map(({ payload }) => (payload as { detail: object }).detail)).toMatchObject([
    { number: 2 },
    { number: 3 },
    { number: 1 },
  ]);
  expect(late).toBeGreaterThanOrEqual(1);
  expect(late).toBeLessThanOrEqual(2.01);
});

test('events that are reordered all arrive, at the end of their window, in another order', async () => {
  const { cloud, driver, calls, say, told } = await audience();
  cloud.faults.begin('events-reordered', { windowMs: 30_000 });
  for (const number of numbers(20)) {
    say(number);
    await driver.pass(1_000);
  }
  await driver.pass(60_000);
  expect(told()).not.toEqual(numbers(20));
  expect(told().toSorted((a, b) => a - b)).toEqual(numbers(20));
  expect(calls.every(({ at }) => at >= 30_000 && at < 31_000)).toBe(true);
});

test('an event that is forged looks as it claims, also from elsewhere', async () => {
  const { cloud, driver, calls } = await audience();
  cloud.faults.begin('event-forged', { ...ecs, detail: { number: 1 }, account: '999999999999', region: 'eu-west-1' });
  await driver.pass(1_000);
  expect(calls[0]?.payload).toMatchObject({
    source: 'aws.ecs',
    account: '999999999999',
    region: 'eu-west-1',
    time: '2026-01-05T09:00:00Z',
    detail: { number: 1 },
  });
});

describe('schedules', () => {
  const ticking = async () => {
    const account = await audience();
    await account.call('eventbridge', 'PutRule', { Name: 'tick', ScheduleExpression: 'rate(1 minute)' });
    const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    await account.call('eventbridge', 'PutTargets', { Rule: 'tick', Targets: [{ Id: 'f', Arn }] });
    return account;
  };
  test('go on while other events are lost', async () => {
    const { cloud, driver, calls } = await ticking();
    cloud.faults.begin('events-dropped', {});
    await driver.pass(180_500);
    expect(calls).toHaveLength(3);
  });
  test('are late and doubled as other events are', async () => {
    const { cloud, driver, calls } = await ticking();
    cloud.faults.begin('events-duplicated', { source: 'aws.events' });
    cloud.faults.begin('events-delayed', { source: 'aws.events', byMs: 5_000 });
    await driver.pass(66_000);
    expect(calls.map(({ at }) => at)).toEqual([65_000, 65_000]);
  });
});

// https://docs.aws.amazon.com/eventbridge/latest/ref/event-delivery-level.html
test('whatever the knobs say, durable events arrive at least once, and nothing arrives that was not sent', async () => {
  const percent = fc.integer({ min: 0, max: 100 });
  const run = fc.asyncProperty(percent, percent, async (bestEffortEventsLost, eventDuplicates) => {
    const { driver, say, told } = await audience({ bestEffortEventsLost, eventDuplicates });
    for (const number of numbers(10)) say(number, number % 2 === 0 ? ecs : ec2);
    await driver.pass(120_000);
    expect(told().filter((number) => !numbers(10).includes(number))).toEqual([]);
    expect(numbers(10).filter((number) => number % 2 === 0 && !told().includes(number))).toEqual([]);
    if (eventDuplicates === 100) expect(told().length).toBeGreaterThanOrEqual(10);
  });
  await fc.assert(run, { numRuns: 15 });
});

test('nothing is forged, lost or doubled by itself', async () => {
  const { driver, calls, say, told } = await audience();
  for (const number of numbers(50)) say(number, ec2);
  await driver.pass(86_400_000);
  expect(told()).toEqual(numbers(50));
  expect(calls[0]?.payload).toMatchObject({ time: new Date(start).toISOString().replace('.000', '') });
});
