/** The stores on the table that serverless.yml makes, on the embedded DynamoDB. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createCloud } from '../../local/cloud/cloud.ts';
import { dynamoDbMemories } from '../../shared/aws/dynamodb-memories.ts';
import {
  dynamoDbDecisions,
  dynamoDbDemands,
  dynamoDbHistories,
  dynamoDbInstanceIndex,
  dynamoDbObservations,
  dynamoDbOperations,
  dynamoDbRequestKeys,
  dynamoDbStoppedTasks,
} from '../../shared/aws/dynamodb-records.ts';
import { dynamoDbClusterSpecs, dynamoDbLedgers, dynamoDbServiceSpecs } from '../../shared/aws/dynamodb-specs.ts';
import { dynamoDbTable, type Table } from '../../shared/aws/dynamodb-table.ts';
import { type History, noHistory } from '../../shared/domain/history.ts';
import type { Observation } from '../../shared/domain/observation.ts';
import type { StoredCluster } from '../../shared/domain/spec.ts';
import { startAt } from '../support/running-stack.ts';
import { aStoredService } from '../support/service-sketches.ts';
import { aGroup } from '../support/situations.ts';
import { surroundingsOn } from '../support/surroundings-on-cloud.ts';

let table: Table;
let cloud: ReturnType<typeof createCloud>;
const caller = { accessKeyId: 'test', role: 'local', arn: 'arn' };
const clock = { now: () => startAt, sleep: async () => {} };

beforeEach(async () => {
  cloud = createCloud({ seed: 1, startAt });
  const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
  await cloud.call(
    'dynamodb',
    'CreateTable',
    {
      TableName: 'state',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'list', 'at'].map(attribute),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'listed',
          KeySchema: [
            { AttributeName: 'list', KeyType: 'HASH' },
            { AttributeName: 'at', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    },
    caller,
  );
  table = dynamoDbTable(surroundingsOn(cloud), 'state');
});

const stored = (generation: number, writtenBy = 'op'): StoredCluster => ({
  cluster: 'c',
  generation,
  writtenBy,
  writtenAt: startAt,
  spec: {
    groups: [aGroup()],
    policy: { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' },
    tags: {},
  },
});

/** The body of a spec that was changed behind our back. */
const spoilt = (change: (spec: StoredCluster['spec']) => object) => ({
  body: { S: JSON.stringify({ ...stored(1), spec: change(stored(1).spec) }) },
});

describe('specs', () => {
  it('of two writers over one generation exactly one wins', async () => {
    const specs = dynamoDbClusterSpecs(table);
    expect(await specs.write(stored(1), 0)).toBe('written');
    const outcomes = await Promise.all([specs.write(stored(2, 'a'), 1), specs.write(stored(2, 'b'), 1)]);
    expect(outcomes.toSorted()).toEqual(['conflict', 'written']);
    expect((await specs.read('c'))?.generation).toBe(2);
  });

  it('are created once only, and removed only as the generation that was seen', async () => {
    const specs = dynamoDbClusterSpecs(table);
    await specs.write(stored(1), 0);
    expect(await specs.write(stored(1), 0)).toBe('conflict');
    expect(await specs.remove('c', 7)).toBe('conflict');
    expect(await specs.remove('c', 1)).toBe('written');
    expect(await specs.read('c')).toBeUndefined();
  });

  it.each([
    { reason: 'a newer schema', change: { schema: { N: '2' } } },
    { reason: 'a body that is no JSON', change: { body: { S: '{"spec":' } } },
    { reason: 'an emptied body', change: { body: { S: '' } } },
    { reason: 'no schema at all', change: { schema: { S: 'x' } } },
    { reason: 'an empty object', change: {} },
    { reason: 'no groups', change: spoilt((spec) => ({ ...spec, groups: [] })) },
    { reason: 'no policy', change: spoilt(({ policy: _, ...spec }) => spec) },
    {
      reason: 'a count that is no number',
      change: spoilt((spec) => ({ ...spec, groups: [{ ...aGroup(), count: '3' }] })),
    },
    {
      reason: 'a group without types',
      change: spoilt((spec) => ({ ...spec, groups: [{ ...aGroup(), instanceTypes: [] }] })),
    },
  ])('with $reason are never taken for absent', async ({ reason, change }) => {
    const item = { pk: { S: 'SPECS' }, sk: { S: 'c' }, v: { N: '1' }, schema: { N: '1' }, body: { S: '{}' } };
    await cloud.call('dynamodb', 'PutItem', { TableName: 'state', Item: { ...item, ...change } }, caller);
    const specs = dynamoDbClusterSpecs(table);
    await expect(specs.read('c')).rejects.toMatchObject({ name: 'UnreadableState' });
    expect(await specs.names()).toEqual(['c']);
    expect(await specs.damaged('c')).toBe(reason === 'a newer schema' ? undefined : 1);
  });

  it('that are whole are not damaged', async () => {
    const specs = dynamoDbClusterSpecs(table);
    await specs.write(stored(1), 0);
    expect(await specs.damaged('c')).toBeUndefined();
    expect(await specs.damaged('d')).toBeUndefined();
  });
});

it('a ledger is written over the version that was read, and tells its new one', async () => {
  const ledgers = dynamoDbLedgers(table);
  const ledger = { cluster: 'c', group: 'main', version: 0, nextLaunch: 1, launches: [], disruptions: [] };
  expect(await ledgers.write(ledger)).toBe('written');
  expect(await ledgers.write(ledger)).toBe('conflict');
  const [read] = await ledgers.list('c');
  expect(read?.version).toBe(1);
  expect(await ledgers.write({ ...read!, nextLaunch: 2 })).toBe('written');
});

it('all that is remembered of a cluster is read by one query, which leaves decisions and stopped tasks aside', async () => {
  const ledger = { cluster: 'c', group: 'z_9', version: 0, nextLaunch: 1, launches: [], disruptions: [] };
  const demand = { kind: 'stop-task' as const, cluster: 'c', task: 't', reason: 'r', operation: 'o', wishedAt: 1 };
  const service = aStoredService({ service: 'zz-_Z', generation: 4 });
  const observation = { cluster: 'c', startedAt: 7 } as Observation;
  await dynamoDbLedgers(table).write(ledger);
  await dynamoDbDemands(table).add(demand);
  await dynamoDbServiceSpecs(table).write(service, 0);
  await dynamoDbHistories(table).write(noHistory('c'));
  await dynamoDbObservations(table).write(observation);
  await dynamoDbLedgers(table).write({ ...ledger, cluster: 'd' });
  const unread = { v: { N: '1' }, schema: { N: '99' }, body: { S: '{}' } };
  for (const sk of ['DECISION#9', 'TASK#1'])
    await cloud.call(
      'dynamodb',
      'PutItem',
      { TableName: 'state', Item: { pk: { S: 'CLUSTER#c' }, sk: { S: sk }, ...unread } },
      caller,
    );
  const before = cloud.journal.entries().length;
  expect(await dynamoDbMemories(table).read('c')).toEqual({
    services: [service],
    ledgers: [{ ...ledger, version: 1 }],
    demands: [demand],
    history: noHistory('c'),
    observation,
  });
  expect(cloud.journal.entries().slice(before)).toMatchObject([{ operation: 'Query' }]);
  expect(await dynamoDbMemories(table).read('new')).toEqual({ services: [], ledgers: [], demands: [] });
});

it('a history that is longer than an item may be is kept and read like any other', async () => {
  const fate = (index: number) => [
    `i-${String(index).padStart(17, '0')}`,
    { group: 'main', outcome: 'joined', at: index },
  ];
  const history: History = {
    ...noHistory('c'),
    fates: Object.fromEntries(Array.from({ length: 8_000 }, (_, i) => fate(i))),
  };
  expect(JSON.stringify(history).length).toBeGreaterThan(400 * 1024);
  await dynamoDbHistories(table).write(history);
  expect((await dynamoDbMemories(table).read('c')).history).toEqual(history);
});

it('a ledger or a service that cannot be read does not hide the rest, and what is only remembered counts as lost', async () => {
  const ledger = { cluster: 'c', group: 'main', version: 0, nextLaunch: 1, launches: [], disruptions: [] };
  await dynamoDbLedgers(table).write(ledger);
  const spoil = (sk: string, change: object) =>
    cloud.call(
      'dynamodb',
      'PutItem',
      {
        TableName: 'state',
        Item: {
          pk: { S: 'CLUSTER#c' },
          sk: { S: sk },
          v: { N: '7' },
          schema: { N: '1' },
          body: { S: '{}' },
          ...change,
        },
      },
      caller,
    );
  await spoil('LEDGER#other', {});
  await spoil('LEDGER#newer', { schema: { N: '2' } });
  await spoil('SERVICE#web', { body: { S: '' } });
  await spoil('HISTORY', { body: { S: '{' } });
  const memory = await dynamoDbMemories(table).read('c');
  expect(memory).toMatchObject({ services: [], ledgers: [{ group: 'main', version: 1 }] });
  expect(memory.history).toBeUndefined();
  expect(memory.unreadable).toMatchObject([
    { of: 'ledger', name: 'newer', newer: true, version: 7 },
    { of: 'ledger', name: 'other', newer: false, version: 7 },
    { of: 'service', name: 'web', newer: false },
  ]);
});

it('decisions come newest first, page by page', async () => {
  const decisions = dynamoDbDecisions(table);
  const decision = (at: number) => ({
    id: `d${at}`,
    cluster: 'c',
    at,
    rule: 'r',
    reason: 'why',
    outcome: 'done' as const,
  });
  await decisions.add([decision(1_000), decision(3_000), decision(2_000)]);
  const first = await decisions.list('c', { limit: 2 });
  expect(first.items.map(({ at }) => at)).toEqual([3_000, 2_000]);
  const second = await decisions.list('c', { limit: 2, cursor: first.next! });
  expect(second.items.map(({ at }) => at)).toEqual([1_000]);
  const cursorOf = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
  for (const cursor of ['forged', cursorOf({ pk: 'CLUSTER#other', sk: 'DECISION#1' }), cursorOf({ pk: '', sk: '' })])
    await expect(decisions.list('c', { limit: 2, cursor })).rejects.toMatchObject({ name: 'BadQuery' });
});

it('decisions that are asked for by what they are about, and from when, come page by page, and the end of a page is its own', async () => {
  const decisions = dynamoDbDecisions(table);
  const many = Array.from({ length: 250 }, (_, at) => ({
    id: `d${String(at).padStart(4, '0')}`,
    cluster: 'many',
    at: 1_000 * at,
    rule: 'r',
    reason: at % 100 === 7 ? 'rare' : 'frequent',
    outcome: 'done' as const,
  }));
  await decisions.add(many);
  const seconds = (query: Omit<Parameters<typeof decisions.list>[1], 'limit'>, limit = 50) =>
    decisions
      .list('many', { limit, ...query })
      .then(({ items, next }) => ({ at: items.map(({ at }) => at / 1_000), next }));
  const rare = ({ reason }: { readonly reason: string }) => reason === 'rare';
  expect(await seconds({ where: rare })).toEqual({ at: [207, 107, 7], next: undefined });
  const first = await seconds({ where: rare }, 2);
  expect(first.at).toEqual([207, 107]);
  expect((await seconds({ where: rare, cursor: first.next! })).at).toEqual([7]);
  expect((await seconds({ since: 10_000, until: 13_000 })).at).toEqual([13, 12, 11, 10]);
  await decisions.add([{ ...many[249]!, outcome: 'begun' as never }]);
  expect((await decisions.list('many', { limit: 1 })).items[0]?.outcome).toBe('begun');
});

it('stopped tasks are listed newest first, those that are kept', async () => {
  const clock = { now: () => 1_000_000, sleep: async () => {} };
  const kept = dynamoDbStoppedTasks(table, clock);
  const task = (id: string, stoppedAt: number) => ({ id, stoppedAt, version: 1, group: `service:${id}` }) as never;
  await kept.add('listing', task('a', 1_000), 1_000_001);
  await kept.add('listing', task('b', 3_000), 1_000_001);
  await kept.add('listing', task('c', 2_000), 999_999);
  await kept.add('listing', task('d', 1_500), 1_000_001);
  const page = await kept.list('listing', { limit: 2 });
  expect(page.items.map(({ id }) => id)).toEqual(['b', 'd']);
  const rest = await kept.list('listing', { limit: 2, cursor: page.next! });
  expect(rest.items.map(({ id }) => id)).toEqual(['a']);
  expect((await kept.list('listing', { limit: 9, where: ({ id }) => id === 'd' })).items).toHaveLength(1);
});

it('a request key belongs to the content that it was first used with, and tells what came of it', async () => {
  const keys = dynamoDbRequestKeys(table, { now: () => 0, sleep: async () => {} });
  expect(await keys.claim('k', 'one')).toEqual({ contentHash: 'one' });
  expect(await keys.claim('k', 'other')).toEqual({ contentHash: 'one' });
  await keys.settle('k', { contentHash: 'one', made: 'web:1' });
  expect(await keys.claim('k', 'one')).toEqual({ contentHash: 'one', made: 'web:1' });
  // DynamoDB deletes late: after thirty days the key is free, whether the item is there still or not.
  const later = dynamoDbRequestKeys(table, { ...clock, now: () => startAt + 30 * 24 * 3_600_000 });
  expect(await later.claim('k', 'other')).toEqual({ contentHash: 'other' });
  expect(await later.claim('k', 'one')).toEqual({ contentHash: 'other' });
});

it('an operation is added once, found by id, and listed newest first', async () => {
  const operations = dynamoDbOperations(table);
  const wish = { kind: 'delete-cluster' as const, cluster: 'c', cascade: false };
  const entry = (id: string, requestedAt: number) => ({ id, wish, bodyHash: 'h', requestedAt, requestedBy: 'me' });
  expect(await operations.add(entry('a', 1))).toBe('written');
  expect(await operations.add(entry('a', 2))).toBe('conflict');
  await operations.add(entry('b', 5));
  await operations.update({ ...entry('a', 1), executionArn: 'arn' });
  expect((await operations.read('a'))?.executionArn).toBe('arn');
  expect((await operations.list({ limit: 10 })).items.map(({ id }) => id)).toEqual(['b', 'a']);
});

it('a stopped task is forgotten when its time is over, although DynamoDB deletes late', async () => {
  const tasks = dynamoDbStoppedTasks(table, clock);
  const task = { id: 't', version: 3 } as never;
  await tasks.add('c', task, startAt + 1);
  expect(await tasks.read('c', 't')).toMatchObject({ id: 't' });
  await tasks.add('c', task, startAt);
  expect(await tasks.read('c', 't')).toBeUndefined();
});

it('an instance leads to its cluster', async () => {
  const index = dynamoDbInstanceIndex(table, clock);
  await index.add('i-1', 'c');
  expect(await index.clusterOf('i-1')).toBe('c');
  expect(await index.clusterOf('i-2')).toBeUndefined();
});
