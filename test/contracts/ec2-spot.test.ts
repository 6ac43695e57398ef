/** Spot Instances: requests, interruptions, recommendations. Sources stand beside the facts. */
import {
  CancelSpotInstanceRequestsCommand,
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  RunInstancesCommand,
  type SpotMarketOptions,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import {
  administer,
  bootedWithinMs,
  collectEvents,
  type Ec2Bench,
  ec2Bench,
  hostsOf,
  launchInput,
  refusalOf,
} from '../cloud/ec2/support.ts';

const spot = (SpotOptions?: SpotMarketOptions) => ({
  InstanceMarketOptions: { MarketType: 'spot' as const, ...(SpotOptions && { SpotOptions }) },
});
const persistent = spot({ SpotInstanceType: 'persistent', InstanceInterruptionBehavior: 'stop' });
/** Every interruption comes with its notice. */
const certain = { knobs: { spotNotices: 100 } };

const requestOf = async ({ ec2 }: Ec2Bench, InstanceId: string) => {
  const Filters = [{ Name: 'instance-id', Values: [InstanceId] }];
  return (await ec2.send(new DescribeSpotInstanceRequestsCommand({ Filters }))).SpotInstanceRequests?.[0];
};
const show = async ({ ec2 }: Ec2Bench, id: string) =>
  (await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }))).Reservations?.[0]?.Instances?.[0];
const running = async (bench: Ec2Bench, changes: object = spot()) => {
  const [instance] = await bench.launch(changes);
  await bench.driver.pass(30_000);
  return instance!;
};

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instances-request-status-lifecycle.html
describe('a spot request', () => {
  test('is made and fulfilled by the launch, and can be described', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch({
      ...spot({ MaxPrice: '0.03' }),
      TagSpecifications: [{ ResourceType: 'spot-instances-request', Tags: [{ Key: 'team', Value: 'a' }] }],
    });
    expect(await show(bench, instance!.id)).toMatchObject({
      InstanceLifecycle: 'spot',
      SpotInstanceRequestId: expect.stringMatching(/^sir-[0-9a-z]{8}$/),
    });
    expect(await requestOf(bench, instance!.id)).toMatchObject({
      InstanceId: instance!.id,
      InstanceInterruptionBehavior: 'terminate',
      LaunchedAvailabilityZone: instance!.availabilityZone,
      LaunchSpecification: { ImageId: instance!.image.id, InstanceType: 't3.medium', SubnetId: instance!.subnetId },
      ProductDescription: 'Linux/UNIX',
      SpotPrice: '0.03',
      State: 'active',
      Status: { Code: 'fulfilled', Message: 'Your Spot request is fulfilled.' },
      Tags: [{ Key: 'team', Value: 'a' }],
      Type: 'one-time',
    });
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-request-status.html#spot-request-fulfillment-event
  test('tells EventBridge that it is fulfilled', async () => {
    const bench = await ec2Bench();
    const events = await collectEvents(bench);
    const instance = await running(bench);
    expect(events).toContainEqual(
      expect.objectContaining({
        'detail-type': 'EC2 Spot Instance Request Fulfillment',
        source: 'aws.ec2',
        resources: [`arn:aws:ec2:us-east-1:000000000000:instance/${instance.id}`],
        detail: { 'spot-instance-request-id': instance.spotRequest!.id, 'instance-id': instance.id },
      }),
    );
  });

  test('is closed when its instance is terminated by its user', async () => {
    const bench = await ec2Bench();
    const instance = await running(bench);
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance.id] }));
    expect(await requestOf(bench, instance.id)).toMatchObject({
      State: 'closed',
      Status: {
        Code: 'instance-terminated-by-user',
        // As in the field: sir-epqgxnjj of DescribeSpotInstanceRequests.
        Message: 'Spot Instance terminated due to user-initiated termination.',
      },
    });
  });

  // "Canceling a Spot Instance request does not terminate running Spot Instances associated with the request"
  // (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CancelSpotInstanceRequests.html)
  test('that is cancelled leaves its instance running', async () => {
    const bench = await ec2Bench();
    const instance = await running(bench);
    const cancel = (id: string) =>
      bench.ec2.send(new CancelSpotInstanceRequestsCommand({ SpotInstanceRequestIds: [id] }));
    const { id } = instance.spotRequest!;
    expect((await cancel(id)).CancelledSpotInstanceRequests).toEqual([
      { SpotInstanceRequestId: id, State: 'cancelled' },
    ]);
    expect(await requestOf(bench, instance.id)).toMatchObject({
      State: 'cancelled',
      Status: { Code: 'request-canceled-and-instance-running' },
    });
    await bench.driver.pass(60_000);
    expect(instance.state).toBe('running');
    expect(await refusalOf(cancel('sir-abcd1234'))).toBe(
      "InvalidSpotInstanceRequestID.NotFound: The spot instance request ID 'sir-abcd1234' does not exist",
    );
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotMarketOptions.html
  test.each<[why: string, options: SpotMarketOptions]>([
    ['a persistent one must stop or hibernate', { SpotInstanceType: 'persistent' }],
    ['one that stops must be persistent', { InstanceInterruptionBehavior: 'stop' }],
  ])('is refused: %s', async (_why, options) => {
    const { ec2 } = await ec2Bench();
    expect(await refusalOf(ec2.send(new RunInstancesCommand(launchInput(spot(options)))))).toMatch(
      /^InvalidParameterValue: /,
    );
  });

  // …/UserGuide/spot-request-status.html: "If the request is persistent and you stop your Spot Instance, the request only opens
  // after you start your Spot Instance", and is disabled until then.
  test('that is persistent lets its instance be stopped and started', async () => {
    const bench = await ec2Bench();
    const instance = await running(bench, persistent);
    await bench.ec2.send(new StopInstancesCommand({ InstanceIds: [instance.id] }));
    await bench.driver.pass(60_000);
    expect(await requestOf(bench, instance.id)).toMatchObject({
      State: 'disabled',
      Status: { Code: 'instance-stopped-by-user' },
    });
    await bench.ec2.send(new StartInstancesCommand({ InstanceIds: [instance.id] }));
    expect(await requestOf(bench, instance.id)).toMatchObject({ State: 'active', Status: { Code: 'fulfilled' } });
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
describe('an interruption', () => {
  test('is told two minutes before, with the ARN of that event, and then terminates the instance', async () => {
    const bench = await ec2Bench(certain);
    const events = await collectEvents(bench);
    const instance = await running(bench);
    bench.cloud.faults.begin('spot-interruption', {});
    await bench.driver.pass(5_000);
    expect(events.at(-1)).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'EC2 Spot Instance Interruption Warning',
      source: 'aws.ec2',
      account: '000000000000',
      time: expect.stringMatching(/^2026-01-05T12:00:[0-9]{2}Z$/),
      region: 'us-east-1',
      // "The ARN format of the Spot Instance interruption event is arn:aws:ec2:availability-zone:instance/instance-id"
      resources: [`arn:aws:ec2:${instance.availabilityZone}:instance/${instance.id}`],
      detail: { 'instance-id': instance.id, 'instance-action': 'terminate' },
    });
    expect(await requestOf(bench, instance.id)).toMatchObject({ Status: { Code: 'marked-for-termination' } });
    await bench.driver.pass(114_000);
    expect(instance.state).toBe('running');
    await bench.driver.pass(2_000);
    expect(await show(bench, instance.id)).toMatchObject({
      State: { Name: 'shutting-down' },
      // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html
      StateReason: { Code: 'Server.SpotInstanceTermination' },
      StateTransitionReason: expect.stringMatching(/^Service initiated \(2026-01-05 12:02:30 GMT\)$/),
    });
    expect(await requestOf(bench, instance.id)).toMatchObject({
      State: 'closed',
      Status: { Code: 'instance-terminated-no-capacity' },
    });
  });

  test('comes without a notice at times: notices are emitted on a best effort basis', async () => {
    const bench = await ec2Bench({ knobs: { spotNotices: 0 } });
    const events = await collectEvents(bench);
    const instance = await running(bench);
    bench.cloud.faults.begin('spot-interruption', { noticeMs: 10_000 });
    await bench.driver.pass(60_000);
    expect(instance.stateReason?.code).toBe('Server.SpotInstanceTermination');
    expect(events).not.toContainEqual(
      expect.objectContaining({ 'detail-type': 'EC2 Spot Instance Interruption Warning' }),
    );
  });

  test('is of nothing that its user has terminated meanwhile', async () => {
    const bench = await ec2Bench(certain);
    const instance = await running(bench);
    bench.cloud.faults.begin('spot-interruption', {});
    await bench.driver.pass(10_000);
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance.id] }));
    await bench.driver.pass(180_000);
    expect(instance.stateReason?.code).toBe('Client.UserInitiatedShutdown');
    expect(await requestOf(bench, instance.id)).toMatchObject({ Status: { Code: 'instance-terminated-by-user' } });
  });

  // "Spot restarts the stopped instance when capacity is available"
  // (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/interruption-behavior.html)
  test('stops the instance of a persistent request, until there is capacity again', async () => {
    const bench = await ec2Bench(certain);
    const instance = await running(bench, persistent);
    const shortage = bench.cloud.faults.begin('capacity-outage', { market: 'spot' });
    bench.cloud.faults.begin('spot-interruption', {});
    await bench.driver.pass(200_000);
    expect(await show(bench, instance.id)).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Server.SpotInstanceShutdown' },
    });
    expect(await requestOf(bench, instance.id)).toMatchObject({
      State: 'open',
      Status: { Code: 'instance-stopped-no-capacity' },
    });
    await bench.driver.pass(1_800_000);
    expect(instance.state).toBe('stopped');
    shortage.end();
    await bench.driver.pass(600_000);
    expect(instance.state).toBe('running');
    expect(await requestOf(bench, instance.id)).toMatchObject({ State: 'active', Status: { Code: 'fulfilled' } });
  });

  test('is in the metadata of the instance, which has no such item before', async () => {
    const bench = await ec2Bench(certain);
    const ask = 'curl -s -o /tmp/item -w "%{http_code} " -H "X-aws-ec2-metadata-token: $token"';
    const instance = await bench.bootWith(
      `#!/bin/bash
base=http://169.254.169.254/latest
token=$(curl -s -X PUT $base/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 600')
for item in spot/instance-action events/recommendations/rebalance; do ${ask} $base/meta-data/$item; done
sleep 300
for item in spot/instance-action spot/termination-time events/recommendations/rebalance; do
  ${ask} $base/meta-data/$item; cat /tmp/item; echo
done
`,
      spot(),
    );
    const at = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;
    const noticeTime = at(bench.cloud.clock.now());
    bench.cloud.faults.begin('rebalance-recommendation', {});
    bench.cloud.faults.begin('spot-interruption', { noticeMs: 900_000 });
    const time = at(bench.cloud.clock.now() + 900_000);
    await bench.driver.pass(400_000);
    expect(instance.boot.console).toContain(
      `404 404 200 {"action":"terminate","time":"${time}"}\n200 ${time}\n200 {"noticeTime":"${noticeTime}"}\n`,
    );
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/rebalance-recommendations.html
test('a rebalance recommendation is an event and changes nothing', async () => {
  const bench = await ec2Bench();
  const events = await collectEvents(bench);
  const instance = await running(bench);
  const other = await running(bench, {});
  bench.cloud.faults.begin('rebalance-recommendation', {});
  await bench.driver.pass(60_000);
  expect(events.filter((event) => (event as Event)['detail-type'] === 'EC2 Instance Rebalance Recommendation')).toEqual(
    [
      expect.objectContaining({
        source: 'aws.ec2',
        resources: [`arn:aws:ec2:us-east-1:000000000000:instance/${instance.id}`],
        detail: { 'instance-id': instance.id },
      }),
    ],
  );
  expect([instance.state, other.state]).toEqual(['running', 'running']);
});
interface Event {
  readonly 'detail-type': string;
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-spot.html
describe('the ECS agent on a spot instance that will be interrupted', () => {
  const config = (line: string) => `#!/bin/bash\nprintf 'ECS_CLUSTER=c\\n${line}\\n' > /etc/ecs/ecs.config\n`;
  const hostStatus = async (line: string) => {
    const bench = await ec2Bench({ knobs: { spotNotices: 100, agentFlapsPerHour: 0 } });
    await administer(bench, 'ecs', 'CreateCluster', { clusterName: 'c' });
    await bench.bootWith(config(line), spot());
    await bench.driver.pass(bootedWithinMs);
    expect(hostsOf(bench, 'c')).toHaveLength(1);
    bench.cloud.faults.begin('spot-interruption', {});
    await bench.driver.pass(10_000);
    return [...bench.cloud.world.ecs.clusters.get('c')!.hosts.values()].map(({ status }) => status);
  };

  test('drains its container instance if it is configured to', async () => {
    expect(await hostStatus('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true')).toEqual(['DRAINING']);
  });

  test('does nothing otherwise', async () => {
    expect(await hostStatus('ECS_LOGLEVEL=info')).toEqual(['ACTIVE']);
  });
});
