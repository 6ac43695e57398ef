/** What strangers expect of SQS because its documentation says so. Sources stand beside the facts. */
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doors, type House, openHouse, refusalOf } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const sqs = () => house.client('SDK', SQSClient);
const create = async (QueueName: string, Attributes: Record<string, string> = {}): Promise<string> => {
  const fifo = QueueName.endsWith('.fifo') ? { FifoQueue: 'true' } : {};
  const made = await sqs().send(new CreateQueueCommand({ QueueName, Attributes: { ...fifo, ...Attributes } }));
  return made.QueueUrl!;
};
const send = (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
  sqs().send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const inGroup = (QueueUrl: string, MessageBody: string, MessageGroupId = 'g', id = MessageBody) =>
  send(QueueUrl, MessageBody, { MessageGroupId, MessageDeduplicationId: id });
const receive = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> =>
  (await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
  sqs().send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
const guide = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/';

describe(`FIFO queues, ${guide}FIFO-queues-understanding-logic.html`, () => {
  let url: string;
  beforeEach(async () => {
    url = await create('q.fifo');
  });

  test('give nothing of a group while one of its messages is in flight, and other groups meanwhile', async () => {
    await inGroup(url, 'a1', 'a');
    await inGroup(url, 'a2', 'a');
    await inGroup(url, 'b1', 'b');
    const [first] = await receive(url, { MaxNumberOfMessages: 1 });
    expect(first?.Body).toBe('a1');
    expect(bodies(await receive(url))).toEqual(['b1']);
    await remove(url, first!);
    expect(bodies(await receive(url))).toEqual(['a2']);
  });

  // The order of groups as AWS had it when localstack's tests/aws/services/sqs/test_sqs.py was run against it, test_fifo_*.
  test('give as many of one group as they can, then of the group that has waited longest', async () => {
    for (const [group, body] of [
      ['a', 'a1'],
      ['b', 'b1'],
      ['a', 'a2'],
      ['c', 'c1'],
      ['a', 'a3'],
    ] as const)
      await inGroup(url, body, group);
    expect(bodies(await receive(url, { MaxNumberOfMessages: 2, VisibilityTimeout: 5 }))).toEqual(['a1', 'a2']);
    expect(bodies(await receive(url, { MaxNumberOfMessages: 1, VisibilityTimeout: 5 }))).toEqual(['b1']);
    await house.time.pass(5_000);
    expect(bodies(await receive(url))).toEqual(['c1', 'a1', 'a2', 'a3', 'b1']);
  });

  test('give a group in order, the first again when its visibility timeout is over', async () => {
    await inGroup(url, 'a1');
    await inGroup(url, 'a2');
    await receive(url, { MaxNumberOfMessages: 1 });
    await house.time.pass(30_000);
    expect(bodies(await receive(url))).toEqual(['a1', 'a2']);
  });

  // "any messages sent with the same message deduplication ID are accepted successfully but aren't delivered during the 5-minute
  // deduplication interval", also after the first was received and deleted: using-messagededuplicationid-property.html
  test('take the same deduplication id once in five minutes', async () => {
    const { MessageId, SequenceNumber } = await inGroup(url, 'one', 'g', 'id');
    await remove(url, (await receive(url))[0]!);
    await house.time.pass(299_000);
    expect(await inGroup(url, 'two', 'g', 'id')).toMatchObject({ MessageId, SequenceNumber });
    expect(await receive(url)).toEqual([]);
    await house.time.pass(1_000);
    await inGroup(url, 'three', 'g', 'id');
    expect(bodies(await receive(url))).toEqual(['three']);
  });

  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
  describe('give the same attempt', () => {
    const attempt = { ReceiveRequestAttemptId: 'attempt-1', VisibilityTimeout: 60 };
    beforeEach(async () => {
      await inGroup(url, 'a1', 'a');
      await inGroup(url, 'b1', 'b');
    });
    test('the same messages, and hide them anew', async () => {
      const first = await receive(url, attempt);
      await house.time.pass(50_000);
      expect(await receive(url, attempt)).toEqual(first);
      await house.time.pass(50_000);
      expect(await receive(url)).toEqual([]);
    });
    test('other messages when one of the first was deleted', async () => {
      const [first] = await receive(url, attempt);
      await remove(url, first!);
      expect(await receive(url, attempt)).toEqual([]);
    });
    test('nothing of the kind after five minutes', async () => {
      const [first] = await receive(url, { ...attempt, VisibilityTimeout: 600 });
      await house.time.pass(300_000);
      expect(first).toBeDefined();
      expect(await receive(url, attempt)).toEqual([]);
    });
  });

  test.each([
    ['without a group', {}, /^MissingParameter: .*MessageGroupId/],
    [
      'without a deduplication id',
      { MessageGroupId: 'g' },
      /ContentBasedDeduplication enabled or MessageDeduplicationId/,
    ],
    [
      'with a delay of their own',
      { MessageGroupId: 'g', MessageDeduplicationId: 'd', DelaySeconds: 1 },
      /DelaySeconds/,
    ],
  ])('refuse messages %s', async (_reason, more, says) => {
    expect(await refusalOf(send(url, 'x', more))).toMatch(says);
  });
});

describe(`visibility, ${guide}sqs-visibility-timeout.html`, () => {
  test('can be longer and shorter than the queue has it, twelve hours at most from the receive', async () => {
    const url = await create('q');
    await send(url, 'x');
    const [message] = await receive(url);
    const change = (VisibilityTimeout: number) =>
      refusalOf(
        sqs().send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: url,
            ReceiptHandle: message!.ReceiptHandle,
            VisibilityTimeout,
          }),
        ),
      );
    await house.time.pass(10_000);
    expect(await change(43_200)).toMatch(/^InvalidParameterValue: .*beyond the limit \[43200 seconds\]/);
    expect(await change(43_190)).toBe('accepted');
    expect(await change(0)).toBe('accepted');
    expect(bodies(await receive(url))).toEqual(['x']);
  });

  // As AWS did when localstack's tests/aws/services/sqs/test_sqs.py was run against it: test_terminate_visibility_timeout_after_receive.
  test('of a standard queue changes with an old handle too, until the message is deleted', async () => {
    const url = await create('q');
    await send(url, 'x');
    const [early] = await receive(url, { VisibilityTimeout: 0 });
    const [late] = await receive(url);
    const again = new ChangeMessageVisibilityCommand({
      QueueUrl: url,
      ReceiptHandle: early!.ReceiptHandle,
      VisibilityTimeout: 0,
    });
    expect(late).toBeDefined();
    expect(await refusalOf(sqs().send(again))).toBe('accepted');
    const [last] = await receive(url);
    expect(last?.Body).toBe('x');
    await remove(url, last!);
    expect(await refusalOf(sqs().send(again))).toMatch(/^MessageNotInflight: /);
  });

  // "the message is still in the queue": with standard queues an old handle does not delete.
  test('ends without the message being lost', async () => {
    const url = await create('q');
    await send(url, 'x');
    const [early] = await receive(url);
    await house.time.pass(30_000);
    const [late] = await receive(url);
    expect(late?.ReceiptHandle).not.toBe(early?.ReceiptHandle);
    await remove(url, late!);
    expect(await refusalOf(remove(url, late!))).toBe('accepted');
    await house.time.pass(60_000);
    expect(await receive(url)).toEqual([]);
  });
});

describe(`dead letters, ${guide}sqs-dead-letter-queues.html`, () => {
  const policy = (name: string, maxReceiveCount = 2) => ({
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
      maxReceiveCount,
    }),
  });

  test('are what was received more often than the policy allows, with the same id', async () => {
    const dead = await create('dead');
    const url = await create('q', policy('dead'));
    const { MessageId } = await send(url, 'x');
    for (const wait of [30_000, 30_000]) {
      expect(await receive(url)).toHaveLength(1);
      await house.time.pass(wait);
    }
    expect(await receive(url)).toEqual([]);
    expect(await receive(dead)).toMatchObject([{ MessageId, Body: 'x' }]);
  });

  test.each([
    { reason: 'that is not there', source: 'q', dead: 'nobody', says: /Dead letter target does not exist/ },
    { reason: 'of another type', source: 'q.fifo', dead: 'dead', says: /must be same type of queue as the source/ },
  ])('are not kept in a queue $reason', async ({ source, dead, says }) => {
    await create('dead');
    expect(await refusalOf(create(source, policy(dead)))).toMatch(says);
    const url = await create(source);
    const set = new SetQueueAttributesCommand({ QueueUrl: url, Attributes: policy(dead) });
    expect(await refusalOf(sqs().send(set))).toMatch(says);
    const { Attributes } = await sqs().send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['RedrivePolicy'] }),
    );
    expect(Attributes).toBeUndefined();
  });
});

describe.each(doors)('through the %s door', (door) => {
  const client = () => house.client(door, SQSClient);
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html, API_DeleteMessageBatch.html
  test('a batch has one to ten entries with different ids, each of which succeeds or fails by itself', async () => {
    const QueueUrl = await create('q');
    const batch = (ids: readonly string[], MessageBody = 'x') =>
      client().send(new SendMessageBatchCommand({ QueueUrl, Entries: ids.map((Id) => ({ Id, MessageBody })) }));
    const ids = Array.from({ length: 11 }, (_, index) => `m${index}`);
    expect(await refusalOf(batch(ids.slice(1)))).toBe('accepted');
    expect(await refusalOf(batch(ids))).toMatch(/^TooManyEntriesInBatchRequest: .*You have sent 11/);
    expect(await refusalOf(batch([]))).toBe(
      'EmptyBatchRequest: There should be at least one SendMessageBatchRequestEntry in the request.',
    );
    expect(await refusalOf(batch(['a', 'a']))).toBe('BatchEntryIdsNotDistinct: Id a repeated.');
    expect(await refusalOf(batch(['a b']))).toMatch(/^InvalidBatchEntryId: /);

    const [message] = await receive(QueueUrl);
    const { Successful, Failed } = await client().send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'nonsense' },
        ],
      }),
    );
    expect(Successful).toEqual([{ Id: 'good' }]);
    expect(Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
  });

  // "the maximum message size is 1 MiB": quotas-messages.html
  test.each([
    { bytes: 1_048_576, answer: /^accepted$/ },
    { bytes: 1_048_577, answer: /Message must be shorter than 1048576 bytes/ },
  ])('a message of $bytes bytes: $answer', async ({ bytes, answer }) => {
    const QueueUrl = await create('q');
    const command = new SendMessageCommand({ QueueUrl, MessageBody: 'x'.repeat(bytes) });
    expect(await refusalOf(client().send(command))).toMatch(answer);
  });
});

// localstack's tests/aws/services/sqs/test_sqs.py was run against AWS; its test_sqs.snapshot.json is what AWS answered.
describe('in the words of AWS', () => {
  test('lists that have nothing are absent', async () => {
    expect(await sqs().send(new ListQueuesCommand({}))).not.toHaveProperty('QueueUrls', expect.anything());
    const url = await create('q');
    expect(await sqs().send(new ListQueueTagsCommand({ QueueUrl: url }))).not.toHaveProperty('Tags', expect.anything());
    const Entries = [{ Id: '1', MessageBody: 'x' }];
    expect((await sqs().send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))).Failed).toBeUndefined();
  });

  test('a receive takes one to ten messages', async () => {
    const url = await create('q');
    expect(await refusalOf(receive(url, { MaxNumberOfMessages: 11 }))).toBe(
      'InvalidParameterValue: Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    );
  });

  test.each(['', 'g'.repeat(129), 'group 123'])('a standard queue refuses the group %j', async (MessageGroupId) => {
    const url = await create('q');
    expect(await refusalOf(send(url, 'x', { MessageGroupId }))).toBe(
      `InvalidParameterValue: Value ${MessageGroupId} for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
    );
  });

  test('high throughput is for FIFO queues', async () => {
    expect(await refusalOf(create('q', { FifoThroughputLimit: 'perQueue' }))).toBe(
      'InvalidAttributeName: You can specify the FifoThroughputLimit only when FifoQueue is set to true.',
    );
  });

  test('what is true may be True', async () => {
    const url = await create('q.fifo', { FifoQueue: 'True', ContentBasedDeduplication: 'True' });
    await send(url, 'x', { MessageGroupId: 'g' });
    const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    expect((await sqs().send(asked)).Attributes).toMatchObject({
      FifoQueue: 'true',
      ContentBasedDeduplication: 'true',
    });
  });
});
