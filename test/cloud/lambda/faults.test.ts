import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import type { Knobs } from '../../../local/cloud/kernel/knobs.ts';
import type { InvocationContext } from '../../../local/cloud/lambda/state.ts';
import { caller, stage } from '../events/stage.ts';

/** A function that makes five calls, a second apart, and says which of them came back. */
const caller5 = (knobs: Partial<Knobs> = {}) => {
  const account = stage(knobs);
  const story: string[] = [];
  const { calls } = account.host('f', async (_payload: unknown, { aroundCall }: InvocationContext) => {
    for (const call of [1, 2, 3, 4, 5]) {
      await aroundCall(async () => {
        await account.cloud.clock.sleep(500);
        story.push(`effect ${call}`);
        await account.cloud.clock.sleep(500);
      });
      story.push(`answer ${call}`);
    }
    return 'done';
  });
  const invoke = async () => {
    const { Payload, FunctionError } = await account.call('lambda', 'Invoke', { FunctionName: 'f' });
    return { failed: FunctionError !== undefined, said: JSON.parse(Buffer.from(Payload as Uint8Array).toString()) };
  };
  return { ...account, story, calls, invoke };
};

describe('a function that crashes', () => {
  test.each([
    { when: 'before', story: ['effect 1', 'answer 1'] },
    { when: 'after', story: ['effect 1', 'answer 1', 'effect 2'] },
  ] as const)('at its second call, $when its effect, does nothing more', async ({ when, story: expected }) => {
    const { cloud, driver, story, invoke } = caller5();
    cloud.faults.begin('function-crash', { function: 'f', atCall: 2, when });
    const { failed, said } = await invoke();
    expect({ failed, said }).toMatchObject({
      failed: true,
      said: {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/^RequestId: \S{36} Error: Runtime exited with error: exit status 1$/),
      },
    });
    await driver.pass(60_000);
    expect(story).toEqual(expected);
  });

  test('does so as often as was asked for, and then no more', async () => {
    const { cloud, invoke } = caller5();
    cloud.faults.begin('function-crash', { atCall: 1, times: 2 });
    expect([(await invoke()).failed, (await invoke()).failed, (await invoke()).failed]).toEqual([true, true, false]);
    expect(cloud.faults.underWay()).toEqual([]);
  });

  test('does not when it makes fewer calls', async () => {
    const { cloud, invoke } = caller5();
    cloud.faults.begin('function-crash', { atCall: 6 });
    expect(await invoke()).toEqual({ failed: false, said: 'done' });
  });

  test('must be there', () => {
    expect(() => stage().cloud.faults.begin('function-crash', { function: 'nobody', atCall: 1 })).toThrow(
      'There is no function nobody.',
    );
  });
});

test('a function that hangs at a call times out, and its effect is as was asked', async () => {
  const { cloud, story, invoke } = caller5();
  cloud.faults.begin('function-timeout', { atCall: 1, when: 'after' });
  const before = cloud.clock.now();
  expect((await invoke()).said).toMatchObject({ errorType: 'Sandbox.Timedout' });
  expect(cloud.clock.now() - before).toBe(10_000);
  expect(story).toEqual(['effect 1']);
});

test.each([
  { byMs: 4_000, failed: false, took: 9_000, calls: 1 },
  { byMs: 20_000, failed: true, took: 10_000, calls: 0 },
])('a function that is slower by $byMs ms ends in time or not at all', async ({ byMs, failed, took, calls }) => {
  const account = caller5();
  account.cloud.faults.begin('function-slow', { function: 'f', byMs });
  const before = account.cloud.clock.now();
  expect((await account.invoke()).failed).toBe(failed);
  expect(account.cloud.clock.now() - before).toBe(took);
  await account.driver.pass(60_000);
  expect(account.calls).toHaveLength(calls);
});

test('a function that is throttled refuses its callers, and its asynchronous events wait', async () => {
  const { cloud, driver, call, calls } = caller5();
  cloud.faults.begin('function-throttled', { function: 'f' }, 60_000);
  await expect(call('lambda', 'Invoke', { FunctionName: 'f' })).rejects.toMatchObject({
    name: 'TooManyRequestsException',
    members: { Reason: 'ConcurrentInvocationLimitExceeded' },
  });
  await call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event' });
  await driver.pass(59_000);
  expect(calls).toEqual([]);
  await driver.pass(300_000);
  expect(calls).toHaveLength(1);
});

describe('events that overlap', () => {
  test('come a second time while the first invocation still runs', async () => {
    const { cloud, driver, call, calls } = caller5();
    cloud.faults.begin('functions-overlap', { function: 'f', afterMs: 2_000 });
    await call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: Buffer.from('7') });
    await driver.pass(60_000);
    expect(calls.map(({ at, payload }) => [at, payload])).toEqual([
      [0, 7],
      [2_000, 7],
    ]);
  });

  test('of a queue are visible again before the function is done with them', async () => {
    const account = caller5();
    const queue = await account.queue('q.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
    account.cloud.faults.begin('functions-overlap', { afterMs: 2_000, times: 1 });
    await account.call('lambda', 'CreateEventSourceMapping', { FunctionName: 'f', EventSourceArn: queue.arn });
    await queue.send('x', { MessageGroupId: 'g' });
    await account.driver.pass(120_000);
    expect(account.calls.map(({ at }) => at)).toEqual([0, 2_000]);
    expect(queue.free()).toBe(0);
  });
});

test('a clock that is wrong is wrong for the function, not for its deadline', async () => {
  const { cloud, call, host } = stage();
  const skews: number[] = [];
  host('f', (_payload, { now, deadline }) => {
    skews.push(now() - cloud.clock.now());
    expect(deadline - cloud.clock.now()).toBe(10_000);
  });
  const fault = cloud.faults.begin('clock-skew', { byMs: [-600_000, 600_000] });
  for (let times = 0; times < 5; times += 1) await call('lambda', 'Invoke', { FunctionName: 'f' });
  fault.end();
  await call('lambda', 'Invoke', { FunctionName: 'f' });
  expect(new Set(skews).size).toBe(6);
  expect(skews.every((ms) => Math.abs(ms) <= 600_000)).toBe(true);
  expect(skews.at(-1)).toBe(0);
});

test('credentials that have expired are those of one function', async () => {
  const { cloud, host } = stage();
  host('f', undefined, { accessKeyId: 'key-of-f' });
  host('g');
  const begun = cloud.faults.begin('credentials-expired', { function: 'f' });
  const refusal = (accessKeyId: string, service: string, operation: string, input = {}) =>
    cloud.call(service, operation, input, { ...caller, accessKeyId }).then(
      () => 'accepted',
      ({ name, message }: Error) => `${name}: ${message}`,
    );
  const expired = 'The security token included in the request is expired';
  expect(await refusal('key-of-f', 'ecs', 'ListClusters')).toBe(`ExpiredTokenException: ${expired}`);
  expect(await refusal('key-of-f', 'sqs', 'ListQueues')).toBe(`ExpiredToken: ${expired}`);
  expect(await refusal('key-of-f', 'ec2', 'DescribeVpcs')).toBe('RequestExpired: Request has expired.');
  expect(await refusal('another key', 'ecs', 'ListClusters')).toBe('accepted');
  begun.end();
  expect(await refusal('key-of-f', 'ecs', 'ListClusters')).toBe('accepted');
  expect(() => cloud.faults.begin('credentials-expired', { function: 'g' })).toThrow(
    'no calls by credentials of its own',
  );
});

describe('a permission that is revoked', () => {
  const why = (action: string, said = action) =>
    `User: ${caller.arn} is not authorized to perform: ${said} on resource: * because no identity-based policy allows the ${said} action`;
  test.each([
    {
      action: 'ecs:ListClusters',
      call: ['ecs', 'ListClusters', {}],
      says: `AccessDeniedException: ${why('ecs:ListClusters')}`,
    },
    {
      action: 'ec2:Describe*',
      call: ['ec2', 'DescribeVpcs', {}],
      says: `UnauthorizedOperation: You are not authorized to perform this operation. ${why('ec2:DescribeVpcs')}`,
    },
    {
      action: 'sqs:SendMessage',
      call: ['sqs', 'SendMessageBatch', { QueueUrl: 'q', Entries: [] }],
      says: `AccessDenied: ${why('', 'sqs:sendmessage')}`,
    },
    {
      action: 'lambda:InvokeFunction',
      call: ['lambda', 'Invoke', { FunctionName: 'f' }],
      says: `AccessDeniedException: ${why('lambda:InvokeFunction')}`,
    },
    {
      action: 'events:ListRules',
      call: ['eventbridge', 'ListRules', {}],
      says: `AccessDeniedException: ${why('events:ListRules')}`,
    },
  ] as const)(
    '$action is refused in the words of its service',
    async ({ action, call: [service, operation, input], says }) => {
      const { cloud } = stage();
      cloud.faults.begin('permission-revoked', { role: caller.role, action });
      const refused = cloud.call(service, operation, input, caller);
      await expect(refused.catch((error: Error) => `${error.name}: ${error.message}`)).resolves.toBe(says);
    },
  );

  test('is that of one role, and reaches clients as their exception', async () => {
    const { cloud, driver } = stage();
    cloud.faults.begin('permission-revoked', { role: 'local', action: 'ecs:*' });
    const client = cloud.door('nobody')(
      new ECSClient({ region: 'us-east-1', credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' } }),
    );
    await expect(driver.finish(client.send(new ListClustersCommand({})))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    await expect(cloud.call('ecs', 'ListClusters', {}, caller)).resolves.toBeDefined();
  });
});

describe('execution environments', () => {
  const inEnvironments = (knobs: Partial<Knobs>) => {
    const account = stage({ functionStartMs: [300, 300], functionKeptMs: 600_000, ...knobs });
    const used: string[] = [];
    const { calls } = account.host('f', async (_payload, { environment }) => {
      used.push(environment.id);
      await account.cloud.clock.sleep(1_000);
    });
    const invoke = () => account.cloud.call('lambda', 'Invoke', { FunctionName: 'f' }, caller);
    return { ...account, calls, used, invoke };
  };

  test('start once, and work on one invocation after the other', async () => {
    const { driver, calls, used, invoke } = inEnvironments({});
    await driver.finish(invoke());
    await driver.finish(invoke());
    expect(calls.map(({ at }) => at)).toEqual([300, 1_300]);
    expect(new Set(used).size).toBe(1);
  });

  test('are as many as there are invocations at the same time', async () => {
    const { driver, used, invoke } = inEnvironments({});
    await driver.finish(Promise.all([invoke(), invoke(), invoke()]));
    expect(new Set(used).size).toBe(3);
  });

  test('are not kept for ever, nor when an invocation crashed', async () => {
    const { cloud, driver, used, invoke } = inEnvironments({});
    await driver.finish(invoke());
    await driver.pass(601_000);
    await driver.finish(invoke());
    cloud.faults.begin('function-slow', { byMs: 20_000, times: 1 });
    await driver.finish(invoke());
    await driver.finish(invoke());
    expect(new Set(used).size).toBe(3);
  });
});

// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
test('asynchronous events may come twice without any error, with the same request id', async () => {
  const { driver, call, calls } = caller5({ asynchronousDuplicates: 100 });
  await call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event' });
  await driver.pass(120_000);
  expect(calls).toHaveLength(2);
  expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(1);
});
