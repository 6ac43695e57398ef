/** Whatever arrives as an event or a message: it is acknowledged and counted, at once, and nothing is changed for it. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { inhabitMemory } from '../../support/in-memory-runtime.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';
import { aSituation } from '../../support/situations.ts';
import { paths, replaced } from '../../support/spoilt-values.ts';

// Time does not pass in memory: a look that waits for something would be over at once.
vi.mock('../../../shared/runtime.ts', async () => {
  const runtime = await import('../../support/in-memory-runtime.ts');
  return { ...runtime, clock: () => ({ now: runtime.clock().now, sleep: () => new Promise<void>(() => {}) }) };
});
const { handler: fleetChanged } = await import('../../../functions/on/fleet-changed.ts');
const { handler: taskStopped } = await import('../../../functions/on/task-stopped.ts');
const { handler: reconcileDue } = await import('../../../functions/on/reconcile-due.ts');
const context = { awsRequestId: 'request-1', functionName: 'on' } as never;

let world: InMemoryWorld;
beforeEach(() => {
  world = inhabitMemory();
  world.clusterSpecs.set('mine', { ...aSituation().wanted, cluster: 'mine' });
  world.instanceIndex.set('i-0123456789abcdef0', 'mine');
});

const home = { account: '000000000000', region: 'us-east-1' };
const clusterArn = `arn:aws:ecs:us-east-1:${home.account}:cluster/mine`;
const real: readonly Record<string, unknown>[] = readdirSync('events/bus').map((file) => {
  const [event] = [JSON.parse(readFileSync(`events/bus/${file}`, 'utf8'))].flat();
  const text = JSON.stringify(event).replaceAll(event.account, home.account).replaceAll(event.region, home.region);
  return JSON.parse(text.replaceAll(/:cluster\/[\w-]+/g, ':cluster/mine'));
});

const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const huge = 'x'.repeat(262_144);
const hostile: readonly unknown[] = [
  null,
  undefined,
  [],
  {},
  '',
  0,
  -1,
  1e308,
  Number.NaN,
  true,
  huge,
  nested(100_000),
  [nested(50_000)],
  { toString: 1, valueOf: 1 },
  JSON.parse('{"__proto__":{"cluster":"mine"},"constructor":{"prototype":{"polluted":1}}}'),
  '__proto__',
  'constructor',
  '\ud800\udfff\ud800',
  'a\nb\u0000\u009b31m',
  'i-0123456789abcdef0',
  'i-0000000000000000f',
  clusterArn,
  clusterArn.replace(home.account, '999999999999'),
  clusterArn.replace('us-east-1', 'eu-west-1'),
  `${clusterArn}/../theirs`,
  `arn:aws:ecs:us-east-1:${home.account}:cluster/${huge}`,
];
const anything = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...hostile) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 5 }) },
);

/** A real event, with one of its values replaced by something hostile. */
const spoilt = fc
  .constantFrom(...real.flatMap((event) => paths(event).map((path) => ({ event, path }))))
  .chain(({ event, path }) => anything.map((by) => replaced(event, path, by)));

/** Nothing but a look, and what is kept of a task: no call of AWS, no change of what is wanted or remembered. */
const expectUnchanged = (): void => {
  expect(world.calls).toEqual([]);
  expect([...world.clusterSpecs.keys()]).toEqual(['mine']);
  expect(world.ledgers.size + world.histories.size + world.demands.length + world.operations.size).toBe(0);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
};
const ignored = (): number =>
  [...world.measured].filter(([name]) => name.startsWith('EventsIgnored ')).reduce((sum, [, count]) => sum + count, 0);

describe('an event', () => {
  it('that is anything at all is acknowledged, and counted when it leads to nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, spoilt), async (raw) => {
        const before = { ignored: ignored(), woken: world.woken.length };
        await fleetChanged(raw, context);
        const woken = world.woken.slice(before.woken);
        expect(ignored() - before.ignored).toBe(woken.length === 0 ? 1 : 0);
        for (const message of woken) expect(JSON.stringify(message).length).toBeLessThan(2_000);
        for (const { cluster } of woken) expect(cluster).toBe('mine');
        expectUnchanged();
      }),
      { numRuns: 400 },
    );
  });

  it('of a stopped task that is anything at all is kept in bounds, or counted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, spoilt), async (raw) => {
        const before = { ignored: ignored(), kept: world.stoppedTasks.size };
        const outcome = await taskStopped(raw, context);
        expect(ignored() - before.ignored).toBe(outcome === 'ignored' ? 1 : 0);
        for (const { task } of world.stoppedTasks.values()) expect(JSON.stringify(task).length).toBeLessThan(200_000);
        expectUnchanged();
        expect(world.woken).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  const worst: readonly { readonly what: string; readonly raw: unknown }[] = [
    {
      what: 'is as large as the bus allows',
      raw: { ...real[0], detail: { ...Object(real[0]?.['detail']), more: huge } },
    },
    {
      what: 'is nested a hundred thousand levels deep',
      raw: { ...real[0], detail: nested(100_000), resources: nested(100_000) },
    },
    {
      what: 'names its cluster by a list without end',
      raw: { ...real[0], source: 'aws.ecs', detail: { clusterArn: nested(100_000) } },
    },
    {
      what: 'has a hundred thousand resources',
      raw: { ...real[0], resources: Array.from({ length: 100_000 }, () => 'i-x') },
    },
    {
      what: 'has ten thousand containers',
      raw: {
        ...home,
        source: 'aws.ecs',
        'detail-type': 'ECS Task State Change',
        detail: {
          clusterArn,
          taskArn: `arn:aws:ecs:us-east-1:${home.account}:task/mine/abc`,
          lastStatus: 'STOPPED',
          containers: Array.from({ length: 10_000 }, () => ({ name: huge.slice(0, 20), networkBindings: [] })),
        },
      },
    },
  ];
  it.each(worst)('that $what takes less than 50 ms', async ({ raw }) => {
    const took: number[] = [];
    for (let time = 0; time < 5; time += 1) {
      const before = performance.now();
      await fleetChanged(raw, context);
      await taskStopped(raw, context);
      took.push(performance.now() - before);
    }
    expect(Math.min(...took)).toBeLessThan(50);
    expectUnchanged();
  });
});

describe('a message of the queue', () => {
  const record = (body: unknown, changes: object = {}) => ({
    messageId: 'm-1',
    receiptHandle: 'r-1',
    body,
    attributes: { ApproximateReceiveCount: '1' },
    ...changes,
  });
  const batch = (...records: unknown[]) => ({ Records: records });
  const unknown = { cluster: 'nobodys', cause: 'x', sentAt: 1 };

  it.each([
    { what: 'no JSON', records: [record('{')], dropped: 1 },
    { what: 'no text', records: [record({ cluster: 'mine' })], dropped: 1 },
    { what: 'a list', records: [record('[]')], dropped: 1 },
    { what: 'without a cluster', records: [record('{"sentAt":1}')], dropped: 1 },
    { what: 'of a cluster that cannot be', records: [record('{"cluster":"a/b","sentAt":1}')], dropped: 1 },
    {
      what: 'of a cluster with an endless name',
      records: [record(JSON.stringify({ ...unknown, cluster: huge }))],
      dropped: 1,
    },
    { what: 'sent at no time', records: [record('{"cluster":"mine","sentAt":"now"}')], dropped: 1 },
    {
      what: 'with a cluster by prototype',
      records: [record('{"__proto__":{"cluster":"mine","sentAt":1}}')],
      dropped: 1,
    },
    { what: 'nested deeply', records: [record(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)], dropped: 1 },
    { what: 'no record', records: [null, 'x', []], dropped: 3 },
    {
      what: 'among good ones',
      records: [record('{'), record(JSON.stringify(unknown), { attributes: null })],
      dropped: 1,
    },
  ])('that is none is taken off the queue and counted: $what', async ({ records, dropped }) => {
    expect(await reconcileDue(batch(...records), context)).toEqual({ batchItemFailures: [] });
    expect(ignored()).toBe(dropped);
    expectUnchanged();
  });

  it.each([undefined, null, 'x', [], {}, { Records: null }, { Records: {} }])(
    'comes in a batch: %j is none',
    async (raw) => {
      expect(await reconcileDue(raw, context)).toEqual({ batchItemFailures: [] });
      expectUnchanged();
    },
  );

  /** What is nested too deeply to be written as JSON came as text above. */
  const shallow = fc.constantFrom(...hostile.filter((value) => !Array.isArray(value)));

  it('may be anything at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(shallow, fc.jsonValue(), fc.string({ unit: 'binary' })), async (value) => {
        const body = typeof value === 'string' ? value : JSON.stringify(value);
        const message = JSON.stringify({
          ...unknown,
          seen: value,
          instance: value,
          tells: value,
          happenedAt: value,
          cause: value,
        });
        expect(await reconcileDue(batch(record(body), record(message)), context)).toEqual({ batchItemFailures: [] });
        expectUnchanged();
      }),
    );
  });
});
