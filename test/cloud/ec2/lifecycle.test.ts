/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html */
import {
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { bootedWithinMs, collectEvents, type Ec2Bench, ec2Bench, refusalOf } from './support.ts';

const show = async ({ ec2 }: Ec2Bench, id: string) =>
  (await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations?.[0]?.Instances?.[0];

describe('an instance', () => {
  test('is pending, then running, and each state is an event', async () => {
    const bench = await ec2Bench();
    const events = await collectEvents(bench);
    const [instance] = await bench.launch();
    await bench.driver.pass(11_000);
    expect(instance!.state).toBe('pending');
    await bench.driver.pass(12_000);
    expect(await show(bench, instance!.id)).toMatchObject({ State: { Code: 16, Name: 'running' } });
    expect((await show(bench, instance!.id))?.StateReason).toBeUndefined();
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance!.id] }));
    await bench.driver.pass(60_000);
    const told = events as { 'detail-type': string; resources: string[]; detail: Record<string, string> }[];
    expect(told.map((event) => event.detail['state']).sort()).toEqual(
      ['pending', 'running', 'shutting-down', 'terminated'].sort(),
    );
    expect(told[0]).toMatchObject({
      source: 'aws.ec2',
      'detail-type': 'EC2 Instance State-change Notification',
      resources: [`arn:aws:ec2:us-east-1:000000000000:instance/${instance!.id}`],
      detail: { 'instance-id': instance!.id },
    });
  });

  test('passes its status checks some time after it came to run, each time', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch();
    const status = async (IncludeAllInstances = false) =>
      (
        await bench.ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [instance!.id], IncludeAllInstances }))
      ).InstanceStatuses?.map((one) => [one.InstanceState?.Name, one.SystemStatus?.Status, one.InstanceStatus?.Status]);
    expect(await status()).toEqual([]);
    expect(await status(true)).toEqual([['pending', 'not-applicable', 'not-applicable']]);
    await bench.driver.pass(30_000);
    expect(await status()).toEqual([['running', 'initializing', 'initializing']]);
    await bench.driver.pass(200_000);
    expect(await status()).toEqual([['running', 'ok', 'ok']]);
    await bench.ec2.send(new StopInstancesCommand({ InstanceIds: [instance!.id] }));
    await bench.driver.pass(60_000);
    await bench.ec2.send(new StartInstancesCommand({ InstanceIds: [instance!.id] }));
    await bench.driver.pass(30_000);
    expect(await status()).toEqual([['running', 'initializing', 'initializing']]);
  });

  test('that was terminated says who did it, is shown for an hour without its attachments, and then is gone', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch({
      TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'x' }] }],
    });
    await bench.driver.pass(bootedWithinMs);
    const at = new Date(bench.cloud.clock.now()).toISOString().slice(0, 19).replace('T', ' ');
    const answer = await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance!.id] }));
    expect(answer.TerminatingInstances).toEqual([
      {
        InstanceId: instance!.id,
        PreviousState: { Code: 16, Name: 'running' },
        CurrentState: { Code: 32, Name: 'shutting-down' },
      },
    ]);
    await bench.driver.pass(60_000);
    const shown = await show(bench, instance!.id);
    expect(shown).toMatchObject({
      State: { Code: 48, Name: 'terminated' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      StateTransitionReason: `User initiated (${at} GMT)`,
      NetworkInterfaces: [],
      Tags: [{ Key: 'Name', Value: 'x' }],
    });
    expect(shown?.PrivateIpAddress).toBeUndefined();
    await bench.driver.pass(3_600_000);
    expect(await refusalOf(show(bench, instance!.id))).toMatch(/^InvalidInstanceID\.NotFound/);
  });

  test('keeps its id and private address over a stop, but not its public one', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch();
    await bench.driver.pass(bootedWithinMs);
    const { privateIp } = instance!.networkInterface;
    const before = { publicIp: instance!.publicIp, launchedAt: instance!.launchedAt };
    await bench.ec2.send(new StopInstancesCommand({ InstanceIds: [instance!.id] }));
    expect(instance!.state).toBe('stopping');
    await bench.driver.pass(60_000);
    expect(await show(bench, instance!.id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
      StateTransitionReason: expect.stringMatching(/^User initiated \(/),
      PrivateIpAddress: privateIp,
    });
    expect(instance!.publicIp).toBeUndefined();
    await bench.ec2.send(new StartInstancesCommand({ InstanceIds: [instance!.id] }));
    await bench.driver.pass(30_000);
    expect(await show(bench, instance!.id)).toMatchObject({
      State: { Name: 'running' },
      StateTransitionReason: '',
      PrivateIpAddress: privateIp,
    });
    expect(instance!.publicIp).toBeDefined();
    expect(instance!.publicIp).not.toBe(before.publicIp);
    expect(instance!.launchedAt).toBeGreaterThan(before.launchedAt);
  });

  test('that is stopped is terminated at once', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch();
    await bench.driver.pass(30_000);
    await bench.ec2.send(new StopInstancesCommand({ InstanceIds: [instance!.id] }));
    await bench.driver.pass(60_000);
    const answer = await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance!.id] }));
    expect(answer.TerminatingInstances?.[0]?.CurrentState).toEqual({ Code: 48, Name: 'terminated' });
  });

  test('gives its addresses back when it is gone', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch();
    const subnet = bench.cloud.world.ec2.subnets.get(instance!.subnetId)!;
    expect(subnet.taken.size).toBe(1);
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance!.id] }));
    await bench.driver.pass(60_000);
    expect(subnet.taken.size).toBe(0);
  });
});

describe('what an instance does not allow', () => {
  const actions = {
    stopped: ({ ec2 }: Ec2Bench, id: string) => ec2.send(new StopInstancesCommand({ InstanceIds: [id] })),
    started: ({ ec2 }: Ec2Bench, id: string) => ec2.send(new StartInstancesCommand({ InstanceIds: [id] })),
    rebooted: ({ ec2 }: Ec2Bench, id: string) => ec2.send(new RebootInstancesCommand({ InstanceIds: [id] })),
  };
  test.each([
    ['stopped', 'pending'],
    ['rebooted', 'pending'],
    ['started', 'shutting-down'],
    ['stopped', 'shutting-down'],
    ['started', 'stopping'],
    ['rebooted', 'stopped'],
    ['started', 'terminated'],
  ] as const)('being %s while it is %s', async (participle, state) => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch();
    const InstanceIds = [instance!.id];
    if (state !== 'pending') await bench.driver.pass(30_000);
    if (state.startsWith('stop')) await bench.ec2.send(new StopInstancesCommand({ InstanceIds }));
    if (state === 'shutting-down' || state === 'terminated')
      await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    if (state === 'stopped' || state === 'terminated') await bench.driver.pass(60_000);
    expect(instance!.state).toBe(state);
    expect(await refusalOf(actions[participle](bench, instance!.id))).toBe(
      `IncorrectInstanceState: The instance '${instance!.id}' is not in a state from which it can be ${participle}.`,
    );
  });

  test('being stopped as a one-time spot instance', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch({ InstanceMarketOptions: { MarketType: 'spot' } });
    await bench.driver.pass(30_000);
    expect(await refusalOf(bench.ec2.send(new StopInstancesCommand({ InstanceIds: [instance!.id] })))).toMatch(
      /^UnsupportedOperation: You can't stop the Spot Instance/,
    );
  });

  test('being terminated while it is protected', async () => {
    const bench = await ec2Bench();
    const [kept] = await bench.launch({ DisableApiTermination: true });
    const [other] = await bench.launch();
    const terminate = () =>
      refusalOf(bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [other!.id, kept!.id] })));
    expect(await terminate()).toMatch(/^OperationNotPermitted: .*disableApiTermination/);
    expect(other!.state).toBe('pending');
    await bench.ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId: kept!.id, DisableApiTermination: { Value: false } }),
    );
    expect(await terminate()).toBe('accepted');
  });
});

describe('terminating', () => {
  test('is idempotent', async () => {
    const bench = await ec2Bench();
    const events = await collectEvents(bench);
    const [instance] = await bench.launch();
    const terminate = () => bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance!.id] }));
    await terminate();
    expect((await terminate()).TerminatingInstances?.[0]?.PreviousState?.Name).toBe('shutting-down');
    await bench.driver.pass(60_000);
    expect((await terminate()).TerminatingInstances?.[0]?.PreviousState?.Name).toBe('terminated');
    await bench.driver.pass(60_000);
    expect(events).toHaveLength(3);
  });

  test('with one id that does not exist terminates none', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch();
    const InstanceIds = [instance!.id, 'i-0123456789abcdef0'];
    expect(await refusalOf(bench.ec2.send(new TerminateInstancesCommand({ InstanceIds })))).toMatch(
      /^InvalidInstanceID\.NotFound/,
    );
    expect(instance!.state).toBe('pending');
  });
});
