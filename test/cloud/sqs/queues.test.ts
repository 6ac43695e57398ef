import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { createCloud } from '../../../local/cloud/cloud.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';

const start = Date.UTC(2026, 0, 5, 9);

const newAccount = () => {
  const cloud = createCloud({ seed: 1, startAt: start });
  const driver = new JumpDriver(cloud.clock);
  const sqs = cloud.door('key')(
    new SQSClient({ region: 'us-east-1', credentials: { accessKeyId: 'key', secretAccessKey: 'x' } }),
  );
  const create = async (QueueName: string, Attributes: Record<string, string> = {}) =>
    (await driver.finish(sqs.send(new CreateQueueCommand({ QueueName, Attributes })))).QueueUrl!;
  const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
    driver.finish(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })));
  const receive = async (QueueUrl: string, more: object = {}): Promise<Message[]> =>
    (await driver.finish(sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))))
      .Messages ?? [];
  const remove = (QueueUrl: string, { ReceiptHandle }: Message) =>
    driver.finish(sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })));
  const bodies = (messages: readonly Message[]) => messages.map(({ Body }) => Body);
  return { cloud, driver, sqs, create, send, receive, remove, bodies };
};

const fifo = { FifoQueue: 'true', ContentBasedDeduplication: 'true' };

describe('a standard queue', () => {
  test('gives a message to one receiver, and again when the visibility timeout is over', async () => {
    const { driver, create, send, receive, bodies } = newAccount();
    const url = await create('orders', { VisibilityTimeout: '40' });
    await send(url, 'first');
    expect(bodies(await receive(url))).toEqual(['first']);
    expect(await receive(url)).toEqual([]);
    await driver.pass(39_999);
    expect(await receive(url)).toEqual([]);
    await driver.pass(1);
    const [again] = await receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(again?.Attributes).toEqual({ ApproximateReceiveCount: '2' });
  });

  test('keeps a message that is deleted with an outdated handle, and loses it with the last one', async () => {
    const { driver, create, send, receive, remove } = newAccount();
    const url = await create('orders', { VisibilityTimeout: '1' });
    await send(url, 'x');
    const [outdated] = await receive(url);
    await driver.pass(1_000);
    const [current] = await receive(url);
    await remove(url, outdated!);
    await driver.pass(1_000);
    const [third] = await receive(url);
    expect(third?.MessageId).toBe(current?.MessageId);
    await remove(url, third!);
    await driver.pass(60_000);
    expect(await receive(url)).toEqual([]);
  });

  test('ends a long poll with the message that arrives, and after its time without one', async () => {
    const { cloud, driver, sqs, create, send, receive, bodies } = newAccount();
    const url = await create('orders');
    const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl: url, WaitTimeSeconds: 20 }));
    await driver.pass(5_000);
    await send(url, 'late');
    expect(bodies((await driver.finish(poll)).Messages ?? [])).toEqual(['late']);
    expect(cloud.clock.now()).toBe(start + 5_000);
    expect(await receive(url, { WaitTimeSeconds: 20 })).toEqual([]);
    expect(cloud.clock.now()).toBe(start + 25_000);
  });

  test('ends a long poll when a hidden message becomes visible again', async () => {
    const { cloud, create, send, receive, bodies } = newAccount();
    const url = await create('orders', { VisibilityTimeout: '12' });
    await send(url, 'x');
    await receive(url);
    expect(bodies(await receive(url, { WaitTimeSeconds: 20 }))).toEqual(['x']);
    expect(cloud.clock.now()).toBe(start + 12_000);
  });

  test('holds a delayed message back', async () => {
    const { driver, create, send, receive, bodies } = newAccount();
    const url = await create('orders');
    await send(url, 'later', { DelaySeconds: 10 });
    await driver.pass(9_999);
    expect(await receive(url)).toEqual([]);
    await driver.pass(1);
    expect(bodies(await receive(url))).toEqual(['later']);
  });

  test('moves a message that was received too often to its dead letters, with its id', async () => {
    const { driver, sqs, create, send, receive } = newAccount();
    const deadUrl = await create('dead');
    const arn = 'arn:aws:sqs:us-east-1:000000000000:dead';
    const url = await create('orders', {
      VisibilityTimeout: '5',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 2 }),
    });
    const { MessageId } = await send(url, 'poison');
    for (const _ of [1, 2]) {
      expect(await receive(url)).toHaveLength(1);
      await driver.pass(5_000);
    }
    expect(await receive(url)).toEqual([]);
    const [dead] = await receive(deadUrl, { MessageSystemAttributeNames: ['All'] });
    expect(dead?.MessageId).toBe(MessageId);
    expect(dead?.Attributes?.DeadLetterQueueSourceArn).toBe('arn:aws:sqs:us-east-1:000000000000:orders');
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes?.ApproximateNumberOfMessages).toBe('0');
  });

  test('forgets messages when the retention period is over', async () => {
    const { driver, create, send, receive } = newAccount();
    const url = await create('orders', { MessageRetentionPeriod: '60' });
    await send(url, 'old');
    await driver.pass(60_001);
    expect(await receive(url)).toEqual([]);
  });

  test('counts what is free, in flight and delayed', async () => {
    const { sqs, create, send, receive } = newAccount();
    const url = await create('orders');
    for (const body of ['a', 'b', 'c']) await send(url, body);
    await send(url, 'd', { DelaySeconds: 60 });
    await receive(url, { MaxNumberOfMessages: 1 });
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: '2',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      VisibilityTimeout: '30',
      QueueArn: 'arn:aws:sqs:us-east-1:000000000000:orders',
    });
  });

  test('brings a message back earlier or later when its visibility is changed', async () => {
    const { driver, sqs, create, send, receive } = newAccount();
    const url = await create('orders');
    await send(url, 'x');
    const [message] = await receive(url);
    const change = { QueueUrl: url, ReceiptHandle: message!.ReceiptHandle!, VisibilityTimeout: 3 };
    await sqs.send(new ChangeMessageVisibilityCommand(change));
    await driver.pass(3_000);
    expect(await receive(url)).toHaveLength(1);
  });

  test('digests bodies and attributes as AWS does', async () => {
    const { create, send } = newAccount();
    const url = await create('orders');
    const sent = await send(url, 'This is a test message', {
      MessageAttributes: { timestamp: { DataType: 'Number', StringValue: '1493147359900' } },
    });
    expect(sent.MD5OfMessageBody).toBe('fafb00f5732ab283681e124bf8747ed1');
    // The value in moto's tests.
    expect(sent.MD5OfMessageAttributes).toBe('235c5c510d26fb653d073faed50ae77c');
  });
});

describe('a FIFO queue', () => {
  test('takes the same message once in five minutes', async () => {
    const { driver, create, send, receive } = newAccount();
    const url = await create('jobs.fifo', fifo);
    const first = await send(url, 'x', { MessageGroupId: 'a' });
    await driver.pass(299_999);
    const same = await send(url, 'x', { MessageGroupId: 'a' });
    expect(same).toMatchObject({ MessageId: first.MessageId, SequenceNumber: first.SequenceNumber });
    await driver.pass(1);
    const other = await send(url, 'x', { MessageGroupId: 'a' });
    expect(other.MessageId).not.toBe(first.MessageId);
    expect(await receive(url)).toHaveLength(2);
  });

  test.each([
    { reason: 'no group', input: {}, name: 'MissingParameter' },
    { reason: 'a delay of its own', input: { MessageGroupId: 'a', DelaySeconds: 5 }, name: 'InvalidParameterValue' },
    { reason: 'a group with a space', input: { MessageGroupId: 'a b' }, name: 'InvalidParameterValue' },
  ])('refuses a message with $reason', async ({ input, name }) => {
    const { create, send } = newAccount();
    const url = await create('jobs.fifo', fifo);
    await expect(send(url, 'x', input)).rejects.toMatchObject({ name });
  });

  test('refuses to delete with a handle whose visibility is over', async () => {
    const { driver, create, send, receive, remove } = newAccount();
    const url = await create('jobs.fifo', { ...fifo, VisibilityTimeout: '2' });
    await send(url, 'x', { MessageGroupId: 'a' });
    const [message] = await receive(url);
    await driver.pass(2_000);
    await expect(remove(url, message!)).rejects.toThrow('The receipt handle has expired');
  });
});

describe('queues', () => {
  test('are created again with the same attributes, and not with others', async () => {
    const { create } = newAccount();
    const url = await create('orders', { VisibilityTimeout: '40' });
    expect(url).toBe('https://sqs.us-east-1.amazonaws.com/000000000000/orders');
    expect(await create('orders', { VisibilityTimeout: '40' })).toBe(url);
    expect(await create('orders')).toBe(url);
    await expect(create('orders', { VisibilityTimeout: '41' })).rejects.toMatchObject({ name: 'QueueNameExists' });
  });

  test.each([
    { reason: 'a FIFO queue without its suffix', name: 'jobs', attributes: { FifoQueue: 'true' } },
    { reason: 'the suffix without FIFO', name: 'jobs.fifo', attributes: {} },
    { reason: 'a character that is not allowed', name: 'jobs and orders', attributes: {} },
    { reason: 'more than 80 characters', name: 'x'.repeat(81), attributes: {} },
    { reason: 'an attribute that does not exist', name: 'jobs', attributes: { Colour: 'red' } },
    { reason: 'a visibility timeout over 12 hours', name: 'jobs', attributes: { VisibilityTimeout: '43201' } },
  ])('are refused with $reason', async ({ name, attributes }) => {
    const { create } = newAccount();
    await expect(create(name, attributes as Record<string, string>)).rejects.toThrow();
  });

  test('free their name a minute after they were deleted', async () => {
    const { driver, sqs, create } = newAccount();
    const url = await create('orders');
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'orders' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(create('orders')).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
    await driver.pass(60_000);
    expect(await create('orders')).toBe(url);
  });

  test('answer each entry of a batch by itself', async () => {
    const { sqs, create } = newAccount();
    const url = await create('jobs.fifo', fifo);
    const Entries = [
      { Id: 'good', MessageBody: 'x', MessageGroupId: 'a' },
      { Id: 'bad', MessageBody: 'y' },
    ];
    const answer = await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(answer.Successful?.map(({ Id }) => Id)).toEqual(['good']);
    expect(answer.Failed).toMatchObject([{ Id: 'bad', Code: 'MissingParameter', SenderFault: true }]);
  });
});
