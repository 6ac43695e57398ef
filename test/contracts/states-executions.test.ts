/** Machines and executions as the API shows them. https://docs.aws.amazon.com/step-functions/latest/apireference/ */

import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  paginateGetExecutionHistory,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeEach, describe, expect, test } from 'vitest';
import { refusalOf } from './doors.ts';
import { only, openWorkflows, story, type Workflows } from './workflows.ts';

let workflows: Workflows;
let sfn: SFNClient;
beforeEach(() => {
  workflows = openWorkflows();
  sfn = workflows.sfn;
});
const minute = only({ Type: 'Wait', Seconds: 60 });
const executionOf = (machine: string, name: string) => `${machine.replace('stateMachine', 'execution')}:${name}`;

// API_StartExecution
describe('the name of an execution', () => {
  test('answers with the execution that runs under it with the same input, byte for byte', async () => {
    const machine = await workflows.create(minute);
    const first = await workflows.start(machine, { a: 1 }, 'once');
    expect(await workflows.start(machine, { a: 1 }, 'once')).toBe(first);
    const spaced = new StartExecutionCommand({ stateMachineArn: machine, name: 'once', input: '{ "a": 1 }' });
    expect(await refusalOf(sfn.send(spaced))).toBe(`ExecutionAlreadyExists: Execution Already Exists: '${first}'`);
  });

  test('is burnt for 90 days when the execution has ended', async () => {
    const machine = await workflows.create(minute);
    await workflows.end(await workflows.start(machine, {}, 'once'));
    await workflows.time.pass(90 * 24 * 3_600_000 - 1_000);
    expect(await refusalOf(workflows.start(machine, {}, 'once'))).toContain('ExecutionAlreadyExists');
    await workflows.time.pass(2_000);
    expect(await refusalOf(workflows.start(machine, {}, 'once'))).toBe('accepted');
  });
});

// API_StopExecution; the history was recorded on AWS by LocalStack (test_sfn_api.snapshot.json, test_stop_execution)
describe('an execution that is stopped', () => {
  test('is ABORTED with the error and cause given, and nothing in it goes on', async () => {
    const calls: number[] = [];
    workflows.host('count', (payload) => calls.push(payload as number));
    const step = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:count', Arguments: 1 };
    const flow = {
      StartAt: 'Wait',
      States: { Wait: { Type: 'Wait', Seconds: 60, Next: 'Then' }, Then: { ...step, End: true } },
    };
    const executionArn = await workflows.start(await workflows.create(only({ Type: 'Parallel', Branches: [flow] })));
    await workflows.time.pass(1_000);
    const { stopDate } = await sfn.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' }));
    await workflows.time.pass(600_000);
    expect(calls).toEqual([]);
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      error: 'Stopped',
      cause: 'by hand',
      stopDate,
    });
    const events = await workflows.history(executionArn);
    expect(events.at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      previousEventId: 0,
      executionAbortedEventDetails: { error: 'Stopped', cause: 'by hand' },
    });
    expect(events.map(({ type }) => type)).not.toContain('WaitStateExited');
  });

  test('stays as it ended when it is stopped again, or had ended before', async () => {
    const executionArn = await workflows.start(await workflows.create(minute));
    const ended = await workflows.end(executionArn);
    await sfn.send(new StopExecutionCommand({ executionArn, error: 'Late' }));
    expect((await workflows.end(executionArn)).status).toBe(ended.status);
  });
});

// API_GetExecutionHistory
describe('a history', () => {
  test('is read backwards, in pages, and without its data', async () => {
    const executionArn = await workflows.start(await workflows.create(minute), { secret: 1 });
    const { events } = await workflows.end(executionArn);
    expect(story(events)).toEqual([
      '1 <- 0 ExecutionStarted',
      '2 <- 0 WaitStateEntered',
      '3 <- 2 WaitStateExited',
      '4 <- 3 ExecutionSucceeded',
    ]);
    expect(events[0]).toMatchObject({
      executionStartedEventDetails: { input: '{"secret":1}', inputDetails: { truncated: false } },
    });
    const seen: (number | undefined)[] = [];
    const request = { executionArn, reverseOrder: true, includeExecutionData: false };
    for await (const page of paginateGetExecutionHistory({ client: sfn, pageSize: 3 }, request)) {
      expect(JSON.stringify(page.events)).not.toContain('secret');
      seen.push(...(page.events ?? []).map(({ id }) => id));
    }
    expect(seen).toEqual([4, 3, 2, 1]);
  });

  test.each([
    [
      'of an execution that is not there',
      'arn:aws:states:us-east-1:000000000000:execution:m:none',
      'ExecutionDoesNotExist',
    ],
    [
      'of what is no ARN',
      'invalid_state_machine_arn',
      "InvalidArn: Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'",
    ],
  ])('is refused %s', async (_what, executionArn, refusal) => {
    expect(await refusalOf(sfn.send(new GetExecutionHistoryCommand({ executionArn })))).toContain(refusal);
  });
});

// API_ListExecutions: "Results are sorted by time, with the most recent execution first."
test('executions are listed by machine and status, the most recent first', async () => {
  const machine = await workflows.create(minute);
  const other = await workflows.create(minute);
  for (const name of ['a', 'b', 'c']) await workflows.start(machine, {}, name);
  await workflows.start(other, {}, 'elsewhere');
  await sfn.send(new StopExecutionCommand({ executionArn: executionOf(machine, 'b') }));
  const list = async (more: object = {}) => {
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: machine, ...more }));
    return executions?.map(({ name }) => name);
  };
  expect(await list()).toEqual(['c', 'b', 'a']);
  expect(await list({ statusFilter: 'RUNNING' })).toEqual(['c', 'a']);
  expect(await list({ statusFilter: 'ABORTED' })).toEqual(['b']);
  expect(await list({ statusFilter: 'TIMED_OUT' })).toEqual([]);
});

// API_UpdateStateMachine: "Running executions will continue to use the previous definition"
test('an update leaves running executions alone, and says when it was', async () => {
  const machine = await workflows.create(minute);
  const running = await workflows.start(machine);
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...only({ Type: 'Pass' }) });
  const updated = await sfn.send(new UpdateStateMachineCommand({ stateMachineArn: machine, definition }));
  expect(updated.updateDate?.getTime()).toBe(workflows.cloud.clock.now());
  expect(await sfn.send(new DescribeStateMachineCommand({ stateMachineArn: machine }))).toMatchObject({
    definition,
    revisionId: updated.revisionId,
  });
  expect((await workflows.end(running)).seconds).toBe(60);
});

// Recorded on AWS by LocalStack: test_sfn_api_validation.snapshot.json
describe('ValidateStateMachineDefinition', () => {
  const validate = (definition: string, more: object = {}) =>
    sfn.send(new ValidateStateMachineDefinitionCommand({ definition, ...more }));

  test('finds nothing wrong with a good one', async () => {
    const good = JSON.stringify({ QueryLanguage: 'JSONata', ...minute });
    expect(await validate(good)).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
  });

  test.each([
    ['no object', '[]', { code: 'SCHEMA_VALIDATION_FAILED', message: 'Definition must be a valid JSON object' }],
    ['no JSON', 'not a definition', { code: 'INVALID_JSON_DESCRIPTION' }],
    [
      'no start',
      '{"QueryLanguage":"JSONata","States":{}}',
      { message: 'These fields are required: [StartAt]', location: '/' },
    ],
  ])('says what is wrong with %s', async (_what, definition, diagnostic) => {
    expect(await validate(definition)).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', ...diagnostic }],
    });
  });

  test('gives as many diagnostics as are asked for', async () => {
    const States = { A: { Type: 'Magic' }, B: { Type: 'Magic' }, C: { Type: 'Magic' } };
    const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States });
    const { diagnostics, truncated } = await validate(definition, { maxResults: 2 });
    expect([diagnostics?.length, truncated]).toEqual([2, true]);
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
test('start and end are told to EventBridge, what is missing as null, times in milliseconds', async () => {
  const sqs = workflows.client(SQSClient);
  const events = workflows.client(EventBridgeClient);
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'changes' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const pattern = { source: ['aws.states'], 'detail-type': ['Step Functions Execution Status Change'] };
  await events.send(new PutRuleCommand({ Name: 'changes', EventPattern: JSON.stringify(pattern) }));
  await events.send(
    new PutTargetsCommand({ Rule: 'changes', Targets: [{ Id: 'q', Arn: Attributes?.['QueueArn'] ?? '' }] }),
  );
  const machine = await workflows.create(minute, 'told');
  await workflows.end(await workflows.start(machine, { a: 1 }, 'once'));
  await workflows.time.pass(5_000);
  const { Messages = [] } = await workflows.time.finish(
    sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 })),
  );
  const told = Messages.map(({ Body }) => JSON.parse(Body ?? '{}')).toSorted((a, b) => (a.time < b.time ? -1 : 1));
  const about = {
    executionArn: executionOf(machine, 'once'),
    stateMachineArn: machine,
    name: 'once',
    input: '{"a":1}',
  };
  expect(told.map(({ detail }) => detail)).toMatchObject([
    {
      ...about,
      status: 'RUNNING',
      startDate: expect.any(Number),
      stopDate: null,
      output: null,
      error: null,
      cause: null,
    },
    {
      ...about,
      status: 'SUCCEEDED',
      stopDate: expect.any(Number),
      output: '{"a":1}',
      outputDetails: { included: true },
    },
  ]);
  expect(told[0].resources).toEqual([about.executionArn]);
});

test('the fault `execution-abort` stops executions of one machine', async () => {
  const hit = await workflows.create(minute, 'hit');
  const spared = await workflows.create(minute, 'spared');
  const executions = [await workflows.start(hit), await workflows.start(spared)];
  workflows.cloud.faults.begin('execution-abort', { stateMachine: 'hit', error: 'Operator' });
  const ends = await Promise.all(executions.map((execution) => workflows.end(execution)));
  expect(ends).toMatchObject([{ status: 'ABORTED', error: 'Operator' }, { status: 'SUCCEEDED' }]);
  expect(() => workflows.cloud.faults.begin('execution-abort', {})).toThrow('No such execution is running.');
});
