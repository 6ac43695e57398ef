import { describe, expect, test } from 'vitest';
import { emit } from '../../../local/cloud/events/behaviour/emit.ts';
import { stage, start } from './stage.ts';

const stopped = (task: string) => ({
  source: 'aws.ecs',
  detailType: 'ECS Task State Change',
  resources: [`arn:aws:ecs:us-east-1:000000000000:task/c/${task}`],
  detail: { lastStatus: 'STOPPED', task },
});

const ruleTo = async (
  { call }: ReturnType<typeof stage>,
  target: object,
  pattern: object = { source: ['aws.ecs'] },
) => {
  await call('eventbridge', 'PutRule', { Name: 'r', EventPattern: JSON.stringify(pattern) });
  await call('eventbridge', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', ...target }] });
};

describe('a rule with a pattern', () => {
  test('gives matching events to a function, in the envelope of EventBridge, after a delay', async () => {
    const account = stage();
    const { arn, calls } = account.host('f');
    await ruleTo(account, { Arn: arn }, { detail: { lastStatus: ['STOPPED'] } });
    emit(account.cloud.world, stopped('1'));
    emit(account.cloud.world, { ...stopped('2'), detail: { lastStatus: 'RUNNING' } });
    await account.driver.pass(5_000);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.at).toBeGreaterThanOrEqual(200);
    expect(calls[0]?.payload).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'ECS Task State Change',
      source: 'aws.ecs',
      account: '000000000000',
      time: '2026-01-05T09:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:ecs:us-east-1:000000000000:task/c/1'],
      detail: { lastStatus: 'STOPPED', task: '1' },
    });
  });

  test('shows an event as it was when it happened', async () => {
    const account = stage();
    const { arn, calls } = account.host('f');
    await ruleTo(account, { Arn: arn });
    const detail = { lastStatus: 'STOPPED' };
    emit(account.cloud.world, { ...stopped('1'), detail });
    detail.lastStatus = 'changed later';
    await account.driver.pass(5_000);
    expect(calls[0]?.payload).toMatchObject({ detail: { lastStatus: 'STOPPED' } });
  });

  test('gives nothing while it is disabled', async () => {
    const account = stage();
    const { arn, calls } = account.host('f');
    await ruleTo(account, { Arn: arn });
    await account.call('eventbridge', 'DisableRule', { Name: 'r' });
    emit(account.cloud.world, stopped('1'));
    await account.driver.pass(5_000);
    expect(calls).toEqual([]);
    await account.call('eventbridge', 'EnableRule', { Name: 'r' });
    emit(account.cloud.world, stopped('2'));
    await account.driver.pass(5_000);
    expect(calls).toHaveLength(1);
  });

  test('gives a queue a constant, a part, or a text made from parts', async () => {
    const account = stage();
    const queue = await account.queue('q');
    await account.call('eventbridge', 'PutRule', { Name: 'r', EventPattern: '{"source":["aws.ecs"]}' });
    const Targets = [
      { Id: 'a', Arn: queue.arn, Input: '{"constant":true}' },
      { Id: 'b', Arn: queue.arn, InputPath: '$.detail.task' },
      {
        Id: 'c',
        Arn: queue.arn,
        InputTransformer: {
          InputPathsMap: { status: '$.detail.lastStatus', first: '$.resources[0]', none: '$.detail.none' },
          InputTemplate: '{"is":<status>,"text":"now <status>","of":"<first>","none":<none>}',
        },
      },
    ];
    await account.call('eventbridge', 'PutTargets', { Rule: 'r', Targets });
    emit(account.cloud.world, stopped('1'));
    await account.driver.pass(5_000);
    const bodies = (await queue.receive()).map(({ Body }) => JSON.parse(Body));
    expect(bodies).toEqual([
      { constant: true },
      '1',
      { is: 'STOPPED', text: 'now STOPPED', of: 'arn:aws:ecs:us-east-1:000000000000:task/c/1', none: null },
    ]);
  });

  test('sends what a target refuses for good to the dead letters, with the reason', async () => {
    const account = stage();
    const dead = await account.queue('dead');
    const gone = 'arn:aws:lambda:us-east-1:000000000000:function:gone';
    await ruleTo(account, { Arn: gone, DeadLetterConfig: { Arn: dead.arn } });
    emit(account.cloud.world, stopped('1'));
    await account.driver.pass(5_000);
    const [letter] = await dead.receive();
    expect(JSON.parse(letter!.Body)).toMatchObject({ detail: { task: '1' } });
    expect(letter?.MessageAttributes).toMatchObject({
      TARGET_ARN: { StringValue: gone },
      ERROR_CODE: { StringValue: 'ResourceNotFoundException' },
    });
  });
});

describe('a rule with a schedule', () => {
  test('comes every minute until it is disabled', async () => {
    const account = stage();
    const { arn, calls } = account.host('f');
    await account.call('eventbridge', 'PutRule', { Name: 'r', ScheduleExpression: 'rate(1 minute)' });
    await account.call('eventbridge', 'PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: arn }] });
    await account.driver.pass(185_000);
    expect(calls.map(({ at }) => at)).toEqual([60_000, 120_000, 180_000]);
    expect(calls[0]?.payload).toMatchObject({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      time: new Date(start + 60_000).toISOString().replace('.000', ''),
      resources: ['arn:aws:events:us-east-1:000000000000:rule/r'],
      detail: {},
    });
    await account.call('eventbridge', 'DisableRule', { Name: 'r' });
    await account.driver.pass(300_000);
    expect(calls).toHaveLength(3);
  });
});

describe('PutEvents', () => {
  test('answers each entry by itself', async () => {
    const account = stage();
    const { arn, calls } = account.host('f');
    await ruleTo(account, { Arn: arn }, { source: ['my.app'] });
    const good = { Source: 'my.app', DetailType: 'Happened', Detail: '{"n":1}', Time: new Date(start - 5_500) };
    const answer = await account.call('eventbridge', 'PutEvents', {
      Entries: [good, { ...good, Source: 'aws.ecs' }, { ...good, Detail: 'no JSON' }, { Source: 'my.app' }],
    });
    expect(answer).toMatchObject({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: 'NotAuthorizedForSourceException' },
        { ErrorCode: 'MalformedDetail' },
        { ErrorCode: 'InvalidArgument' },
      ],
    });
    await account.driver.pass(5_000);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.payload).toMatchObject({ time: '2026-01-05T08:59:54Z', detail: { n: 1 }, resources: [] });
  });

  test('refuses more than 256 KB, and more than ten entries', async () => {
    const { call } = stage();
    const entry = { Source: 'my.app', DetailType: 'Happened', Detail: '{}' };
    const large = { ...entry, Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) };
    await expect(call('eventbridge', 'PutEvents', { Entries: [large] })).rejects.toThrow('over the limit');
    await expect(call('eventbridge', 'PutEvents', { Entries: Array(11).fill(entry) })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});

test('a rule is changed without losing its targets, and deleted only without them', async () => {
  const account = stage();
  const { arn } = account.host('f');
  await ruleTo(account, { Arn: arn });
  await account.call('eventbridge', 'PutRule', { Name: 'r', ScheduleExpression: 'rate(5 minutes)' });
  expect(await account.call('eventbridge', 'ListTargetsByRule', { Rule: 'r' })).toEqual({
    Targets: [{ Id: 't', Arn: arn }],
  });
  expect(await account.call('eventbridge', 'DescribeRule', { Name: 'r' })).not.toHaveProperty('EventPattern');
  await expect(account.call('eventbridge', 'DeleteRule', { Name: 'r' })).rejects.toThrow('targets');
  await account.call('eventbridge', 'RemoveTargets', { Rule: 'r', Ids: ['t'] });
  await account.call('eventbridge', 'DeleteRule', { Name: 'r' });
  await expect(account.call('eventbridge', 'DescribeRule', { Name: 'r' })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('an event of an AWS service is tested against a pattern without being sent', async () => {
  const { call } = stage();
  const Event = JSON.stringify({
    id: '1',
    account: '2',
    source: 'aws.ec2',
    time: '2026-01-05T09:00:00Z',
    region: 'us-east-1',
    resources: [],
    'detail-type': 'x',
    detail: {},
  });
  expect(await call('eventbridge', 'TestEventPattern', { EventPattern: '{"source":["aws.ec2"]}', Event })).toEqual({
    Result: true,
  });
});
