/**
 * SQS spoke awsQuery until 2023 and answers clients of then to this day: boto3 before 1.28.82, the aws command line of Debian 12
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-json-faqs.html).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, onTheWire, openHouse } from './doors.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const ask = async (Action: string, parameters: Record<string, string> = {}) => {
  const { status, body } = await onTheWire(house, 'sqs', { Action, Version: '2012-11-05', ...parameters });
  return { status, body: body.replace(/<\?xml.*\?>\n/, '') };
};
const QueueUrl = 'http://127.0.0.1/000000000000/jobs';

test('a queue is made, told, asked and emptied in the forms of then', async () => {
  const made = await ask('CreateQueue', {
    QueueName: 'jobs',
    'Attribute.1.Name': 'VisibilityTimeout',
    'Attribute.1.Value': '7',
    'Tag.1.Key': 'team',
    'Tag.1.Value': 'red',
  });
  expect(made.status).toBe(200);
  expect(made.body).toContain(
    '<CreateQueueResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><CreateQueueResult>',
  );
  const attributes = await ask('GetQueueAttributes', { QueueUrl, 'AttributeName.1': 'VisibilityTimeout' });
  expect(attributes.body).toContain('<Attribute><Name>VisibilityTimeout</Name><Value>7</Value></Attribute>');
  expect((await ask('ListQueueTags', { QueueUrl })).body).toContain('<Tag><Key>team</Key><Value>red</Value></Tag>');

  const sent = await ask('SendMessageBatch', {
    QueueUrl,
    'SendMessageBatchRequestEntry.1.Id': 'a',
    'SendMessageBatchRequestEntry.1.MessageBody': 'one <&>',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'k',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'String',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': 'v',
    'SendMessageBatchRequestEntry.2.Id': 'b',
    'SendMessageBatchRequestEntry.2.MessageBody': 'two',
  });
  expect(sent.body.match(/<SendMessageBatchResultEntry><Id>\w/g)).toHaveLength(2);
  const received = await ask('ReceiveMessage', {
    QueueUrl,
    MaxNumberOfMessages: '10',
    'AttributeName.1': 'ApproximateReceiveCount',
    'MessageAttributeName.1': 'All',
  });
  expect(received.body.match(/<Body>[^/]*<\/Body>/g)?.toSorted()).toEqual([
    '<Body>one &lt;&amp;&gt;</Body>',
    '<Body>two</Body>',
  ]);
  expect(received.body).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>');
  expect(received.body).toMatch(/<MessageAttribute><Name>k<\/Name><Value>.*<StringValue>v<\/StringValue>/);
  const [, handle = ''] = /<ReceiptHandle>(.*?)<\/ReceiptHandle>/.exec(received.body) ?? [];
  expect((await ask('DeleteMessage', { QueueUrl, ReceiptHandle: handle })).status).toBe(200);
  expect((await ask('ListQueues')).body).toContain('<QueueUrl>http://');
});

test('errors have the codes of then', async () => {
  const { status, body } = await ask('GetQueueUrl', { QueueName: 'none' });
  expect(status).toBe(400);
  expect(body).toContain('<Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
});
