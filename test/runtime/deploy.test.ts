// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Sub leaves an escaped name so.
import { beforeEach, describe, expect, test } from 'vitest';
import { given } from './fixtures/shop/functions/recorder.ts';
import { openShop, start } from './shop.ts';

const to = (name: string) => given.filter((one) => one.name === `shop-test-${name}`);

beforeEach(() => {
  given.length = 0;
});

describe('a function', () => {
  test('has its own environment, with every reference replaced', async () => {
    const { call } = await openShop();
    const { Environment, Role } = await call<{ Environment: { Variables: object }; Role: string }>(
      'lambda',
      'GetFunctionConfiguration',
      { FunctionName: 'shop-test-api' },
    );
    expect(Role).toBe('arn:aws:iam::000000000000:role/shop-test-ApiRole');
    expect(Environment.Variables).toEqual({
      GREETING: 'hello from test',
      TABLE: 'shop-test-Table',
      QUEUE_ARN: 'arn:aws:sqs:us-east-1:000000000000:shop-test-orders.fifo',
      JOINED: 'us-east-1/000000000000',
      SUBSTITUTED: 'shop-test-Table-shop-test-orders.fifo-${kept}',
      FALLBACK: 'none',
      ONLY_HERE: 'yes',
    });
  });

  test('gets the messages of its queue, and those it fails again until they are dead letters', async () => {
    const { driver, call } = await openShop();
    const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/shop-test-orders.fifo';
    for (const MessageBody of ['poison', 'order'])
      await call('sqs', 'SendMessage', { QueueUrl, MessageBody, MessageGroupId: MessageBody });
    await driver.pass(120_000);
    const bodies = to('on-order').map(({ payload }) => (payload as { Records: { body: string }[] }).Records[0]?.body);
    expect(bodies).toEqual(['poison', 'order', 'poison']);
    const dead = await call<{ Messages: object[] }>('sqs', 'ReceiveMessage', {
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/shop-test-OrdersDeadLetters.fifo',
    });
    expect(dead.Messages).toMatchObject([{ Body: 'poison' }]);
  });

  test('is called by its schedule, unless that is disabled', async () => {
    const { driver } = await openShop();
    await driver.pass(3 * 3_600_000 + 1);
    expect(to('on-tick')).toHaveLength(36);
    expect(to('on-tick')[0]?.at).toBe(start + 300_000);
  });

  test('gets the part of matching events that it asked for, and its failures go to its destination', async () => {
    const { driver, call } = await openShop();
    const entry = (state: string) => ({ Source: 'shop.tasks', DetailType: 'x', Detail: JSON.stringify({ state }) });
    await call('eventbridge', 'PutEvents', { Entries: [entry('running'), entry('stopped')] });
    await driver.pass(600_000);
    expect(to('on-task').map(({ payload }) => payload)).toEqual([{ state: 'stopped' }]);
    const letters = await call<{ Messages: { Body: string }[] }>('sqs', 'ReceiveMessage', {
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/shop-test-DeadLetters',
    });
    expect(JSON.parse(letters.Messages[0]!.Body)).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { state: 'stopped' },
    });
  });

  test('has no more effect once it has timed out', async () => {
    const { cloud, driver, call } = await openShop();
    const answer = await call<object>('lambda', 'Invoke', { FunctionName: 'shop-test-slow' });
    expect(answer).toMatchObject({ FunctionError: 'Unhandled' });
    expect(cloud.clock.now()).toBe(start + 5_000);
    await driver.pass(60_000);
    const { Parameters } = await call<{ Parameters: object[] }>('ssm', 'DescribeParameters', {});
    expect(Parameters).toMatchObject([{ Name: '/shop/before' }]);
  });

  test('calls AWS by its own role', async () => {
    const { cloud, call } = await openShop();
    await call('lambda', 'Invoke', { FunctionName: 'shop-test-slow' });
    const puts = cloud.journal.entries().filter(({ operation }) => operation === 'PutParameter');
    expect(puts).toMatchObject([{ role: 'shop-test-WorkerRole', outcome: 'ok' }]);
  });
});

describe('the own resources of a stack', () => {
  test('include state machines, with the functions that they name', async () => {
    const { driver, call, deployment } = await openShop();
    const { ref: stateMachineArn } = await deployment.lookup('Double');
    const { executionArn } = await call<{ executionArn: string }>('sfn', 'StartExecution', {
      stateMachineArn,
      input: '{"n":4}',
    });
    await driver.pass(1_000);
    const { status, output } = await call<{ status: string; output: string }>('sfn', 'DescribeExecution', {
      executionArn,
    });
    expect({ status, ...JSON.parse(output) }).toEqual({ status: 'SUCCEEDED', n: 8, remaining: 20_000 });
  });

  test('include rules that start a state machine', async () => {
    const { driver } = await openShop();
    await driver.pass(24 * 3_600_000);
    expect(to('steps-double')).toMatchObject([{ payload: { n: 21 } }]);
  });

  test('include roles with their policies, and instance profiles', async () => {
    const { call } = await openShop();
    const role = { RoleName: 'shop-test-ApiRole' };
    const { PolicyDocument } = await call<{ PolicyDocument: string }>('iam', 'GetRolePolicy', {
      ...role,
      PolicyName: 'own',
    });
    expect(decodeURIComponent(PolicyDocument)).toContain(
      'arn:aws:dynamodb:us-east-1:000000000000:table/shop-test-Table',
    );
    expect(await call('iam', 'ListAttachedRolePolicies', role)).toMatchObject({
      AttachedPolicies: [{ PolicyName: 'AmazonSSMManagedInstanceCore' }],
    });
    const InstanceProfileName = 'shop-test-Profile';
    expect(await call('iam', 'GetInstanceProfile', { InstanceProfileName })).toMatchObject({
      InstanceProfile: { Roles: [{ RoleName: 'shop-test-WorkerRole' }] },
    });
  });
});

test('two stacks of the same seed, driven alike, do the same', async () => {
  const day = async () => {
    const { cloud, driver, call } = await openShop();
    await call('sqs', 'SendMessage', {
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/shop-test-orders.fifo',
      MessageBody: 'poison',
      MessageGroupId: 'a',
    });
    await call('lambda', 'Invoke', { FunctionName: 'shop-test-slow' });
    await driver.pass(6 * 3_600_000);
    return JSON.stringify([given.splice(0), cloud.journal.entries(), cloud.world.random.next()]);
  };
  expect(await day()).toBe(await day());
});
