import { describe, expect, it } from 'vitest';
import { callerOf, registerAccessKey } from '../../../local/cloud/iam/callers.ts';
import { AwsError } from '../../../local/cloud/kernel/aws-error.ts';
import { EventClock } from '../../../local/cloud/kernel/clock.ts';
import { createDispatcher, type Interceptor } from '../../../local/cloud/kernel/dispatch.ts';
import { Journal } from '../../../local/cloud/kernel/journal.ts';
import type { Service } from '../../../local/cloud/kernel/service.ts';
import type { World } from '../../../local/cloud/kernel/world.ts';
import { ssmService } from '../../../local/cloud/ssm/service.ts';

const clock = new EventClock(1_000);
const world = { account: '000000000000', clock, iam: { accessKeys: new Map() } } as unknown as World;

/** SSM's schemas with operations of our own. */
const setUp = (operations: Service['operations'], interceptors: readonly Interceptor[] = []) => {
  const journal = new Journal();
  const dispatcher = createDispatcher(() => world, [{ ...ssmService, operations }], journal, interceptors);
  const call = (operation: string, input: object, service = 'ssm') =>
    dispatcher.call({ service, operation, input: { ...input }, caller: callerOf(world, 'key'), requestId: 'r' });
  return { journal, call };
};

describe('the dispatcher', () => {
  it.each([
    { reason: 'no such service', service: 's3', operation: 'GetObject', says: 'has no service s3' },
    { reason: 'no such operation', service: 'ssm', operation: 'GetParametr', says: 'has no operation GetParametr' },
    {
      reason: 'not implemented here',
      service: 'ssm',
      operation: 'SendCommand',
      says: 'does not implement ssm:SendCommand',
    },
  ])('refuses a call when there is $reason', async ({ service, operation, says }) => {
    const { call } = setUp({});
    const error = await call(operation, {}, service).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'UnknownOperationException', status: 400 });
    expect((error as Error).message).toContain(says);
  });

  it('refuses input that lacks required members, nested ones too, and runs nothing', async () => {
    let ran = 0;
    const { call } = setUp({ PutParameter: () => ({ Version: ++ran }) });
    await expect(call('PutParameter', { Name: 'a', Tags: [{ Key: 'k' }] })).rejects.toMatchObject({
      code: 'ValidationException',
      message:
        "2 validation errors detected: Value null at 'value' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
    });
    expect(ran).toBe(0);
  });

  it('refuses values of the wrong type before anything else', async () => {
    const { call } = setUp({ GetParameter: () => ({}) });
    await expect(call('GetParameter', { Name: 5 })).rejects.toMatchObject({ code: 'SerializationException' });
  });

  it('shares nothing with caller or operation', async () => {
    const kept: { Names?: string[] }[] = [];
    const state = { Parameters: [{ Name: 'a', Value: '1' }], InvalidParameters: [] };
    const { call } = setUp({
      GetParameters: (input) => {
        kept.push(input);
        return state;
      },
    });
    const names = ['a'];
    const output = (await call('GetParameters', { Names: names })) as typeof state;
    names.push('b');
    output.Parameters[0]!.Value = 'changed';
    expect(kept).toEqual([{ Names: ['a'] }]);
    expect(state.Parameters[0]?.Value).toBe('1');
  });

  it('writes down who called what, and how it went', async () => {
    registerAccessKey(world, 'key', 'on-reconcile-due');
    const { call, journal } = setUp({
      GetParameter: () => ({}),
      DeleteParameter: () => {
        throw new AwsError('ParameterNotFound', 'no');
      },
      DescribeParameters: () => {
        throw new Error('a fault of ours');
      },
    });
    await call('GetParameter', { Name: 'a' });
    await expect(call('DeleteParameter', { Name: 'a' })).rejects.toThrow('no');
    await expect(call('DescribeParameters', {})).rejects.toThrow('a fault of ours');
    await expect(call('SendCommand', {})).rejects.toThrow();
    const by = { at: 1_000, service: 'ssm', role: 'on-reconcile-due' };
    expect(journal.entries()).toEqual([
      { ...by, operation: 'GetParameter', outcome: 'ok' },
      { ...by, operation: 'DeleteParameter', outcome: 'refused', code: 'ParameterNotFound' },
      { ...by, operation: 'DescribeParameters', outcome: 'failed', fault: 'Error: a fault of ours' },
      { ...by, operation: 'SendCommand', outcome: 'refused', code: 'UnknownOperationException' },
    ]);
  });

  it('lets interceptors speak in their order, and be answered by them', async () => {
    const heard: string[] = [];
    const listen =
      (name: string): Interceptor =>
      async (request, next) => {
        heard.push(`${name} ${request.operation}`);
        return next();
      };
    const throttle: Interceptor = async (request, next) => {
      if (request.operation === 'GetParameter') throw new AwsError('ThrottlingException', 'Rate exceeded');
      return next();
    };
    const { call, journal } = setUp({ GetParameter: () => ({}), DescribeParameters: () => ({}) }, [
      listen('first'),
      throttle,
      listen('last'),
    ]);
    await expect(call('GetParameter', { Name: 'a' })).rejects.toMatchObject({ code: 'ThrottlingException' });
    await call('DescribeParameters', {});
    expect(heard).toEqual(['first GetParameter', 'first DescribeParameters', 'last DescribeParameters']);
    expect(journal.entries().map(({ outcome }) => outcome)).toEqual(['refused', 'ok']);
  });

  it('calls an answer that its model does not allow a fault, not a refusal', async () => {
    const { call, journal } = setUp({ GetParameter: () => ({ Parameter: { Name: 5 } }) });
    await expect(call('GetParameter', { Name: 'a' })).rejects.toThrow('answered what its model does not allow');
    expect(journal.entries()[0]?.outcome).toBe('failed');
  });
});

describe('parameters without effect', () => {
  it('are noted at their first use, nested ones too, and told to whoever listens', async () => {
    const journal = new Journal();
    const told: string[] = [];
    journal.onIgnored(({ operation, member }) => told.push(`${operation} ${member}`));
    const service = {
      ...ssmService,
      operations: { PutParameter: () => ({}), DescribeParameters: () => ({}) },
      ignored: { PutParameter: ['Tier', 'Tags.Value'], DescribeParameters: ['Shared'] },
    };
    const dispatcher = createDispatcher(() => world, [service], journal, []);
    const call = (operation: string, input: Record<string, unknown>) =>
      dispatcher.call({ service: 'ssm', operation, input, caller: callerOf(world, 'key'), requestId: 'r' });
    await call('PutParameter', { Name: 'a', Value: 'b' });
    await call('DescribeParameters', { Shared: false });
    expect(journal.ignored()).toEqual([]);
    for (const Value of ['v', 'w']) await call('PutParameter', { Name: 'a', Value: 'b', Tags: [{ Key: 'k', Value }] });
    await call('PutParameter', { Name: 'a', Value: 'b', Tier: 'Standard' });
    await call('DescribeParameters', { Shared: true });
    expect(journal.ignored()).toEqual([
      { service: 'ssm', operation: 'PutParameter', member: 'Tags.Value' },
      { service: 'ssm', operation: 'PutParameter', member: 'Tier' },
      { service: 'ssm', operation: 'DescribeParameters', member: 'Shared' },
    ]);
    expect(told).toEqual(['PutParameter Tags.Value', 'PutParameter Tier', 'DescribeParameters Shared']);
  });
});

describe('the journal', () => {
  it('keeps the last calls only', () => {
    const journal = new Journal(10);
    for (let at = 0; at < 100; at++) {
      journal.add({ at, service: 'ssm', operation: 'GetParameter', role: 'local', outcome: 'ok' });
    }
    expect(journal.entries().map(({ at }) => at)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
  });
});
