/** What strangers expect of EventBridge because its documentation says so. Sources stand beside the facts. */
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  PutRuleCommand,
  PutTargetsCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doors, type House, openHouse, refusalOf } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse({ eventDelayMs: [0, 0] });
});
afterEach(() => house.close());

const entry = (changes: Partial<PutEventsRequestEntry> = {}): PutEventsRequestEntry => ({
  Source: 'my.shop',
  DetailType: 'Order',
  Detail: '{}',
  ...changes,
});

describe.each(doors)('PutEvents through the %s door', (door) => {
  const put = (...Entries: PutEventsRequestEntry[]) =>
    house.client(door, EventBridgeClient).send(new PutEventsCommand({ Entries }));

  // "If an individual entry within a request fails, EventBridge continues processing the rest": eb-putevents.html
  test('takes each entry by itself, and answers in their order', async () => {
    const { FailedEntryCount, Entries } = await put(
      entry(),
      entry({ Detail: 'no JSON' }),
      entry({ DetailType: '' }),
      entry({ Source: 'aws.ec2' }),
    );
    expect(FailedEntryCount).toBe(3);
    expect(Entries?.map(({ EventId, ErrorCode }) => (EventId === undefined ? ErrorCode : 'taken'))).toEqual([
      'taken',
      'MalformedDetail',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
    ]);
  });

  // https://github.com/aws/aws-cli/issues/9186: success, and the event is gone.
  test('takes events for a bus that does not exist', async () => {
    expect(await put(entry({ EventBusName: 'nobody' }))).toMatchObject({ FailedEntryCount: 0 });
  });

  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html: 1 to 10 entries.
  test('takes ten entries, and no more', async () => {
    expect(await refusalOf(put(...Array.from({ length: 10 }, () => entry())))).toBe('accepted');
    expect(await refusalOf(put(...Array.from({ length: 11 }, () => entry())))).toMatch(
      /^ValidationException: .*length/,
    );
  });

  // "The total entry size must be less than 256 KB"; a time counts 14 bytes: CalculatePutEventsEntrySize.html
  test.each([
    { reason: 'just fits', bytes: 262_144, answer: /^accepted$/ },
    { reason: 'is one byte too long', bytes: 262_145, answer: /^ValidationException: Total size of the entries/ },
  ])('measures source, type, detail and time: what $reason', async ({ bytes, answer }) => {
    const rest = 'my.shop'.length + 'Order'.length + 14 + '{"x":""}'.length;
    const Detail = JSON.stringify({ x: 'x'.repeat(bytes - rest) });
    expect(await refusalOf(put(entry({ Detail, Time: new Date(0) })))).toMatch(answer);
  });
});

describe('a target', () => {
  const events = () => house.client('SDK', EventBridgeClient);
  const target = async (changes: Partial<Target>) => {
    await events().send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["my.shop"]}' }));
    const Targets = [{ Id: 't', Arn: 'arn:aws:sqs:us-east-1:000000000000:nowhere', ...changes }];
    return events().send(new PutTargetsCommand({ Rule: 'r', Targets }));
  };

  // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html
  test.each([
    { reason: '185 attempts in a day', policy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 } },
    { reason: 'none in a minute', policy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } },
  ])('may be tried again as often as this: $reason', async ({ policy }) => {
    expect(await refusalOf(target({ RetryPolicy: policy }))).toBe('accepted');
  });
  test.each([
    { reason: '186 attempts', policy: { MaximumRetryAttempts: 186 } },
    { reason: 'fewer than none', policy: { MaximumRetryAttempts: -1 } },
    { reason: 'less than a minute', policy: { MaximumEventAgeInSeconds: 59 } },
    { reason: 'more than a day', policy: { MaximumEventAgeInSeconds: 86_401 } },
  ])('is refused with $reason', async ({ policy }) => {
    expect(await refusalOf(target({ RetryPolicy: policy }))).toMatch(/^ValidationException: /);
  });

  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html: what the dead letter says.
  test('that is not there gives its event to the dead letters at once, with the reasons', async () => {
    const sqs = house.client('SDK', SQSClient);
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
    await target({ DeadLetterConfig: { Arn: 'arn:aws:sqs:us-east-1:000000000000:dead' } });
    await events().send(new PutEventsCommand({ Entries: [entry()] }));
    await house.time.pass(1_000);
    const receive = new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] });
    const { Messages: [letter] = [] } = await sqs.send(receive);
    expect(JSON.parse(letter?.Body ?? '')).toMatchObject({ source: 'my.shop', 'detail-type': 'Order' });
    const said = Object.entries(letter?.MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue]);
    expect(Object.fromEntries(said)).toMatchObject({
      RULE_ARN: 'arn:aws:events:us-east-1:000000000000:rule/r',
      TARGET_ARN: 'arn:aws:sqs:us-east-1:000000000000:nowhere',
      ERROR_CODE: expect.any(String),
      ERROR_MESSAGE: expect.any(String),
    });
  });
});
