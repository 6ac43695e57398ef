/** How each cluster is, on the embedded DynamoDB: one that cannot be read hides none of the others. */
import { expect, it } from 'vitest';
import { createCloud } from '../../local/cloud/cloud.ts';
import { dynamoDbRegionHealth } from '../../shared/aws/dynamodb-health.ts';
import { dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { startAt } from '../support/running-stack.ts';
import { surroundingsOn } from '../support/surroundings-on-cloud.ts';

const caller = { accessKeyId: 'test', role: 'local', arn: 'arn' };

it.each([
  { reason: 'no JSON', attributes: { schema: { N: '1' }, body: { S: '{' } } },
  { reason: 'emptied', attributes: { schema: { N: '1' }, body: { S: '{}' } } },
  { reason: 'of a later version', attributes: { schema: { N: '99' }, body: { S: '{}' } } },
  { reason: 'of other types', attributes: { schema: { N: '1' }, body: { S: '{"cluster":"b","hosts":"3"}' } } },
])('what a cluster said is $reason: the others are read', async ({ attributes }) => {
  const cloud = createCloud({ seed: 1, startAt });
  const key = (AttributeName: string, KeyType: string) => ({ AttributeName, KeyType });
  await cloud.call(
    'dynamodb',
    'CreateTable',
    {
      TableName: 'state',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    },
    caller,
  );
  const clock = { now: () => startAt, sleep: async () => {} };
  const region = dynamoDbRegionHealth(dynamoDbTable(surroundingsOn(cloud), 'state'), clock);
  const health = { at: startAt, hosts: 3, unhealthy: 1 };
  await region.write({ cluster: 'a', ...health });
  await region.write({ cluster: 'c', ...health });
  const Item = { pk: { S: 'REGION' }, sk: { S: 'HEALTH#b' }, version: { N: '1' }, ...attributes };
  await cloud.call('dynamodb', 'PutItem', { TableName: 'state', Item }, caller);
  expect((await region.read()).map(({ cluster }) => cluster)).toEqual(['a', 'c']);
});
