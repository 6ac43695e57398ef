/** Reads that are behind what is so. */
import { beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, createCloud } from '../../../local/cloud/cloud.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';

let cloud: Cloud;
let driver: JumpDriver;
beforeEach(() => {
  cloud = createCloud({ seed: 1, startAt: Date.UTC(2026, 0, 1) });
  driver = new JumpDriver(cloud.clock);
});
const call = async (service: string, operation: string, input: object = {}, who = 'a') =>
  (await cloud.call(service, operation, input, { accessKeyId: who, role: who, arn: who })) as Record<string, unknown>;
const clusters = async (who?: string, input: object = {}) =>
  ((await call('ecs', 'ListClusters', input, who))['clusterArns'] as string[]).length;
const create = (clusterName: string) => call('ecs', 'CreateCluster', { clusterName });

describe('a repeated read', () => {
  test('may tell what its caller was told before, for so long and no longer', async () => {
    cloud.faults.begin('stale-reads', { ms: 5_000 });
    expect(await clusters()).toBe(0);
    await create('x');
    expect(await clusters()).toBe(0);
    await driver.pass(4_000);
    expect(await clusters()).toBe(0);
    await driver.pass(2_000);
    expect(await clusters()).toBe(1);
  });

  test('is behind only for callers who asked the same before', async () => {
    cloud.faults.begin('stale-reads', { ms: 60_000 });
    expect(await clusters('a')).toBe(0);
    await create('x');
    expect([await clusters('b'), await clusters('a', { maxResults: 5 }), await clusters('a')]).toEqual([1, 1, 0]);
  });

  test('is sometimes true and sometimes not, within a range', async () => {
    cloud.faults.begin('stale-reads', { ms: [0, 10_000] });
    const seen: boolean[] = [];
    for (let count = 1; count <= 40; count++) {
      await clusters();
      await create(`c${count}`);
      await driver.pass(5_000);
      seen.push((await clusters()) === count);
    }
    expect(new Set(seen).size).toBe(2);
  });

  test('is true again when the fault has ended', async () => {
    const { end } = cloud.faults.begin('stale-reads', { ms: 60_000 });
    await clusters();
    await create('x');
    end();
    expect(await clusters()).toBe(1);
  });

  test('is what the knob says it is', async () => {
    cloud = createCloud({ seed: 1, startAt: 0, knobs: { staleDescribesMs: [60_000, 60_000] } });
    await clusters();
    await create('x');
    expect(await clusters()).toBe(0);
  });

  test('keeps what it was told, whatever becomes of it', async () => {
    cloud.faults.begin('stale-reads', { ms: 60_000 });
    await create('x');
    const active = async () =>
      JSON.stringify(await call('ecs', 'DescribeClusters', { clusters: ['x'] })).includes('"ACTIVE"');
    expect(await active()).toBe(true);
    await call('ecs', 'DeleteCluster', { cluster: 'x' });
    expect(await active()).toBe(true);
  });
});

test.each([
  ['other services, unless they are named', {}, 'new'],
  ['those that are named', { service: 'ssm' }, 'old'],
])('%s', async (_what, choice, expected) => {
  const put = (Value: string) => call('ssm', 'PutParameter', { Name: '/a', Value, Type: 'String', Overwrite: true });
  const get = async () =>
    ((await call('ssm', 'GetParameter', { Name: '/a' })) as { Parameter: { Value: string } }).Parameter.Value;
  cloud.faults.begin('stale-reads', { ms: 60_000, ...choice });
  await put('old');
  await get();
  await put('new');
  expect(await get()).toBe(expected);
});

test('DynamoDB is never touched, and what is remembered is bounded', async () => {
  cloud.faults.begin('stale-reads', { service: '*', ms: 60_000 });
  await call('dynamodb', 'ListTables');
  expect(cloud.world.staleReads.answers.size).toBe(0);
  for (let maxResults = 1; maxResults <= 100; maxResults++)
    for (const who of ['a', 'b', 'c']) await clusters(who, { maxResults });
  expect(cloud.world.staleReads.answers.size).toBe(200);
});
