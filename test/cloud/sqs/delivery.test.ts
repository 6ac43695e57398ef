/** How surely and in which order messages are delivered, whatever the knobs say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Knobs } from '../../../local/cloud/kernel/knobs.ts';
import { stage } from '../events/stage.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index));

/** Receives and deletes until nothing comes for a while; the bodies in the order of their arrival. */
const drain = async ({ call, driver }: ReturnType<typeof stage>, QueueUrl: string): Promise<readonly string[]> => {
  const bodies: string[] = [];
  for (let empty = 0; empty < 5; ) {
    const { Messages = [] } = await call<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
      'sqs',
      'ReceiveMessage',
      { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 },
    );
    empty = Messages.length === 0 ? empty + 1 : 0;
    for (const { Body, ReceiptHandle } of Messages) {
      bodies.push(Body);
      await call('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
    }
    await driver.pass(1_000);
  }
  return bodies;
};

const sentTo = async (name: string, knobs: Partial<Knobs>, attributes: Record<string, string> = {}) => {
  const account = stage(knobs);
  const queue = await account.queue(name, attributes);
  for (const body of numbers(30))
    await queue.send(body, name.endsWith('.fifo') ? { MessageGroupId: Number(body) % 2 === 0 ? 'even' : 'odd' } : {});
  return drain(account, queue.url);
};

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues.html
describe('a standard queue', () => {
  test('delivers in order and once, as a rule', async () => {
    expect(await sentTo('q', {})).toEqual(numbers(30));
  });
  test('may deliver in another order', async () => {
    const bodies = await sentTo('q', { queueDisorder: 100 });
    expect(bodies).not.toEqual(numbers(30));
    expect(bodies.toSorted((a, b) => Number(a) - Number(b))).toEqual(numbers(30));
  });
  test('may deliver what was deleted once more', async () => {
    const bodies = await sentTo('q', { queueDuplicates: 30 });
    expect(bodies.length).toBeGreaterThan(30);
    expect(new Set(bodies)).toEqual(new Set(numbers(30)));
  });
  test('always delivers at least once', async () => {
    const percent = fc.integer({ min: 0, max: 50 });
    const run = fc.asyncProperty(percent, percent, async (queueDisorder, queueDuplicates) => {
      expect(new Set(await sentTo('q', { queueDisorder, queueDuplicates }))).toEqual(new Set(numbers(30)));
    });
    await fc.assert(run, { numRuns: 3 });
  });
});

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html
test('a FIFO queue delivers each group in order and exactly once, whatever the knobs say', async () => {
  const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };
  const bodies = await sentTo('q.fifo', { queueDisorder: 100, queueDuplicates: 50 }, fifo);
  expect(bodies).toHaveLength(30);
  for (const rest of [0, 1])
    expect(bodies.filter((body) => Number(body) % 2 === rest)).toEqual(
      numbers(30).filter((body) => Number(body) % 2 === rest),
    );
});
