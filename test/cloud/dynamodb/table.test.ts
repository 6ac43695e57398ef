import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import { createCloud } from '../../../local/cloud/cloud.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';

const start = Date.UTC(2026, 0, 5, 9);

const newTable = async () => {
  const cloud = createCloud({ seed: 1, startAt: start, region: 'eu-west-1', account: '111122223333' });
  const driver = new JumpDriver(cloud.clock);
  const client = cloud.door('key')(
    new DynamoDBClient({ region: 'eu-west-1', credentials: { accessKeyId: 'key', secretAccessKey: 'x' } }),
  );
  await client.send(
    new CreateTableCommand({
      TableName: 'things',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'list', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'listed',
          KeySchema: [
            { AttributeName: 'list', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      SSESpecification: { Enabled: true },
      Tags: [{ Key: 'a', Value: 'b' }],
    }),
  );
  return { cloud, driver, client };
};

const item = (sk: string, more: object = {}) => ({ pk: { S: 'p' }, sk: { S: sk }, ...more });

describe('a table', () => {
  let table: Awaited<ReturnType<typeof newTable>>;
  beforeAll(async () => {
    table = await newTable();
  });

  test('is there at once, with ids and times of this account', async () => {
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: 'things' }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/things',
      CreationDateTime: new Date(start),
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      GlobalSecondaryIndexes: [
        { IndexArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/things/index/listed', IndexStatus: 'ACTIVE' },
      ],
    });
  });

  test('gives back every type of value', async () => {
    const values = {
      text: { S: 'é' },
      number: { N: '12.5' },
      bytes: { B: Uint8Array.of(0, 255) },
      nested: { M: { B: { L: [{ BOOL: true }, { NULL: true }, { BS: [Uint8Array.of(1)] }] } } },
      set: { SS: ['a', 'b'] },
    };
    await table.client.send(new PutItemCommand({ TableName: 'things', Item: item('types', values) }));
    const { Item } = await table.client.send(new GetItemCommand({ TableName: 'things', Key: item('types') }));
    expect(Item).toEqual(item('types', values));
  });

  test('refuses a conditional write with the item that is there', async () => {
    const put = (version: string, condition: string) =>
      table.client.send(
        new PutItemCommand({
          TableName: 'things',
          Item: item('versioned', { version: { N: version } }),
          ConditionExpression: condition,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
    await put('1', 'attribute_not_exists(pk)');
    await expect(put('2', 'attribute_not_exists(pk)')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: item('versioned', { version: { N: '1' } }),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('lets one of many writers of the same version win', async () => {
    await table.client.send(new PutItemCommand({ TableName: 'things', Item: item('contested', { v: { N: '0' } }) }));
    const attempts = Array.from({ length: 10 }, () =>
      table.client.send(
        new UpdateItemCommand({
          TableName: 'things',
          Key: item('contested'),
          UpdateExpression: 'SET v = v + :one',
          ConditionExpression: 'v = :zero',
          ExpressionAttributeValues: { ':one': { N: '1' }, ':zero': { N: '0' } },
        }),
      ),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('answers a query of an index, newest first, by its ARN too', async () => {
    for (const at of ['1', '3', '2'])
      await table.client.send(new PutItemCommand({ TableName: 'things', Item: item(at, { list: { S: 'ops' } }) }));
    const { Items } = await table.client.send(
      new QueryCommand({
        TableName: 'arn:aws:dynamodb:eu-west-1:111122223333:table/things',
        IndexName: 'listed',
        KeyConditionExpression: '#list = :ops',
        ExpressionAttributeNames: { '#list': 'list' },
        ExpressionAttributeValues: { ':ops': { S: 'ops' } },
        ScanIndexForward: false,
        Limit: 2,
      }),
    );
    expect(Items?.map(({ sk }) => sk?.S)).toEqual(['3', '2']);
  });

  test('keeps a jumping clock where it is while it works', async () => {
    const { cloud, driver, client } = table;
    cloud.clock.after(1, 'something else', () => {});
    const before = cloud.clock.now();
    await driver.finish(client.send(new GetItemCommand({ TableName: 'things', Key: item('1') })));
    expect(cloud.clock.now()).toBe(before);
  });

  test('explains a wrong expression as DynamoDB does', async () => {
    const wrong = new UpdateItemCommand({ TableName: 'things', Key: item('1'), UpdateExpression: 'SET v = :missing' });
    await expect(table.client.send(wrong)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(':missing'),
    });
  });
});

test('a table that was deleted is not found', async () => {
  const { client } = await newTable();
  await client.send(new DeleteTableCommand({ TableName: 'things' }));
  await expect(client.send(new DescribeTableCommand({ TableName: 'things' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
