/** Whatever goes wrong at the same time: no message is lost, a group keeps its order, and the same seed tells the same story. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FaultName } from '../../local/cloud/faults/catalogue.ts';
import { knobsOfSeed } from '../../local/cloud/kernel/knobs.ts';
import { Random } from '../../local/cloud/kernel/random.ts';
import { done } from './fixtures/shop/functions/fulfil.ts';
import { openShop } from './shop.ts';

const role = 'shop-test-WorkerRole';
const ofFulfil = { function: 'shop-test-fulfil' };
const percent = fc.integer({ min: 1, max: 60 });
const untilMs = fc.integer({ min: 10_000, max: 600_000 });

/** A fault, and for how long. Delays and slowness together stay below the visibility timeout: else AWS itself overlaps runs. */
const fault = fc.tuple(
  fc.oneof(
    fc.record({
      name: fc.constant('function-crash'),
      percent,
      atCall: fc.constantFrom(1, 2, 3, 4),
      when: fc.constantFrom('before', 'after'),
    }),
    fc.record({ name: fc.constant('function-timeout'), percent, atCall: fc.constantFrom(1, 2, 3, 4) }),
    fc.record({ name: fc.constant('function-slow'), percent, byMs: fc.constant([0, 6_000]) }),
    fc.record({ name: fc.constant('function-throttled'), percent }),
    fc.record({ name: fc.constant('clock-skew'), byMs: fc.constant([-600_000, 600_000]) }),
    fc.record({ name: fc.constant('credentials-expired'), ...{ function: fc.constant(ofFulfil.function) } }),
    fc.record({
      name: fc.constant('permission-revoked'),
      role: fc.constant(role),
      action: fc.constantFrom('sqs:ReceiveMessage', 'sqs:DeleteMessage', 'ssm:PutParameter'),
    }),
    fc.record({
      name: fc.constantFrom('call-reply-lost', 'call-request-lost', 'call-error', 'call-throttled'),
      service: fc.constantFrom('sqs', 'ssm'),
      role: fc.constant(role),
      percent,
    }),
    fc.record({ name: fc.constant('call-delay'), role: fc.constant(role), ms: fc.constant([0, 3_000]), percent }),
    fc.record({ name: fc.constant('events-duplicated'), percent, laterMs: fc.constant([0, 30_000]) }),
    fc.record({ name: fc.constant('events-delayed'), percent, byMs: fc.constant([0, 30_000]) }),
    fc.record({ name: fc.constant('events-reordered'), windowMs: fc.constant(20_000) }),
    fc.record({ name: fc.constant('events-dropped'), percent }),
  ),
  untilMs,
);
type Mix = readonly (readonly [{ readonly name: string }, number])[];

const groups = ['a', 'b', 'c'];
const jobs = groups.flatMap((group) => [1, 2, 3, 4].map((number) => ({ group, body: `${group}${number}` })));

/** Twelve jobs in three groups and three events, while all this goes wrong; then time enough for everything to end. */
const day = async (seed: number, mix: Mix) => {
  done.length = 0;
  const knobs = { ...knobsOfSeed(new Random(seed)), functionStartMs: [0, 2_000] as const };
  const { cloud, driver, call } = await openShop({ seed, knobs });
  const { functions } = cloud.world.lambda;
  const hosted = functions.get(ofFulfil.function)!;
  const running = new Set<string>();
  const overlaps: string[] = [];
  functions.set(hosted.name, {
    ...hosted,
    invoke: async (payload, context) => {
      const group = (payload as { Records: { body: string }[] }).Records[0]?.body.slice(0, 1) ?? '';
      if (running.has(group)) overlaps.push(group);
      running.add(group);
      const over = () => void running.delete(group);
      context.ended.addEventListener('abort', over);
      return hosted.invoke(payload, context).finally(over);
    },
  });

  for (const [{ name, ...parameters }, ms] of mix) {
    const ours = name.startsWith('function') && name !== 'function-throttled' ? ofFulfil : {};
    cloud.faults.begin(name as FaultName, { ...parameters, ...ours } as never, ms);
  }
  const QueueUrl = `https://sqs.us-east-1.amazonaws.com/000000000000/shop-test-Jobs.fifo`;
  for (const { group, body } of jobs)
    await call('sqs', 'SendMessage', { QueueUrl, MessageBody: body, MessageGroupId: group });
  for (const number of [1, 2, 3]) {
    const Detail = JSON.stringify({ state: 'stopped', number });
    await call('eventbridge', 'PutEvents', { Entries: [{ Source: 'shop.tasks', DetailType: 'x', Detail }] });
  }
  await driver.pass(45 * 60_000);

  const left = (queue: string) =>
    [...(cloud.world.sqs.queues.get(queue)?.messages.values() ?? [])].map(({ body }) => body);
  return {
    done: [...done],
    overlaps,
    waiting: left('shop-test-Jobs.fifo'),
    dead: left('shop-test-JobsDeadLetters.fifo'),
    failed: left('shop-test-DeadLetters').map((body) => JSON.parse(body).requestPayload.number as number),
    trace: JSON.stringify(cloud.journal.entries()),
  };
};

test('no message is lost, groups keep their order and never overlap; the same seed, the same trace', async () => {
  const mixes = fc.array(fault, { minLength: 1, maxLength: 5 });
  const run = fc.asyncProperty(fc.nat(1_000_000), mixes, async (seed, mix) => {
    const told = await day(seed, mix);
    const somewhere = new Set([...told.done, ...told.dead, ...told.waiting]);
    expect(jobs.filter(({ body }) => !somewhere.has(body))).toEqual([]);
    expect(told.overlaps).toEqual([]);
    for (const group of groups) {
      const inOrder = told.done.filter((body) => body.startsWith(group));
      expect(inOrder).toEqual(inOrder.toSorted());
    }
    // It always fails: what came in must be among the dead letters.
    expect(new Set(told.failed)).toEqual(new Set([1, 2, 3]));
    expect(await day(seed, mix)).toEqual(told);
  });
  await fc.assert(run, { numRuns: 4 });
});

test('without faults every job is done once', async () => {
  const told = await day(1, []);
  expect(told.done.toSorted()).toEqual(jobs.map(({ body }) => body));
  expect([told.dead, told.waiting]).toEqual([[], []]);
});
