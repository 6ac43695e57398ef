/** What strangers expect of Lambda's event sources and queues because its documentation says so. Sources stand beside the facts. */
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  InvokeCommand,
  LambdaClient,
  PutFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doors, type House, openHouse, refusalOf, startAt } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse({ functionStartMs: [0, 0], queueNoticeMs: [0, 0] });
});
afterEach(() => house.close());

const minute = 60_000;
const lambda = () => house.client('SDK', LambdaClient);
const sqs = () => house.client('SDK', SQSClient);
const queue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
  const { QueueUrl } = await sqs().send(new CreateQueueCommand({ QueueName, Attributes }));
  return { QueueUrl, arn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}` };
};
const receive = async (QueueUrl: string | undefined) =>
  (await sqs().send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))).Messages ?? [];

/** Hosts `f`; gives when it ran, in ms since the start. */
const host = (does: (payload: never) => unknown, roleName = 'worker', name = 'f'): readonly number[] => {
  const ran: number[] = [];
  house.cloud.world.lambda.functions.set(name, {
    name,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    timeoutSeconds: 30,
    shown: { roleArn: `arn:aws:iam::000000000000:role/${roleName}` },
    invoke: async (payload) => {
      ran.push(house.cloud.clock.now() - startAt);
      return does(payload as never);
    },
  });
  return ran;
};
const fails = () => {
  throw new Error('always');
};

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
describe('an asynchronous invocation', () => {
  const invoke = () =>
    lambda().send(new InvokeCommand({ FunctionName: 'f', InvocationType: 'Event', Payload: Buffer.from('{"n":1}') }));

  // "Lambda attempts to run the function two more times, with a one-minute wait between the first two attempts, and two minutes
  // between the second and third attempts."
  test('is tried three times, one and two minutes apart', async () => {
    const ran = host(fails);
    expect((await invoke()).StatusCode).toBe(202);
    await house.time.pass(60 * minute);
    expect(ran).toEqual([0, minute, 3 * minute]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html: the record of the developer guide
  test('tells its destination on failure what became of it', async () => {
    host(fails);
    const { QueueUrl, arn } = await queue('failures');
    const DestinationConfig = { OnFailure: { Destination: arn } };
    await lambda().send(
      new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', MaximumRetryAttempts: 0, DestinationConfig }),
    );
    await invoke();
    await house.time.pass(1_000);
    const [message] = await receive(QueueUrl);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestContext: {
        requestId: expect.any(String),
        functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { n: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'always' },
    });
  });

  // "If the function doesn't have enough concurrency available … Lambda returns the event to the queue and attempts to run the
  // function again for up to 6 hours … increases exponentially from 1 second after the first attempt to a maximum of 5 minutes."
  test('that is throttled waits ever longer, for six hours at most', async () => {
    const ran = host(() => null);
    const { QueueUrl, arn } = await queue('failures');
    const DestinationConfig = { OnFailure: { Destination: arn } };
    await lambda().send(new PutFunctionEventInvokeConfigCommand({ FunctionName: 'f', DestinationConfig }));
    house.cloud.faults.begin('function-throttled', { function: 'f' });
    await invoke();
    await house.time.pass(5 * 60 * minute);
    expect(await receive(QueueUrl)).toEqual([]);
    await house.time.pass(61 * minute);
    const [message] = await receive(QueueUrl);
    expect(JSON.parse(message?.Body ?? '')).toMatchObject({ requestContext: { condition: 'EventAgeExceeded' } });
    expect(ran).toEqual([]);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
describe('an event source mapping', () => {
  const map = async (name: string, more: Partial<CreateEventSourceMappingCommandInput> = {}) => {
    const made = await queue(name, name.endsWith('.fifo') ? { FifoQueue: 'true' } : {});
    const mapping = { FunctionName: 'f', EventSourceArn: made.arn, ...more };
    await lambda().send(new CreateEventSourceMappingCommand(mapping));
    return made;
  };
  const send = (QueueUrl: string | undefined, MessageBody: string, MessageGroupId?: string) => {
    const group = MessageGroupId === undefined ? {} : { MessageGroupId, MessageDeduplicationId: MessageBody };
    return sqs().send(new SendMessageCommand({ QueueUrl, MessageBody, ...group }));
  };

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: "permissions to manage messages": ReceiveMessage, DeleteMessage
  test('receives and deletes by the role of the function', async () => {
    host(() => null, 'worker');
    const { QueueUrl } = await map('q');
    await send(QueueUrl, 'x');
    await house.time.pass(1_000);
    const made = house.cloud.journal.entries().filter(({ role }) => role === 'worker');
    expect(new Set(made.map(({ service, operation }) => `${service}:${operation}`))).toEqual(
      new Set(['sqs:ReceiveMessage', 'sqs:DeleteMessageBatch']),
    );
  });

  test('gives nothing to a function whose role may not receive, and goes on when it may again', async () => {
    const ran = host(() => null, 'worker');
    const { QueueUrl } = await map('q');
    const revoked = house.cloud.faults.begin('permission-revoked', { role: 'worker', action: 'sqs:ReceiveMessage' });
    await send(QueueUrl, 'x');
    await house.time.pass(minute);
    expect(ran).toEqual([]);
    revoked.end();
    await house.time.pass(minute);
    expect(ran).toHaveLength(1);
  });

  test('gives a batch again that a function crashed on, when its visibility timeout is over', async () => {
    const ran = host(() => null);
    house.cloud.faults.begin('function-throttled', { times: 1 });
    const { QueueUrl } = await map('q');
    await send(QueueUrl, 'x');
    await house.time.pass(29_000);
    expect(ran).toEqual([]);
    await house.time.pass(2_000);
    expect(ran).toEqual([30_000]);
    expect(await receive(QueueUrl)).toEqual([]);
  });

  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html: concurrency of FIFO queues is that of active groups
  test('runs as many at once as there are message groups', async () => {
    let now = 0;
    let most = 0;
    host(async () => {
      now += 1;
      most = Math.max(most, now);
      await house.cloud.clock.sleep(1_000);
      now -= 1;
    });
    const { QueueUrl } = await map('q.fifo', { BatchSize: 1 });
    for (let number = 0; number < 9; number += 1) await send(QueueUrl, `m${number}`, `g${number % 3}`);
    await house.time.pass(10_000);
    expect(most).toBe(3);
    expect(await receive(QueueUrl)).toEqual([]);
  });

  // "If you're using a batch window and your SQS queue contains very low traffic, Lambda might wait for up to 20 seconds":
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  test('may take up to twenty seconds to notice a message, while nothing else is to do', async () => {
    await house.close();
    house = await openHouse({ functionStartMs: [0, 0], queueNoticeMs: [20_000, 20_000] });
    const ran = host(() => null);
    const { QueueUrl } = await map('q');
    await house.time.pass(30_000);
    await send(QueueUrl, 'x');
    await house.time.pass(19_999);
    expect(ran).toEqual([]);
    await house.time.pass(2);
    expect(ran).toEqual([50_000]);
  });
});

describe.each(doors)('through the %s door', (door) => {
  // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html: X-Amz-Function-Error, and the error as payload
  test('a crash is an answer, not an error of the call', async () => {
    host(() => null, 'worker', 'f');
    house.cloud.world.lambda.functions.set('g', {
      name: 'g',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:g',
      timeoutSeconds: 3,
      invoke: (_payload, { aroundCall }) => aroundCall(async () => 'never heard'),
    });
    house.cloud.faults.begin('function-crash', { function: 'g', atCall: 1 });
    const answer = await house.client(door, LambdaClient).send(new InvokeCommand({ FunctionName: 'g' }));
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(Buffer.from(answer.Payload!).toString())).toMatchObject({ errorType: 'Runtime.ExitError' });
  });

  test('a throttled function is a refusal with its reason', async () => {
    host(() => null);
    house.cloud.faults.begin('function-throttled', { function: 'f' });
    const refused = house.client(door, LambdaClient).send(new InvokeCommand({ FunctionName: 'f' }));
    expect(await refusalOf(refused)).toBe('TooManyRequestsException: Rate Exceeded.');
  });
});
