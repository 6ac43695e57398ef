/** Parameters, the queue of the one writer, and workflows: the adapters on the embedded AWS. */
import { expect, it } from 'vitest';
import { createCloud } from '../../local/cloud/cloud.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import { sfnExecutions, sfnWorkflows } from '../../shared/aws/sfn-workflows.ts';
import { sqsWake } from '../../shared/aws/sqs-wake.ts';
import { ssmParameters } from '../../shared/aws/ssm-parameters.ts';
import { startAt } from '../support/running-stack.ts';
import { surroundingsOn } from '../support/surroundings-on-cloud.ts';

const caller = { accessKeyId: 'test', role: 'local', arn: 'arn' };
const newCloud = () => createCloud({ seed: 1, startAt });
const trust = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
};
const wish = { kind: 'delete-cluster' as const, cluster: 'c', cascade: false };

it('equal content is not written again, and a version can be read by number', async () => {
  const parameters = ssmParameters(surroundingsOn(newCloud()));
  const name = '/quaymaster/test/clusters/c/groups/main/ecs.config';
  expect(await parameters.read(name)).toBeUndefined();
  expect((await parameters.write(name, 'A=1\n', { a: 'b' })).version).toBe(1);
  expect((await parameters.write(name, 'A=1\n', { a: 'b' })).version).toBe(1);
  expect((await parameters.write(name, 'A=2\n', { a: 'b' })).version).toBe(2);
  expect((await parameters.read(`${name}:1`))?.value).toBe('A=1\n');
  await parameters.remove([name]);
  await parameters.remove([name]);
  expect(await parameters.read(name)).toBeUndefined();
});

it('two messages about one cluster are two messages, however equal they are', async () => {
  const cloud = newCloud();
  const made = (await cloud.call(
    'sqs',
    'CreateQueue',
    { QueueName: 'q.fifo', Attributes: { FifoQueue: 'true' } },
    caller,
  )) as { QueueUrl: string };
  const wake = sqsWake(surroundingsOn(cloud), made.QueueUrl);
  await wake.wake({ cluster: 'c', cause: 'x', sentAt: 1 });
  await wake.wake({ cluster: 'c', cause: 'x', sentAt: 1 });
  const { Attributes } = (await cloud.call(
    'sqs',
    'GetQueueAttributes',
    { QueueUrl: made.QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] },
    caller,
  )) as { Attributes: Record<string, string> };
  expect(Attributes['ApproximateNumberOfMessages']).toBe('2');
});

it('a burnt execution name is told apart from a start, and steps are the states it went through', async () => {
  const cloud = newCloud();
  const driver = new JumpDriver(cloud.clock);
  const { Role } = (await cloud.call(
    'iam',
    'CreateRole',
    { RoleName: 'machine', AssumeRolePolicyDocument: JSON.stringify(trust) },
    caller,
  )) as { Role: { Arn: string } };
  const definition = {
    QueryLanguage: 'JSONata',
    StartAt: 'Wait a little',
    States: {
      'Wait a little': { Type: 'Wait', Seconds: 5, Next: 'Say what was asked' },
      'Say what was asked': { Type: 'Pass', Output: '{% $states.input.wish.cluster %}', End: true },
    },
  };
  const { stateMachineArn } = (await cloud.call(
    'sfn',
    'CreateStateMachine',
    { name: 'm-delete-cluster', definition: JSON.stringify(definition), roleArn: Role.Arn },
    caller,
  )) as { stateMachineArn: string };
  const workflows = sfnWorkflows(surroundingsOn(cloud), () => stateMachineArn);
  const executions = sfnExecutions(surroundingsOn(cloud));

  const started = await driver.finish(workflows.start('delete-cluster', 'op-1', { wish, operation: 'op-1' }));
  expect(started.status).toBe('started');
  await driver.pass(10_000);
  const again = await driver.finish(workflows.start('delete-cluster', 'op-1', { wish, operation: 'op-1' }));
  expect(again).toEqual({ status: 'exists', arn: started.arn });
  expect(await driver.finish(executions.describe(started.arn))).toMatchObject({ state: 'SUCCEEDED', output: 'c' });
  expect((await driver.finish(executions.steps(started.arn))).map(({ name, times }) => [name, times])).toEqual([
    ['Wait a little', 1],
    ['Say what was asked', 1],
  ]);
  expect(await driver.finish(executions.describe(`${started.arn}-unknown`))).toBeUndefined();
});
