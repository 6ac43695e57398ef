/**
 * Contract: executions, their names and their ends.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html and the pages of the other operations.
 */
import type { GetExecutionHistoryCommandOutput, ListExecutionsCommandOutput } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as bus from '../../../local/cloud/events/behaviour/emit.ts';
import { machine, type Stage, stage, story } from './stage.ts';

vi.mock('../../../local/cloud/events/behaviour/emit.ts', () => ({ emit: vi.fn() }));

let stand: Stage;
let arn: string;
beforeEach(async () => {
  vi.mocked(bus.emit).mockClear();
  stand = stage();
  arn = await stand.create(machine({ Sleep: { Type: 'Wait', Seconds: 60, End: true } }));
});

describe('The name of an execution', () => {
  it('answers with the same execution while it runs, if the input is the same', async () => {
    const first = await stand.start(arn, { a: 1 }, 'once');
    expect(await stand.start(arn, { a: 1 }, 'once')).toBe(first);
  });

  it('is refused with another input', async () => {
    await stand.start(arn, { a: 1 }, 'once');
    await expect(stand.start(arn, { a: 2 }, 'once')).rejects.toMatchObject({
      code: 'ExecutionAlreadyExists',
      message: "Execution Already Exists: 'arn:aws:states:us-east-1:000000000000:execution:machine:once'",
    });
  });

  it('is burnt for 90 days after the end, however it ended, and then free again', async () => {
    await stand.end(await stand.start(arn, {}, 'once'));
    await stand.driver.pass(89 * 24 * 3_600_000);
    await expect(stand.start(arn, {}, 'once')).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
    await stand.driver.pass(2 * 24 * 3_600_000);
    const again = await stand.start(arn, {}, 'once');
    expect(await stand.describe(again)).toMatchObject({ status: 'RUNNING' });
  });

  it.each(['a b', 'a/b', 'a#b', 'a\u0000b'])('may not be %j', async (name) => {
    await expect(stand.start(arn, {}, name)).rejects.toMatchObject({ code: 'InvalidName' });
  });
});

describe('The input of an execution', () => {
  it.each([
    ['not json', "{'a':1}"],
    ['too large', JSON.stringify('x'.repeat(262_144))],
  ])('is refused when it is %s', async (_, input) => {
    await expect(stand.ask('StartExecution', { stateMachineArn: arn, input })).rejects.toMatchObject({
      code: 'InvalidExecutionInput',
    });
  });

  it('is an empty object when none is given, and is kept byte for byte', async () => {
    await stand.ask('StartExecution', { stateMachineArn: arn, name: 'none' });
    await stand.ask('StartExecution', { stateMachineArn: arn, name: 'spaced', input: '{ "a" : 1 }' });
    const inputs = await Promise.all(
      ['none', 'spaced'].map(
        async (name) => (await stand.describe(`${arn.replace('stateMachine', 'execution')}:${name}`)).input,
      ),
    );
    expect(inputs).toEqual(['{}', '{ "a" : 1 }']);
  });
});

describe('The end of an execution', () => {
  it('comes from outside by StopExecution, and nothing goes on after it', async () => {
    const executionArn = await stand.start(arn);
    await stand.driver.pass(1_000);
    await stand.ask('StopExecution', { executionArn, error: 'Stopped', cause: 'by hand' });
    const end = await stand.end(executionArn);
    expect(end).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand', seconds: 1 });
    await stand.driver.pass(120_000);
    expect(story(await stand.history(executionArn))).toEqual([
      '1 <- 0 ExecutionStarted',
      '2 <- 0 WaitStateEntered',
      '3 <- 0 ExecutionAborted',
    ]);
    await stand.ask('StopExecution', { executionArn, error: 'Again' });
    expect((await stand.describe(executionArn)).error).toBe('Stopped');
  });

  it('comes when the machine has run too long', async () => {
    const slow = machine({ Sleep: { Type: 'Wait', Seconds: 3600, End: true } }, { TimeoutSeconds: 90 });
    const end = await stand.end(await stand.start(await stand.create(slow, 'slow')));
    expect(end).toMatchObject({ status: 'TIMED_OUT', seconds: 90 });
    expect(end.events.at(-1)?.type).toBe('ExecutionTimedOut');
  });

  it('is announced on the bus, as the start is', async () => {
    const executionArn = await stand.start(arn, { a: 1 }, 'told');
    await stand.end(executionArn);
    const events = vi.mocked(bus.emit).mock.calls.map(([, event]) => event);
    expect(events).toMatchObject([
      {
        source: 'aws.states',
        detailType: 'Step Functions Execution Status Change',
        resources: [executionArn],
        detail: { status: 'RUNNING', stopDate: null, output: null },
      },
      {
        detail: {
          status: 'SUCCEEDED',
          name: 'told',
          input: '{"a":1}',
          output: '{"a":1}',
          outputDetails: { included: true },
        },
      },
    ]);
  });
});

describe('Reading executions', () => {
  it('lists the most recent first, by status, in pages', async () => {
    for (const name of ['a', 'b', 'c']) await stand.start(arn, {}, name);
    const executionArn = `${arn.replace('stateMachine', 'execution')}:b`;
    await stand.ask('StopExecution', { executionArn });
    const list = (more: object) =>
      stand.ask<ListExecutionsCommandOutput>('ListExecutions', { stateMachineArn: arn, ...more });
    const names = ({ executions }: ListExecutionsCommandOutput) => executions?.map(({ name }) => name);
    expect(names(await list({ statusFilter: 'RUNNING' }))).toEqual(['c', 'a']);
    const first = await list({ maxResults: 2 });
    expect(names(first)).toEqual(['c', 'b']);
    expect(names(await list({ maxResults: 2, nextToken: first.nextToken }))).toEqual(['a']);
    await expect(list({ nextToken: 'nonsense' })).rejects.toMatchObject({ code: 'InvalidToken' });
  });

  it('reads the history backwards, and without its data', async () => {
    const executionArn = await stand.start(arn, { secret: 1 });
    await stand.end(executionArn);
    const answer = await stand.ask<GetExecutionHistoryCommandOutput>('GetExecutionHistory', {
      executionArn,
      reverseOrder: true,
      includeExecutionData: false,
    });
    expect(answer.events?.map(({ id }) => id)).toEqual([4, 3, 2, 1]);
    expect(JSON.stringify(answer.events)).not.toContain('secret');
  });

  it.each([
    [
      'DescribeExecution',
      { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:nobody' },
      'ExecutionDoesNotExist',
    ],
    ['DescribeExecution', { executionArn: 'nonsense' }, 'InvalidArn'],
    [
      'GetExecutionHistory',
      { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:nobody' },
      'ExecutionDoesNotExist',
    ],
    [
      'ListExecutions',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:nobody' },
      'StateMachineDoesNotExist',
    ],
    [
      'StartExecution',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:nobody' },
      'StateMachineDoesNotExist',
    ],
  ])('%s of %j is %s', async (operation, input, code) => {
    await expect(stand.ask(operation, input)).rejects.toMatchObject({ code });
  });
});
