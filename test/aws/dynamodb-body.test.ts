/** An item of DynamoDB holds 400 KB: what is remembered of clusters as large as ECS has them fits, whatever is the matter. */
import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bodyAttributes, bodyIn } from '../../shared/aws/dynamodb-body.ts';
import { type Fate, type History, noHistory } from '../../shared/domain/history.ts';
import type { Disruption, Ledger } from '../../shared/domain/ledger.ts';

const largestItem = 400 * 1024;
const now = 1_790_000_000_000;

const hex = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);
const idsOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `i-${hex(`host ${index}`, 17)}`);

/** Everything at once, with times that differ: worse than any day will be. */
const historyOfTrouble = (count: number): History => {
  const ids = idsOf(count);
  const ofEach = <Value>(value: (index: number) => Value): Readonly<Record<string, Value>> =>
    Object.fromEntries(ids.map((id, index) => [id, value(index)]));
  const times = ofEach((index) => now + index * 997);
  return {
    ...noHistory('c'),
    agentAwaySince: times,
    agentRestartedAt: times,
    unregisteredSince: times,
    runtimeImpairedSince: times,
    interruptedSince: times,
    unseenSince: times,
    withoutInstanceSince: Object.fromEntries(
      ids.map((id) => [`arn:aws:ecs:us-east-1:123456789012:container-instance/c/${hex(id, 32)}`, now]),
    ),
    impaired: ofEach((index) => ({ since: now + index, seenAt: now + index * 2 })),
    scheduled: ofEach((index) => ({
      code: 'instance-retirement' as const,
      notBefore: now + index * 60_000,
      description: 'The instance is running on degraded hardware',
    })),
    gone: ids,
    fates: ofEach((index): Fate => ({ group: 'web', outcome: 'joined', at: now - index * 7_919 })),
    lastSaid: ids.map((id) => hex(id, 12)).join(),
  };
};

const ledgerOfTrouble = (count: number): Ledger => ({
  cluster: 'c',
  group: 'web',
  version: 7,
  nextLaunch: count + 1,
  launches: [],
  former: idsOf(count).map((id, index) => ({
    number: index + 1,
    enteredAt: now - index * 60_000,
    reason: `web has ${index} of ${count} hosts: one more is launched`,
    instanceIds: [id],
  })),
  disruptions: idsOf(count).map(
    (host, index): Disruption => ({
      host,
      kind: 'remove',
      cause: 'spot-interruption',
      reason: `EC2 takes the spot host ${host} back`,
      stage: 'draining',
      attempt: 1,
      enteredAt: now + index,
      stageAt: now + index,
      deadline: now + index + 900_000,
    }),
  ),
});

describe.each([
  { what: 'a history of 1,000 hosts', body: historyOfTrouble(1_000) },
  { what: 'a history of 5,000 hosts', body: historyOfTrouble(5_000) },
  { what: 'a ledger of 1,000 hosts, the most that a group has', body: ledgerOfTrouble(1_000) },
])('$what that are all in trouble', ({ body }) => {
  it('has room to spare when it is packed, and is read as it was written', () => {
    expect(JSON.stringify(body).length).toBeGreaterThan(0.9 * largestItem);
    const stored = bodyAttributes(body);
    expect(stored['body']?.B?.byteLength).toBeLessThan(0.75 * largestItem);
    expect(bodyIn(stored)).toEqual({ status: 'read', body });
  });
});

it('what is short stays text that can be read in the console', () => {
  const body = historyOfTrouble(3);
  expect(bodyAttributes(body)).toEqual({ schema: { N: '1' }, body: { S: JSON.stringify(body) } });
});

describe('what is not as we write it', () => {
  const { schema } = bodyAttributes(ledgerOfTrouble(1_000));
  it.each([
    { reason: 'packed, by a later version', item: { schema: { N: '3' }, body: { B: Buffer.of(1) } }, newer: true },
    { reason: 'text, by a later version', item: { schema: { N: '2' }, body: { S: '{}' } }, newer: true },
    { reason: 'bytes that nobody packed', item: { schema, body: { B: Buffer.from('{}') } }, newer: false },
    { reason: 'packed nonsense', item: { schema, body: { B: brotliCompressSync('{') } }, newer: false },
    { reason: 'packed, and no object', item: { schema, body: { B: brotliCompressSync('7') } }, newer: false },
    {
      reason: 'packed, and far larger than any item unpacks to',
      item: { schema, body: { B: brotliCompressSync(`"${' '.repeat(40 * 1024 * 1024)}"`) } },
      newer: false,
    },
  ])('is never read: $reason', ({ item, newer }) => {
    expect(bodyIn(item as never)).toMatchObject({ status: 'unreadable', newer });
  });
});
