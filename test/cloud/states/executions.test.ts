/**
 * Contract: executions, their names and their ends.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html and the pages of the other operations.
 */
import type { ListExecutionsCommandOutput } from '@aws-sdk/client-sfn';
import { beforeEach, describe, expect, it } from 'vitest';
import { machine, type Stage, stage } from './stage.ts';

let stand: Stage;
let arn: string;
beforeEach(async () => {
  stand = stage();
  arn = await stand.create(machine({ Sleep: { Type: 'Wait', Seconds: 60, End: true } }));
});

describe('The name of an execution', () => {
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
  it('comes when the machine has run too long', async () => {
    const slow = machine({ Sleep: { Type: 'Wait', Seconds: 3600, End: true } }, { TimeoutSeconds: 90 });
    const end = await stand.end(await stand.start(await stand.create(slow, 'slow')));
    expect(end).toMatchObject({ status: 'TIMED_OUT', seconds: 90 });
    expect(end.events.at(-1)?.type).toBe('ExecutionTimedOut');
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
