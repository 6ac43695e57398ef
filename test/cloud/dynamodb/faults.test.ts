import { beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, createCloud } from '../../../local/cloud/cloud.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';
import type { Knobs } from '../../../local/cloud/kernel/knobs.ts';

const start = Date.UTC(2026, 0, 5, 9);
const caller = { accessKeyId: 'key', role: 'tester', arn: 'arn:aws:iam::000000000000:role/tester' };
type Members = Record<string, unknown>;

let cloud: Cloud;
let driver: JumpDriver;
/** A call about the table `things`. */
const ask = async (operation: string, input: Members = {}): Promise<Members> =>
  (await driver.finish(cloud.call('dynamodb', operation, { TableName: 'things', ...input }, caller))) as Members;
const refusal = (operation: string, input: Members = {}): Promise<string> =>
  ask(operation, input).then(
    () => 'accepted',
    ({ name }: Error) => name,
  );
const key = (pk: string) => ({ Key: { pk: { S: pk } } });
const put = (pk: string, more: Members = {}, rest: Members = {}) =>
  ask('PutItem', { Item: { pk: { S: pk }, ...more }, ...rest });
const isThere = async (pk: string, ConsistentRead = true) =>
  (await ask('GetItem', { ...key(pk), ConsistentRead }))['Item'] !== undefined;

const newTable = async (knobs: Partial<Knobs> = {}) => {
  cloud = createCloud({ seed: 1, startAt: start, knobs });
  driver = new JumpDriver(cloud.clock);
  await ask('CreateTable', {
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
};

describe('a table that is throttled', () => {
  beforeEach(() => newTable());
  test.each(['ProvisionedThroughputExceededException', 'ThrottlingException'] as const)(
    'says %s, and nothing has happened',
    async (as) => {
      const fault = cloud.faults.begin('dynamodb-throttled', { table: 'things', operation: 'PutItem', as });
      expect(await refusal('PutItem', { Item: { pk: { S: 'a' } } })).toBe(as);
      expect(await isThere('a')).toBe(false);
      fault.end();
      await put('a');
      expect(await isThere('a')).toBe(true);
    },
  );

  test('is the one that was named, in batches too', async () => {
    cloud.faults.begin('dynamodb-throttled', { table: 'others' });
    await put('a');
    const batch = { TableName: undefined, RequestItems: { others: { Keys: [{ pk: { S: 'a' } }] } } };
    expect(await refusal('BatchGetItem', batch)).toBe('ProvisionedThroughputExceededException');
    expect(await refusal('DescribeTable')).toBe('accepted');
  });
});

describe('a conditional write whose first answer was lost', () => {
  beforeEach(() => newTable());
  const once = { ConditionExpression: 'attribute_not_exists(pk)' };
  test('meets its own effect', async () => {
    cloud.faults.begin('dynamodb-conditional-failure', { times: 1 });
    expect(await refusal('PutItem', { Item: { pk: { S: 'a' } }, ...once })).toBe('ConditionalCheckFailedException');
    expect(await isThere('a')).toBe(true);
    expect(await refusal('PutItem', { Item: { pk: { S: 'b' } }, ...once })).toBe('accepted');
  });
  test('succeeds twice where its condition still holds, and writes without condition are left alone', async () => {
    cloud.faults.begin('dynamodb-conditional-failure', {});
    await put('a', { n: { N: '1' } });
    const UpdateExpression = 'SET n = n + :one';
    const ExpressionAttributeValues = { ':one': { N: '1' } };
    await ask('UpdateItem', { ...key('a'), UpdateExpression, ExpressionAttributeValues });
    const always = { ConditionExpression: 'attribute_exists(pk)' };
    await ask('UpdateItem', { ...key('a'), UpdateExpression, ExpressionAttributeValues, ...always });
    expect((await ask('GetItem', key('a')))['Item']).toMatchObject({ n: { N: '4' } });
  });
});

describe('a time to live', () => {
  const seconds = start / 1_000;
  const expiring = async (itemExpiryMs: Knobs['itemExpiryMs']) => {
    await newTable({ itemExpiryMs });
    await ask('UpdateTimeToLive', { TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' } });
    await put('soon', { expiresAt: { N: String(seconds + 60) } });
    await put('late', { expiresAt: { N: String(seconds + 86_400 * 30) } });
    await put('never');
    await put('as text', { expiresAt: { S: String(seconds + 60) } });
    await put('long ago', { expiresAt: { N: String(seconds - 6 * 365 * 86_400) } });
  };
  const left = async () => {
    const { Items } = await ask('Scan');
    return (Items as { pk: { S: string } }[]).map(({ pk }) => pk.S).toSorted();
  };

  test('deletes what is past, some time later; until then it is read as ever', async () => {
    await expiring([600_000, 172_800_000]);
    await driver.pass(300_000);
    expect(await isThere('soon')).toBe(true);
    await driver.pass(2 * 172_800_000);
    expect(await left()).toEqual(['as text', 'late', 'long ago', 'never']);
  });

  test('deletes nothing any more when it was disabled, or the table is gone', async () => {
    await expiring([3_600_000, 3_600_000]);
    expect(await ask('DescribeTimeToLive')).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
    });
    const off = { TimeToLiveSpecification: { Enabled: false, AttributeName: 'expiresAt' } };
    expect(await refusal('UpdateTimeToLive', off)).toBe('ValidationException');
    await driver.pass(3_599_000);
    expect(await isThere('soon')).toBe(true);
    await driver.pass(1_000);
    await ask('UpdateTimeToLive', off);
    await put('soon', { expiresAt: { N: String(seconds + 60) } });
    await driver.pass(86_400_000);
    expect(await isThere('soon')).toBe(true);
    await ask('DeleteTable');
    expect(await refusal('DescribeTimeToLive')).toBe('ResourceNotFoundException');
    expect(cloud.clock.nextAt()).toBeUndefined();
  });
});

describe('reads that are eventually consistent', () => {
  const seen = async (pk: string) => [await isThere(pk, true), await isThere(pk, false)];
  test('are of the present, as a rule', async () => {
    await newTable();
    await put('a');
    expect(await seen('a')).toEqual([true, true]);
  });

  test('may be of the past, and catch up', async () => {
    await newTable({ staleReadMs: [1_000, 1_000] });
    await put('a');
    expect(await seen('a')).toEqual([true, false]);
    expect(await ask('Scan')).toMatchObject({ Count: 0 });
    expect(await ask('Scan', { ConsistentRead: true })).toMatchObject({ Count: 1 });
    await driver.pass(1_000);
    expect(await seen('a')).toEqual([true, true]);
    await ask('DeleteItem', key('a'));
    expect(await seen('a')).toEqual([false, true]);
    await driver.pass(1_000);
    expect(await seen('a')).toEqual([false, false]);
  });

  test('see writes in their order, those of a batch too', async () => {
    await newTable({ staleReadMs: [0, 5_000] });
    const versions: number[] = [];
    for (let version = 1; version <= 20; version += 1) {
      await put('a', { version: { N: String(version) } });
      await driver.pass(500);
      const { Item } = (await ask('GetItem', key('a'))) as { Item?: { version: { N: string } } };
      versions.push(Number(Item?.version.N ?? 0));
    }
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(versions.some((version, index) => version < index + 1)).toBe(true);
    const RequestItems = { things: [{ PutRequest: { Item: { pk: { S: 'b' } } } }, { DeleteRequest: key('a') }] };
    await ask('BatchWriteItem', { TableName: undefined, RequestItems });
    await driver.pass(10_000);
    expect([await seen('a'), await seen('b')]).toEqual([
      [false, false],
      [true, true],
    ]);
  });
});
