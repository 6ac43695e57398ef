/** Calls that go wrong: each fault hits what it is meant to hit, and has exactly its effect. */
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, createCloud } from '../../../local/cloud/cloud.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';
import type { JournalEntry } from '../../../local/cloud/kernel/journal.ts';

const startAt = Date.UTC(2026, 0, 1);
let cloud: Cloud;
let driver: JumpDriver;
beforeEach(() => {
  cloud = createCloud({ seed: 1, startAt });
  driver = new JumpDriver(cloud.clock);
});

const caller = (role = 'tester') => ({
  accessKeyId: role,
  role,
  arn: `arn:aws:sts::000000000000:assumed-role/${role}/x`,
});
const call = (service: string, operation: string, input: object = {}, role?: string) =>
  driver.finish(cloud.call(service, operation, input, caller(role)));
const put = (value: string) =>
  call('ssm', 'PutParameter', { Name: '/a', Value: value, Type: 'String', Overwrite: true });
const read = async () =>
  ((await call('ssm', 'GetParameter', { Name: '/a' }, 'reader')) as { Parameter: { Value: string } }).Parameter.Value;
const codes = async (times: number, once: () => Promise<unknown>) => {
  const seen: string[] = [];
  for (let time = 0; time < times; time++)
    seen.push(
      await once().then(
        () => 'ok',
        (error) => error.name,
      ),
    );
  return seen;
};
const last = (count = 1): readonly JournalEntry[] => cloud.journal.entries().slice(-count);

describe('a call that is refused', () => {
  test.each([
    ['ec2', 'DescribeInstances', 'InternalError', 'RequestLimitExceeded', 503],
    ['ecs', 'ListClusters', 'ServerException', 'ThrottlingException', 400],
    ['ssm', 'DescribeParameters', 'InternalServerError', 'ThrottlingException', 400],
    ['sfn', 'ListStateMachines', 'InternalFailure', 'ThrottlingException', 400],
    ['lambda', 'ListFunctions', 'ServiceException', 'TooManyRequestsException', 429],
    ['dynamodb', 'ListTables', 'InternalServerError', 'ThrottlingException', 400],
    ['sqs', 'ListQueues', 'InternalFailure', 'RequestThrottled', 400],
    ['iam', 'ListRoles', 'InternalFailure', 'Throttling', 400],
    ['sts', 'GetCallerIdentity', 'InternalFailure', 'Throttling', 400],
    ['eventbridge', 'ListRules', 'InternalException', 'ThrottlingException', 400],
  ])('is refused in the words of %s', async (service, operation, internal, throttle, status) => {
    const trouble = cloud.faults.begin('call-error', { service });
    await expect(call(service, operation)).rejects.toMatchObject({ code: internal, status: 500 });
    trouble.end();
    cloud.faults.begin('call-throttled', { service });
    await expect(call(service, operation)).rejects.toMatchObject({ code: throttle, status });
    expect(last()).toMatchObject([{ outcome: 'refused', code: throttle }]);
  });

  test('has no effect, and says what it was asked to say', async () => {
    await put('before');
    cloud.faults.begin('call-error', { operation: 'Put*', code: 'AccessDeniedException', message: 'No.', status: 403 });
    await expect(put('after')).rejects.toMatchObject({ code: 'AccessDeniedException', message: 'No.', status: 403 });
    expect(await read()).toBe('before');
  });
});

describe('which calls are hit', () => {
  beforeEach(() => put('x'));
  const five = (choice: object) => {
    cloud.faults.begin('call-error', choice);
    return codes(5, () => put('y'));
  };
  const bad = 'InternalServerError';

  test.each([
    ['all', {}, [bad, bad, bad, bad, bad]],
    ['the second', { nth: 2 }, ['ok', bad, 'ok', 'ok', 'ok']],
    ['each second', { every: 2 }, ['ok', bad, 'ok', bad, 'ok']],
    ['the first two', { times: 2 }, [bad, bad, 'ok', 'ok', 'ok']],
    ['none in a hundred', { percent: 0 }, ['ok', 'ok', 'ok', 'ok', 'ok']],
    ['those of the service, by pattern', { service: 's*', operation: ['Get*', 'Put*'] }, [bad, bad, bad, bad, bad]],
    ['other operations', { operation: 'Get*' }, ['ok', 'ok', 'ok', 'ok', 'ok']],
    ['other roles', { role: 'read*' }, ['ok', 'ok', 'ok', 'ok', 'ok']],
    ['this role', { role: ['tester'] }, [bad, bad, bad, bad, bad]],
  ])('%s', async (_what, choice, expected) => {
    expect(await five(choice)).toEqual(expected);
  });

  test('about as many as were asked for', async () => {
    cloud.faults.begin('call-error', { percent: 30 });
    const seen = await codes(300, () => put('y'));
    const hit = seen.filter((code) => code === bad).length;
    expect(hit).toBeGreaterThan(60);
    expect(hit).toBeLessThan(120);
  });

  test('those of AWS itself only by name', async () => {
    cloud.faults.begin('call-error', {});
    const ofAws = () => call('ssm', 'GetParameter', { Name: '/a' }, 'events.amazonaws.com');
    expect(await codes(1, ofAws)).toEqual(['ok']);
    cloud.faults.begin('call-error', { role: 'events.*' });
    expect(await codes(1, ofAws)).toEqual([bad]);
  });

  test('and when all have been hit, the fault is over', async () => {
    const { id } = cloud.faults.begin('call-error', { times: 1 });
    expect(cloud.faults.underWay()).toMatchObject([{ id }]);
    await codes(1, () => put('y'));
    expect(cloud.faults.underWay()).toEqual([]);
  });

  test.each([
    ['a service that is not there', { service: 'ECS' }, 'there are iam, sts, ec2'],
    ['an operation that is not there', { service: 'ecs', operation: 'DescribeTask' }, 'No operation of ecs'],
  ])('is refused for %s', (_what, choice, says) => {
    expect(() => cloud.faults.begin('call-error', choice)).toThrow(says);
    expect(cloud.faults.underWay()).toEqual([]);
  });
});

describe('a call that is late', () => {
  test.each([
    { where: 'request', seenMeanwhile: 'before' },
    { where: 'answer', seenMeanwhile: 'after' },
  ] as const)('on the way of its $where', async ({ where, seenMeanwhile }) => {
    await put('before');
    cloud.faults.begin('call-delay', { operation: 'PutParameter', ms: [20_000, 30_000], where });
    const putting = cloud.call('ssm', 'PutParameter', { Name: '/a', Value: 'after', Overwrite: true }, caller());
    await driver.pass(15_000);
    expect(await read()).toBe(seenMeanwhile);
    await driver.finish(putting);
    expect(cloud.clock.now() - startAt).toBeGreaterThanOrEqual(20_000);
    expect(cloud.clock.now() - startAt).toBeLessThanOrEqual(30_000);
    expect(await read()).toBe('after');
  });
});

describe('a connection that breaks', () => {
  test.each([
    { fault: 'call-request-lost', value: 'before', journal: { outcome: 'lost' } },
    { fault: 'call-reply-lost', value: 'after', journal: { outcome: 'ok', replyLost: true } },
  ] as const)('$fault: the caller learns nothing, the value is "$value"', async ({ fault, value, journal }) => {
    await put('before');
    cloud.faults.begin(fault, { operation: 'PutParameter' });
    await expect(put('after')).rejects.toMatchObject({ name: 'ConnectionLost', message: 'socket hang up' });
    expect(last()).toMatchObject([journal]);
    expect(await read()).toBe(value);
  });

  test('hides refusals too', async () => {
    cloud.faults.begin('call-reply-lost', {});
    await expect(call('ssm', 'GetParameter', { Name: '/no' })).rejects.toThrow('socket hang up');
    expect(last()).toMatchObject([{ outcome: 'refused', code: 'ParameterNotFound', replyLost: true }]);
  });

  test('may take its time', async () => {
    cloud.faults.begin('call-request-lost', { noticedAfterMs: 60_000 });
    await codes(1, () => put('x'));
    expect(cloud.clock.now() - startAt).toBe(60_000);
  });

  describe('as SDK clients see it', () => {
    const config = { region: 'us-east-1', credentials: { accessKeyId: 'k', secretAccessKey: 'k' } };
    const input = { Name: '/a', Value: 'x', Type: 'String' } as const;

    test('in this process: a timeout by name, which the SDK retries', async () => {
      const ssm = cloud.door('k')(new SSMClient({ ...config, maxAttempts: 1 }));
      cloud.faults.begin('call-reply-lost', { times: 1 });
      const error = await driver.finish(ssm.send(new PutParameterCommand(input)).catch((thrown) => thrown));
      expect(error).toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET', message: 'socket hang up' });
      const patient = cloud.door('k')(new SSMClient(config));
      cloud.faults.begin('call-request-lost', { times: 1 });
      const answer = await patient.send(new GetParameterCommand({ Name: '/a' }));
      expect(answer.$metadata.attempts).toBe(2);
    });

    const opened: { close(): Promise<void> }[] = [];
    afterEach(async () => {
      for (const one of opened.splice(0)) await one.close();
    });

    test('over HTTP: the socket closes, and the SDK sees the very same', async () => {
      const listening = await cloud.listen(0);
      opened.push(listening);
      const endpoint = `http://127.0.0.1:${listening.port}`;
      const ssm = new SSMClient({ ...config, endpoint, maxAttempts: 1 });
      cloud.faults.begin('call-reply-lost', { times: 1 });
      const error = await ssm.send(new PutParameterCommand(input)).catch((thrown) => thrown);
      expect(error).toMatchObject({ name: 'TimeoutError', code: 'ECONNRESET', message: 'socket hang up' });
      expect(await read()).toBe('x');
      ssm.destroy();
    });
  });
});

test('a thousand rules cost calls that none of them means one look at them, however many calls', async () => {
  await put('x');
  for (let count = 0; count < 1_000; count++) cloud.faults.begin('call-error', { operation: ['Describe*', 'List*'] });
  const { rules } = cloud.world.callFaults;
  let looks = 0;
  const all = rules[Symbol.iterator].bind(rules);
  rules[Symbol.iterator] = () => {
    looks += 1;
    return all();
  };
  for (let count = 0; count < 50; count++) await read();
  expect(looks).toBe(1);
});

test('the same seed and the same faults give the same journal, another seed another', async () => {
  const run = async (seed: number) => {
    cloud = createCloud({ seed, startAt });
    driver = new JumpDriver(cloud.clock);
    cloud.faults.begin('call-delay', { percent: 50, ms: [0, 1_000] });
    cloud.faults.begin('call-error', { percent: 30 });
    cloud.faults.begin('call-reply-lost', { percent: 20, noticedAfterMs: [0, 5_000] });
    await codes(40, () => put('y'));
    return JSON.stringify(cloud.journal.entries());
  };
  const first = await run(7);
  expect(await run(7)).toBe(first);
  expect(await run(8)).not.toBe(first);
});
