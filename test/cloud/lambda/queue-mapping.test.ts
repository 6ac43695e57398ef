import { describe, expect, test } from 'vitest';
import { stage } from '../events/stage.ts';

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}
const bodiesOf = (payload: unknown) => (payload as Batch).Records.map(({ body }) => body);

const mapped = async (
  does: (payload: Batch) => unknown,
  { attributes = {}, mapping = {}, name = 'q' }: { attributes?: object; mapping?: object; name?: string } = {},
) => {
  const account = stage();
  const dead = await account.queue('dead');
  const queue = await account.queue(name, { VisibilityTimeout: '30', ...attributes });
  const { calls } = account.host('f', does);
  await account.call('lambda', 'CreateEventSourceMapping', {
    FunctionName: 'f',
    EventSourceArn: queue.arn,
    ...mapping,
  });
  return { ...account, queue, dead, calls };
};

describe('a queue mapped to a function', () => {
  test('wakes it for each message, in the form of Lambda, and loses what it has done', async () => {
    const { driver, queue, calls } = await mapped(() => null);
    await driver.pass(3_600_000);
    expect(calls).toEqual([]);
    await queue.send('hello', { MessageAttributes: { kind: { DataType: 'String', StringValue: 'x' } } });
    await driver.pass(1);
    expect(calls[0]?.payload).toEqual({
      Records: [
        {
          messageId: expect.any(String),
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: {
            SenderId: 'tester',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            ApproximateReceiveCount: '1',
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            kind: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
          },
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: queue.arn,
          awsRegion: 'us-east-1',
        },
      ],
    });
    expect(queue.free()).toBe(0);
  });

  test('costs nothing while it is empty', async () => {
    const { cloud, driver } = await mapped(() => null);
    await driver.pass(1);
    expect(cloud.clock.nextAt()).toBeUndefined();
  });

  test('gives a failed batch again after the visibility timeout', async () => {
    let failures = 1;
    const { driver, queue, calls } = await mapped(() => {
      if (failures-- > 0) throw new Error('once');
      return null;
    });
    await queue.send('x');
    await driver.pass(29_000);
    expect(calls).toHaveLength(1);
    await driver.pass(1_001);
    expect(calls.map(({ at }) => at)).toEqual([0, 30_000]);
    expect(queue.free()).toBe(0);
  });

  test('sends what always fails to the dead letters', async () => {
    const arn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const { driver, queue, dead, calls } = await mapped(
      () => {
        throw new Error('always');
      },
      { attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 3 }) } },
    );
    await queue.send('poison');
    await driver.pass(600_000);
    expect(calls).toHaveLength(3);
    expect(await dead.receive()).toMatchObject([{ Body: 'poison' }]);
  });

  test.each([
    { reason: 'one of them', answer: (ids: string[]) => [{ itemIdentifier: ids[1] }], back: ['b'] },
    { reason: 'none', answer: () => [], back: [] },
    { reason: 'one that is not in the batch', answer: () => [{ itemIdentifier: 'x' }], back: ['a', 'b', 'c'] },
    { reason: 'nothing that is understood', answer: () => [{ id: 'x' }], back: ['a', 'b', 'c'] },
  ])('brings back exactly what a partial response reports: $reason', async ({ answer, back }) => {
    let first = true;
    const { driver, queue, calls } = await mapped(
      ({ Records }) => {
        const failures = first ? answer(Records.map(({ messageId }) => messageId)) : [];
        first = false;
        return { batchItemFailures: failures };
      },
      { mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumBatchingWindowInSeconds: 1 } },
    );
    for (const body of ['a', 'b', 'c']) await queue.send(body);
    await driver.pass(40_000);
    expect(calls.map(({ payload }) => bodiesOf(payload))).toEqual([
      ['a', 'b', 'c'],
      ...(back.length > 0 ? [back] : []),
    ]);
    expect(queue.free()).toBe(0);
  });

  test('lets the function bring a message back earlier than the visibility timeout', async () => {
    const account = await mapped(() => null, { mapping: { FunctionResponseTypes: ['ReportBatchItemFailures'] } });
    let first = true;
    account.host('f', async ({ Records: [record] }: { Records: { receiptHandle: string; messageId: string }[] }) => {
      if (!first) return null;
      first = false;
      const input = { QueueUrl: account.queue.url, ReceiptHandle: record!.receiptHandle, VisibilityTimeout: 3 };
      const caller = { accessKeyId: 'x', role: 'f', arn: 'arn' };
      await account.cloud.call('sqs', 'ChangeMessageVisibility', input, caller);
      return { batchItemFailures: [{ itemIdentifier: record!.messageId }] };
    });
    await account.queue.send('x');
    await account.driver.pass(2_999);
    expect(account.queue.free()).toBe(1);
    await account.driver.pass(2);
    expect(account.queue.free()).toBe(0);
  });

  test('never runs more at once than its maximum concurrency', async () => {
    let now = 0;
    let most = 0;
    const account = await mapped(() => null, { mapping: { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } } });
    account.host('f', async () => {
      now += 1;
      most = Math.max(most, now);
      await account.cloud.clock.sleep(1_000);
      now -= 1;
    });
    for (let n = 0; n < 7; n++) await account.queue.send(String(n));
    await account.driver.pass(5_000);
    expect(most).toBe(2);
    expect(account.queue.free()).toBe(0);
  });
});

test('a FIFO queue gives a group to one run at a time, in order, and groups beside each other', async () => {
  const account = await mapped(() => null, {
    name: 'q.fifo',
    attributes: { FifoQueue: 'true', ContentBasedDeduplication: 'true' },
    mapping: { BatchSize: 1 },
  });
  const story: string[] = [];
  account.host('f', async (batch: Batch) => {
    const [body] = bodiesOf(batch);
    story.push(`${body} begins`);
    await account.cloud.clock.sleep(1_000);
    story.push(`${body} ends`);
  });
  for (const [body, MessageGroupId] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
  ] as const)
    await account.queue.send(body, { MessageGroupId });
  await account.driver.pass(3_000);
  expect(story).toEqual(['a1 begins', 'b1 begins', 'a1 ends', 'b1 ends', 'a2 begins', 'a2 ends']);
});

test.each([
  { reason: 'the function may run longer than messages stay hidden', visibility: '5', mapping: {} },
  { reason: 'a batch of more than ten has no window', visibility: '30', mapping: { BatchSize: 11 } },
])('a mapping is refused when $reason', async ({ visibility, mapping }) => {
  await expect(mapped(() => null, { attributes: { VisibilityTimeout: visibility }, mapping })).rejects.toMatchObject({
    name: 'InvalidParameterValueException',
  });
});
