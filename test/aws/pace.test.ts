import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCloud } from '../../local/cloud/cloud.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import { apiGroupOf } from '../../shared/aws/api-groups.ts';
import { clientOf } from '../../shared/aws/client.ts';
import { afterRefusal, afterSending, afterSuccess, type Pace, unhurried, waitMs } from '../../shared/aws/pace.ts';
import { patienceOf } from '../../shared/aws/patience.ts';
import type { Surroundings } from '../../shared/runtime.ts';

describe('the pace of an API group', () => {
  it('calls go as they come until one is refused', () => {
    expect(afterSending(unhurried, 1_000)).toEqual(unhurried);
    expect(afterSuccess(unhurried)).toEqual(unhurried);
  });

  it('nobody waits for hours because the clock of the machine went back by hours', () => {
    const pace = afterRefusal(unhurried, 0, 1_000, 0.5);
    expect(waitMs(pace, 1_000)).toBe(375);
    expect(waitMs(pace, 2_000)).toBe(0);
    expect(waitMs(pace, 1_000 - 23 * 3_600_000)).toBe(0);
  });

  it('a batch that is refused at once is charged once', () => {
    const first = afterRefusal(unhurried, 0, 1_000, 0.5);
    expect(first).toEqual({ charges: 1, intervalMs: 500, nextAt: 1_375 });
    expect(afterRefusal(first, 0, 1_001, 0.9)).toBe(first);
  });

  it('a call that was sent after the charge, and is refused again, is charged: twice as long', () => {
    const first = afterRefusal(unhurried, 0, 0, 0);
    expect(afterRefusal(first, 1, 1_000, 0)).toEqual({ charges: 2, intervalMs: 1_000, nextAt: 1_500 });
  });

  it('what succeeds quickens it, until calls go as they come again', () => {
    let pace = afterRefusal(unhurried, 0, 0, 0);
    let calls = 0;
    while (pace.intervalMs > 0) {
      pace = afterSuccess(pace);
      calls += 1;
    }
    expect(calls).toBeLessThan(25);
    expect(pace.nextAt).toBe(0);
  });

  it('never waits longer than 8 s from one call to the next, whatever happens', () => {
    const step = fc.constantFrom('sent', 'refused', 'went well');
    fc.assert(
      fc.property(fc.array(step), fc.double({ min: 0, max: 0.999, noNaN: true }), (steps, jitter) => {
        let pace: Pace = unhurried;
        for (const [index, what] of steps.entries()) {
          const now = Math.max(index, pace.nextAt);
          if (what === 'sent') pace = afterSending(pace, now);
          else pace = what === 'refused' ? afterRefusal(pace, pace.charges, now, jitter) : afterSuccess(pace);
          expect(pace.nextAt - now).toBeLessThanOrEqual(8_000);
        }
      }),
    );
  });

  it.each([
    {
      client: 'ECSClient',
      command: 'ListTasksCommand',
      group: 'ECS cluster resource read',
      reason: "a row of ECS's table",
    },
    { client: 'ECSClient', command: 'DescribeServicesCommand', group: 'ECS service read', reason: 'another row' },
    { client: 'EC2Client', command: 'RunInstancesCommand', group: 'EC2 RunInstances', reason: 'each has its own' },
  ])('$command belongs to $group: $reason', ({ client, command, group }) => {
    expect(apiGroupOf(client, command)).toBe(group);
  });
});

const task = '0123456789abcdef0123456789abcdef';

/** Calls through two clients of one function, to a cloud whose buckets are real. */
const throttledCloud = (seed = 1) => {
  const cloud = createCloud({ seed, startAt: 0, knobs: { throttling: true } });
  const driver = new JumpDriver(cloud.clock);
  const around = {
    env: {},
    clock: { now: () => cloud.clock.now(), sleep: (ms: number) => cloud.clock.sleep(ms) },
    random: () => 0.5,
    uuid: () => 'uuid',
    aws: { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } },
    connect: cloud.door('test'),
    writeLine: () => {},
  };
  const [one, other] = [clientOf(ECSClient, around), clientOf(ECSClient, around)];
  const attempts = (...operations: string[]) =>
    cloud.journal.entries().filter(({ operation }) => operations.includes(operation)).length;
  return { cloud, driver, one, other, attempts };
};

describe('throttled', () => {
  it.each([
    { factor: 1, calls: 300 },
    { factor: 0.2, calls: 80 },
  ])('$calls reads at $factor times the real buckets take at most 1.5 attempts each', async ({ factor, calls }) => {
    const { cloud, driver, one, other, attempts } = throttledCloud();
    await driver.finish(cloud.call('ecs', 'CreateCluster', { clusterName: 'c' }, caller));
    if (factor !== 1) cloud.faults.begin('throttle-bucket', { group: 'ecs *', factor });
    const sent = Array.from({ length: calls }, (_, index) =>
      index % 2 === 0
        ? one.send(new ListTasksCommand({ cluster: 'c' }))
        : other.send(new DescribeTasksCommand({ cluster: 'c', tasks: [task] })),
    );
    const outcomes = await driver.finish(Promise.allSettled(sent));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(attempts('ListTasks', 'DescribeTasks') / calls).toBeLessThanOrEqual(1.5);
  });

  it('writes that wait hold up no read, and reads of one kind none of another', async () => {
    const { cloud, driver, one, attempts } = throttledCloud();
    await driver.finish(cloud.call('ecs', 'CreateCluster', { clusterName: 'c' }, caller));
    const refused = cloud.faults.begin('throttle-bucket', { group: 'ecs cluster resource modify', factor: 0 });
    const stopping = one.send(new StopTaskCommand({ cluster: 'c', task })).catch((error: Error) => error.name);
    await driver.pass(1);
    const begun = cloud.clock.now();
    await driver.finish(one.send(new DescribeServicesCommand({ cluster: 'c', services: ['s'] })));
    await driver.finish(one.send(new DescribeClustersCommand({ clusters: ['c'] })));
    expect(cloud.clock.now() - begun).toBeLessThan(100);
    refused.end();
    await driver.finish(stopping);
    expect(attempts('StopTask')).toBeLessThanOrEqual(4);
  });
});

it('calls of an invocation that was ended in the middle of them hold up none of the next one', async () => {
  let now = 0;
  const around = { clock: { now: () => now, sleep: async () => {} }, random: () => 0 } as unknown as Surroundings;
  const { inTurn } = patienceOf(around);
  for (let call = 0; call < 20; call += 1) void inTurn('ecs', () => new Promise(() => {}));
  now += 90_000;
  const calls = Array.from({ length: 20 }, (_, call) => inTurn('ecs', async () => call));
  expect(await Promise.all(calls)).toHaveLength(20);
});

const caller = { accessKeyId: 'test', role: 'local', arn: 'arn:aws:sts::000000000000:assumed-role/local/test' };
