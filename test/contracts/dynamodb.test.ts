/** What strangers expect of DynamoDB because its documentation says so. Sources stand beside the facts. */
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Door, doors, type House, openHouse, refusalOf } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await client().send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
});
afterEach(() => house.close());

const TableName = 'things';
const client = (door: Door = 'SDK') => house.client(door, DynamoDBClient);
const item = (sk: number, more: object = {}) => ({ pk: { S: 'p' }, sk: { N: String(sk) }, ...more });
const put = (sk: number, more: object = {}, rest: object = {}) =>
  client().send(new PutItemCommand({ TableName, Item: item(sk, more), ...rest }));
const onlyNew = { ConditionExpression: 'attribute_not_exists(pk)' };

describe.each(doors)('a conditional write through the %s door', (door) => {
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html: "The conditional request failed"
  test('that fails says so, and with the item that is there when it is asked for', async () => {
    await put(1, { colour: { S: 'red' } });
    const again = (ReturnValuesOnConditionCheckFailure: 'ALL_OLD' | 'NONE') =>
      client(door)
        .send(new PutItemCommand({ TableName, Item: item(1), ...onlyNew, ReturnValuesOnConditionCheckFailure }))
        .catch((error: unknown) => error);
    const refused = await again('NONE');
    expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refused).toMatchObject({ message: 'The conditional request failed', $metadata: { httpStatusCode: 400 } });
    expect((refused as ConditionalCheckFailedException).Item).toBeUndefined();
    expect(await again('ALL_OLD')).toMatchObject({ Item: item(1, { colour: { S: 'red' } }) });
  });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate: conditional writes
// are idempotent only if the condition is on what they change; others, sent again after a lost answer, meet their own effect.
test('a write whose answer was lost, and that is sent again, meets itself', async () => {
  house.cloud.faults.begin('call-reply-lost', { service: 'dynamodb', operation: 'PutItem', times: 1 });
  expect(await refusalOf(put(1, {}, onlyNew))).toMatch(/^TimeoutError: /);
  expect(await refusalOf(put(1, {}, onlyNew))).toBe('ConditionalCheckFailedException: The conditional request failed');
  const { Item } = await client().send(new GetItemCommand({ TableName, Key: item(1), ConsistentRead: true }));
  expect(Item).toEqual(item(1));
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
test('an update of what is not there makes it, counters begin at what they add', async () => {
  const add = new UpdateItemCommand({
    TableName,
    Key: item(1),
    UpdateExpression: 'ADD visits :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ReturnValues: 'UPDATED_NEW',
  });
  expect((await client().send(add)).Attributes).toEqual({ visits: { N: '1' } });
  expect((await client().send(add)).Attributes).toEqual({ visits: { N: '2' } });
});

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
describe('the quota', () => {
  test.each([
    { bytes: 400 * 1024 - 12, says: /^accepted$/ },
    { bytes: 400 * 1024, says: /^ValidationException: Item size has exceeded the maximum allowed size$/ },
  ])('of 400 KB counts names and values: an attribute of $bytes', async ({ bytes, says }) => {
    expect(await refusalOf(put(1, { x: { S: 'x'.repeat(bytes) } }))).toMatch(says);
  });

  test('of a batch is 25 writes and 100 reads, and no item twice', async () => {
    const write = (...numbers: number[]) =>
      refusalOf(
        client().send(
          new BatchWriteItemCommand({
            RequestItems: { [TableName]: numbers.map((sk) => ({ PutRequest: { Item: item(sk) } })) },
          }),
        ),
      );
    const read = (count: number) =>
      refusalOf(
        client().send(
          new BatchGetItemCommand({
            RequestItems: { [TableName]: { Keys: Array.from({ length: count }, (_, sk) => item(sk)) } },
          }),
        ),
      );
    const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
    expect(await write(...upTo(25))).toBe('accepted');
    expect(await write(...upTo(26))).toMatch(/^ValidationException: /);
    expect(await write(1, 1)).toBe('ValidationException: Provided list of item keys contains duplicates');
    expect(await read(100)).toBe('accepted');
    expect(await read(101)).toMatch(/^ValidationException: /);
  });

  // "DynamoDB … will process up to 1 MB before a filter": Query.Pagination.html
  test('of a page is 1 MB, before the filter', async () => {
    for (const sk of [1, 2, 3, 4]) await put(sk, { x: { S: 'x'.repeat(350_000) }, n: { N: String(sk) } });
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'n > :three',
      ExpressionAttributeValues: { ':p': { S: 'p' }, ':three': { N: '3' } },
    };
    const first = await client().send(new QueryCommand(query));
    expect(first).toMatchObject({ Count: 0, ScannedCount: 3, LastEvaluatedKey: item(3) });
    const { LastEvaluatedKey } = first;
    const second = await client().send(new QueryCommand({ ...query, ExclusiveStartKey: LastEvaluatedKey }));
    expect(second).toMatchObject({ Count: 1, Items: [{ sk: { N: '4' } }] });
    expect(second.LastEvaluatedKey).toBeUndefined();
  });
});

describe.each(doors)('a time to live through the %s door', (door) => {
  const change = (Enabled: boolean) => {
    const TimeToLiveSpecification = { Enabled, AttributeName: 'expiresAt' };
    return client(door).send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  };
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
  test('is turned on and off, at most once an hour', async () => {
    const status = async () =>
      (await client(door).send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription;
    expect(await status()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    expect(await refusalOf(change(false))).toBe('ValidationException: TimeToLive is already disabled');
    expect(await change(true)).toMatchObject({
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
    });
    expect(await status()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
    expect(await refusalOf(change(false))).toMatch(
      /^ValidationException: Time to live has been modified multiple times/,
    );
    await house.time.pass(3_600_000);
    expect(await refusalOf(change(true))).toBe('ValidationException: TimeToLive is already enabled');
    expect(await refusalOf(change(false))).toBe('accepted');
  });
});
