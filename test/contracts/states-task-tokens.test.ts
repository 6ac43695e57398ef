/**
 * Tasks that wait for a callback with their token.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 * Histories were recorded on AWS by LocalStack: tests/aws/services/stepfunctions/v2/{callback,timeouts}.
 */
import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from './doors.ts';
import { functionArn, only, openWorkflows, story, type Workflows } from './workflows.ts';

let workflows: Workflows;
let sqs: SQSClient;
let queue: string;
beforeEach(async () => {
  workflows = openWorkflows();
  sqs = workflows.client(SQSClient);
  queue = (await sqs.send(new CreateQueueCommand({ QueueName: 'callbacks' }))).QueueUrl ?? '';
});

const waiting = (more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
  Arguments: {
    QueueUrl: queue,
    MessageBody: { Message: '{% $states.input.Message %}', TaskToken: '{% $states.context.Task.Token %}' },
  },
  ...more,
});

/** Starts it and takes the token out of the message. */
const begin = async (definition: object) => {
  const execution = await workflows.start(await workflows.create(definition), { Message: 'test_message_txt' });
  return { execution, token: await nextToken() };
};
const nextToken = async (): Promise<string> => {
  const receive = sqs.send(new ReceiveMessageCommand({ QueueUrl: queue, WaitTimeSeconds: 10 }));
  const { Messages = [] } = await workflows.time.finish(receive);
  const body = JSON.parse(Messages[0]?.Body ?? '{}');
  expect(body.Message).toBe('test_message_txt');
  return body.TaskToken;
};
const success = (taskToken: string, output = '"test_message_txt"') =>
  workflows.sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
const failure = (taskToken: string, more: { error?: string; cause?: string } = {}) =>
  workflows.sfn.send(new SendTaskFailureCommand({ taskToken, ...more }));
const heartbeat = (taskToken: string) => workflows.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));

describe('a task that waits for its token', () => {
  test('goes on with the output of SendTaskSuccess, however long that takes', async () => {
    const { execution, token } = await begin(only(waiting()));
    await workflows.time.pass(3 * 24 * 3_600_000);
    await success(token);
    const end = await workflows.end(execution);
    expect(end).toMatchObject({ status: 'SUCCEEDED', output: 'test_message_txt' });
    expect(story(end.events)).toEqual([
      '1 <- 0 ExecutionStarted',
      '2 <- 0 TaskStateEntered',
      '3 <- 2 TaskScheduled',
      '4 <- 3 TaskStarted',
      '5 <- 4 TaskSubmitted',
      '6 <- 5 TaskSucceeded',
      '7 <- 6 TaskStateExited',
      '8 <- 7 ExecutionSucceeded',
    ]);
    const resource = { resourceType: 'sqs', resource: 'sendMessage.waitForTaskToken' };
    const [, , scheduled, , submitted, succeeded] = end.events;
    expect(JSON.parse(scheduled?.taskScheduledEventDetails?.parameters ?? '')).toMatchObject({
      QueueUrl: queue,
      MessageBody: { TaskToken: token },
    });
    expect(scheduled?.taskScheduledEventDetails).toMatchObject({ ...resource, region: 'us-east-1' });
    expect(JSON.parse(submitted?.taskSubmittedEventDetails?.output ?? '')).toMatchObject({
      MessageId: expect.any(String),
      MD5OfMessageBody: expect.any(String),
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    expect(succeeded?.taskSucceededEventDetails).toMatchObject({ ...resource, output: '"test_message_txt"' });
  });

  test('fails with the error and cause of SendTaskFailure', async () => {
    const { execution, token } = await begin(only(waiting()));
    await failure(token, { error: 'Failure error', cause: 'Failure cause' });
    const end = await workflows.end(execution);
    expect(end).toMatchObject({ status: 'FAILED', error: 'Failure error', cause: 'Failure cause' });
    expect(story(end.events).slice(5)).toEqual(['6 <- 5 TaskFailed', '7 <- 6 ExecutionFailed']);
  });

  test('may fail without either, which States.ALL catches', async () => {
    const It = waiting({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], End: true });
    const { execution, token } = await begin({ StartAt: 'It', States: { It, Caught: { Type: 'Succeed' } } });
    await failure(token);
    expect(await workflows.end(execution)).toMatchObject({ output: { Error: null, Cause: null } });
  });

  test('times out, heartbeats or not', async () => {
    const { execution, token } = await begin(only(waiting({ TimeoutSeconds: 30, HeartbeatSeconds: 20 })));
    await workflows.time.pass(15_000);
    await heartbeat(token);
    const end = await workflows.end(execution);
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Timeout', cause: undefined, seconds: 30 });
    expect(end.events.at(-2)).toMatchObject({
      type: 'TaskTimedOut',
      taskTimedOutEventDetails: { error: 'States.Timeout', resource: 'sendMessage.waitForTaskToken' },
    });
  });

  test('is tried again with another token, and the first is of no use any more', async () => {
    const Retry = [{ ErrorEquals: ['Again'], IntervalSeconds: 1 }];
    const { execution, token } = await begin(only(waiting({ Retry })));
    await failure(token, { error: 'Again' });
    const second = await nextToken();
    expect(second).not.toBe(token);
    expect(await refusalOf(success(token))).toContain('TaskTimedOut');
    await success(second, '{"done":true}');
    expect(await workflows.end(execution)).toMatchObject({ status: 'SUCCEEDED', output: { done: true } });
  });

  test('fails at once when the message cannot be sent', async () => {
    const Arguments = { QueueUrl: `${queue}-gone`, MessageBody: 'x' };
    const end = await workflows.run(only(waiting({ Arguments })));
    expect(end).toMatchObject({ status: 'FAILED', error: expect.stringMatching(/^SQS\./), seconds: 0 });
  });
});

describe('HeartbeatSeconds', () => {
  // Recorded: the error of a missing heartbeat is States.Timeout. Documented: Retry and Catch know it as States.HeartbeatTimeout.
  test.each(['States.HeartbeatTimeout', 'States.Timeout'])('a missing heartbeat is caught as %s', async (name) => {
    const It = waiting({
      HeartbeatSeconds: 5,
      TimeoutSeconds: 600,
      Catch: [{ ErrorEquals: [name], Next: 'Caught' }],
      End: true,
    });
    const { execution, token } = await begin({ StartAt: 'It', States: { It, Caught: { Type: 'Succeed' } } });
    const end = await workflows.end(execution);
    expect(end).toMatchObject({ status: 'SUCCEEDED', seconds: 5, output: { Error: 'States.Timeout' } });
    expect(await refusalOf(heartbeat(token))).toContain('TaskTimedOut');
  });

  test('each heartbeat begins the wait anew, and leaves no event', async () => {
    const { execution, token } = await begin(only(waiting({ HeartbeatSeconds: '{% 2 + 3 %}' })));
    for (let beats = 0; beats < 5; beats++) {
      await workflows.time.pass(4_000);
      await heartbeat(token);
    }
    await success(token);
    expect(await workflows.end(execution)).toMatchObject({ status: 'SUCCEEDED', seconds: 20 });
    expect(await workflows.history(execution)).toHaveLength(8);
  });
});

describe('a function that is given a token', () => {
  const task = (more: object = {}) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: functionArn('work'), Payload: { token: '{% $states.context.Task.Token %}' } },
    ...more,
  });

  test('may report with it later; its own answer counts for nothing', async () => {
    let token = '';
    workflows.host('work', (payload) => {
      token = (payload as { token: string }).token;
      return 'ignored';
    });
    const execution = await workflows.start(await workflows.create(only(task())));
    await workflows.time.pass(60_000);
    await success(token, '{"n":1}');
    expect(await workflows.end(execution)).toMatchObject({ status: 'SUCCEEDED', output: { n: 1 }, seconds: 60 });
  });

  test('may report before it has answered', async () => {
    workflows.host('work', async (payload) => {
      await success((payload as { token: string }).token, '"early"');
      await workflows.cloud.clock.sleep(2_000);
    });
    const end = await workflows.run(only(task()));
    expect(end.output).toBe('early');
    expect(end.events.map(({ type }) => type)).toContain('TaskSubmitted');
  });

  test('fails the task when it fails itself', async () => {
    workflows.host('work', () => {
      throw Object.assign(new Error('why'), { name: 'Broken' });
    });
    expect(await workflows.run(only(task()))).toMatchObject({ status: 'FAILED', error: 'Broken' });
  });
});

// https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html#API_SendTaskSuccess_Errors
describe('reports that are refused', () => {
  test('of a token that is none', async () => {
    for (const report of [success, failure, heartbeat])
      expect(await refusalOf(report('nonsense'))).toBe("InvalidToken: Invalid Token: 'Invalid token'");
  });

  test('of a task that has been reported, or whose execution was stopped', async () => {
    const { execution, token } = await begin(only(waiting()));
    await success(token);
    await workflows.end(execution);
    expect(await refusalOf(success(token))).toContain('TaskTimedOut');
    const other = await begin(only(waiting()));
    await workflows.sfn.send(new StopExecutionCommand({ executionArn: other.execution }));
    for (const report of [success, failure, heartbeat])
      expect(await refusalOf(report(other.token))).toContain('TaskTimedOut');
  });

  test('of an output that is not JSON; the task still waits', async () => {
    const { execution, token } = await begin(only(waiting()));
    expect(await refusalOf(success(token, 'not json'))).toContain('InvalidOutput');
    await success(token);
    expect((await workflows.end(execution)).status).toBe('SUCCEEDED');
  });
});
