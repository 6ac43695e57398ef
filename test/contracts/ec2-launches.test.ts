/** Who gets instances, how many, and what EC2 says to the others. Sources stand beside the facts. */
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypeOfferingsCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import type { FaultName, FaultParameters } from '../../local/cloud/faults/catalogue.ts';
import { type Ec2Bench, ec2Bench, launchInput, refusalOf } from '../cloud/ec2/support.ts';

type Changes = Partial<RunInstancesCommandInput>;

const zone = 'us-east-1a';
const there = (changes: Changes = {}): Changes => ({ Placement: { AvailabilityZone: zone }, ...changes });
const spot: Changes = { InstanceMarketOptions: { MarketType: 'spot' } };
const refused = ({ ec2 }: Ec2Bench, changes: Changes) =>
  refusalOf(ec2.send(new RunInstancesCommand(launchInput(changes))));
const benchWith = async <Name extends FaultName>(name: Name, parameters: FaultParameters<Name>): Promise<Ec2Bench> => {
  const bench = await ec2Bench();
  bench.cloud.faults.begin(name, parameters);
  return bench;
};
const outage = (parameters: FaultParameters<'capacity-outage'>) => benchWith('capacity-outage', parameters);

describe('capacity', () => {
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html, MinCount and MaxCount
  test('of less than MaxCount gives what there is, of less than MinCount nothing', async () => {
    const bench = await outage({ availabilityZone: zone, left: 4 });
    expect(await bench.launch(there({ MinCount: 2, MaxCount: 3 }))).toHaveLength(3);
    expect(await refused(bench, there({ MinCount: 2, MaxCount: 3 }))).toMatch(/^InsufficientInstanceCapacity: /);
    expect(await bench.launch(there({ MinCount: 1, MaxCount: 3 }))).toHaveLength(1);
  });

  // The text: aws/karpenter-provider-aws and many others quote it in their issues.
  test('is told of with the zones that have some', async () => {
    const bench = await outage({ instanceType: 't3.medium', availabilityZone: zone });
    expect(await refused(bench, there())).toBe(
      'InsufficientInstanceCapacity: We currently do not have sufficient t3.medium capacity in the Availability Zone you ' +
        'requested (us-east-1a). Our system will be working on provisioning additional capacity. You can currently get ' +
        't3.medium capacity by not specifying an Availability Zone in your request or choosing us-east-1b, us-east-1c.',
    );
    expect(await refused(bench, there({ InstanceType: 't3.large' }))).toBe('accepted');
  });

  test('of spot instances is apart from that of others', async () => {
    const bench = await outage({ market: 'spot' });
    expect(await refused(bench, there(spot))).toBe(
      'InsufficientInstanceCapacity: There is no Spot capacity available that matches your request.',
    );
    expect(await refused(bench, there())).toBe('accepted');
  });

  test('is looked for in every zone when the request names none', async () => {
    const bench = await outage({ availabilityZone: zone });
    const launched = await Promise.all(Array.from({ length: 8 }, () => bench.launch()));
    expect(new Set(launched.flat().map((one) => one.availabilityZone))).toEqual(new Set(['us-east-1b', 'us-east-1c']));
  });

  // https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html: "when launching an instance or starting a stopped one"
  test('is needed to start a stopped instance too', async () => {
    const bench = await ec2Bench();
    const stopped = await bench.launch(there({ MinCount: 2, MaxCount: 2 }));
    const InstanceIds = stopped.map(({ id }) => id);
    await bench.driver.pass(30_000);
    await bench.ec2.send(new StopInstancesCommand({ InstanceIds }));
    await bench.driver.pass(60_000);
    const start = () => refusalOf(bench.ec2.send(new StartInstancesCommand({ InstanceIds })));
    const shortage = bench.cloud.faults.begin('capacity-outage', { availabilityZone: zone, left: 1 });
    expect(await start()).toMatch(/^InsufficientInstanceCapacity: /);
    expect(stopped.map(({ state }) => state)).toEqual(['stopped', 'stopped']);
    shortage.end();
    expect(await start()).toBe('accepted');
  });

  // ned1313/Getting-Started-Terraform#44
  test('of a type that the zone does not offer at all', async () => {
    const bench = await benchWith('type-not-offered', { instanceType: 't3.medium', availabilityZone: zone });
    expect(await refused(bench, there())).toBe(
      'Unsupported: Your requested instance type (t3.medium) is not supported in your requested Availability Zone ' +
        '(us-east-1a). Please retry your request by not specifying an Availability Zone or choosing us-east-1b, us-east-1c.',
    );
    const { InstanceTypeOfferings } = await bench.ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone',
        Filters: [{ Name: 'instance-type', Values: ['t3.medium'] }],
      }),
    );
    expect(InstanceTypeOfferings?.map(({ Location }) => Location)).toEqual(['us-east-1b', 'us-east-1c']);
  });
});

// Codes: https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html
describe('quotas', () => {
  // https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html; the text: scrapoxy/scrapoxy#202
  test('count the vCPUs that run of a market and a family of types', async () => {
    const bench = await benchWith('quota', { market: 'on-demand', vcpus: 32 });
    const [first] = await bench.launch({ InstanceType: 'm5.4xlarge', MaxCount: 5 });
    expect(bench.cloud.world.ec2.instances.size).toBe(2);
    expect(await refused(bench, { InstanceType: 'r5.large' })).toBe(
      'VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance ' +
        'bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to ' +
        'request an adjustment to this limit.',
    );
    expect(await refused(bench, { InstanceType: 'g5.xlarge' })).toBe('accepted');
    expect(await refused(bench, { InstanceType: 'r5.large', ...spot })).toBe('accepted');
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [first!.id] }));
    expect(await refused(bench, { InstanceType: 'r5.large' })).toBe('accepted');
  });

  // meadowdata/meadowrun#84
  test('of spot instances have a code of their own', async () => {
    const bench = await benchWith('quota', { market: 'spot', family: 'g-vt', vcpus: 4 });
    expect(await bench.launch({ InstanceType: 'g4dn.xlarge', MaxCount: 3, ...spot })).toHaveLength(1);
    expect(await refused(bench, { InstanceType: 'g4dn.xlarge', ...spot })).toBe(
      'MaxSpotInstanceCountExceeded: Max spot instance count exceeded',
    );
  });

  // hashicorp/terraform#1891
  test('of instances', async () => {
    const bench = await benchWith('instance-quota', { instances: 1 });
    await bench.launch();
    expect(await refused(bench, { MinCount: 2, MaxCount: 2 })).toBe(
      'InstanceLimitExceeded: Your quota allows for 0 more running instance(s). You requested at least 2',
    );
  });

  // VcpuLimitExceeded: "The instance request exceeded the vCPU limit", which a start is as well.
  test('hold for starting stopped instances', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch();
    const InstanceIds = [instance!.id];
    await bench.driver.pass(30_000);
    await bench.ec2.send(new StopInstancesCommand({ InstanceIds }));
    await bench.driver.pass(60_000);
    bench.cloud.faults.begin('quota', { market: 'on-demand', vcpus: 1 });
    expect(await refusalOf(bench.ec2.send(new StartInstancesCommand({ InstanceIds })))).toMatch(/^VcpuLimitExceeded: /);
  });
});

test('a subnet without free addresses', async () => {
  const bench = await ec2Bench();
  const subnetId = [...bench.cloud.world.ec2.subnets.keys()][0]!;
  const full = bench.cloud.faults.begin('subnet-full', { subnetId, left: 2 });
  expect(await bench.launch({ SubnetId: subnetId, MaxCount: 5 })).toHaveLength(2);
  // hashicorp/terraform-provider-aws and kubernetes-sigs/karpenter quote the text in their issues.
  expect(await refused(bench, { SubnetId: subnetId })).toBe(
    `InsufficientFreeAddressesInSubnet: There are not enough free addresses in subnet '${subnetId}' to satisfy the requested ` +
      'number of instances.',
  );
  full.end();
  expect(await refused(bench, { SubnetId: subnetId })).toBe('accepted');
});

// https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html, InvalidAMIID.Unavailable and InvalidAMIID.NotFound
describe('a deregistered image', () => {
  test.each([
    [true, (id: string) => `InvalidAMIID.NotFound: The image id '[${id}]' does not exist`],
    [false, (id: string) => `InvalidAMIID.Unavailable: The image ID '${id}' is no longer available`],
  ])('is launched from no more; the knob deregisteredImageIsUnknown is %s', async (knob, refusal) => {
    const bench = await ec2Bench({ knobs: { deregisteredImageIsUnknown: knob } });
    const imageId = launchInput().ImageId!;
    const [before] = await bench.launch();
    const fault = bench.cloud.faults.begin('image-deregistered', { imageId });
    expect(await refused(bench, {})).toBe(refusal(imageId));
    // "Recently deregistered images appear in the returned results for a short interval and then return empty results"
    // (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html)
    expect((await bench.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }))).Images).toEqual([]);
    await bench.driver.pass(30_000);
    expect(before!.state).toBe('running');
    fault.end();
    expect(await refused(bench, {})).toBe('accepted');
  });
});

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html, DryRun
test('a dry run says whether it would have succeeded, capacity and quotas included', async () => {
  const bench = await outage({ availabilityZone: zone });
  expect(await refused(bench, there({ DryRun: true }))).toMatch(/^InsufficientInstanceCapacity: /);
  expect(await refused(bench, { DryRun: true, Placement: { AvailabilityZone: 'us-east-1b' } })).toBe(
    'DryRunOperation: Request would have succeeded, but DryRun flag is set.',
  );
});

// "A client token is valid for at least 24 hours after the termination of the instance"
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Run_Instance_Idempotency.html)
describe('a client token', () => {
  const hours = (count: number): number => count * 3_600_000;

  test('is as good as new a day after the last of its instances was terminated, and not before', async () => {
    const bench = await ec2Bench();
    const instances = await bench.launch({ ClientToken: 'a', MaxCount: 2 });
    await bench.driver.pass(30_000);
    const terminate = async (at: number) =>
      void (await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instances[at]!.id] })));
    await terminate(0);
    await bench.driver.pass(hours(30));
    expect(await refused(bench, { ClientToken: 'a' })).toMatch(/^IdempotentParameterMismatch: /);
    expect((await bench.launch({ ClientToken: 'a', MaxCount: 2 })).at(-1)?.id).toBe(instances[1]!.id);
    await terminate(1);
    await bench.driver.pass(hours(23));
    expect(await refused(bench, { ClientToken: 'a', MaxCount: 2 })).toMatch(/^IdempotentInstanceTerminated: /);
    await bench.driver.pass(hours(2));
    expect(await refused(bench, { ClientToken: 'a' })).toBe('accepted');
  });
});

// https://docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
describe('a new instance', () => {
  const late = { knobs: { describeLagMs: [5_000, 5_000] } } as const;
  const named = { TagSpecifications: [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value: 'web' }] }] };
  const found = async ({ ec2 }: Ec2Bench, input: object) =>
    ((await ec2.send(new DescribeInstancesCommand(input))).Reservations ?? []).length;

  test('is not known to other calls at first, by its id or in lists', async () => {
    const bench = await ec2Bench(late);
    const [instance] = await bench.launch(named);
    const InstanceIds = [instance!.id];
    const byTag = { Filters: [{ Name: 'tag:Name', Values: ['web'] }] };
    expect(await refusalOf(found(bench, { InstanceIds }))).toBe(
      `InvalidInstanceID.NotFound: The instance ID '${instance!.id}' does not exist`,
    );
    expect(await refusalOf(bench.ec2.send(new TerminateInstancesCommand({ InstanceIds })))).toMatch(
      /^InvalidInstanceID\.NotFound: /,
    );
    expect([await found(bench, {}), await found(bench, byTag)]).toEqual([0, 0]);
    await bench.driver.pass(5_001);
    expect([await found(bench, { InstanceIds }), await found(bench, {}), await found(bench, byTag)]).toEqual([1, 1, 1]);
  });

  test('may be known before its tags are, but never after', async () => {
    const bench = await ec2Bench({ knobs: { describeLagMs: [0, 10_000] } });
    const instances = await bench.launch({ MaxCount: 20, ...named });
    const seen = async () => {
      const { Reservations } = await bench.ec2.send(new DescribeInstancesCommand({}));
      return (Reservations?.[0]?.Instances ?? []).map(({ Tags }) => Tags !== undefined);
    };
    await bench.driver.pass(5_000);
    expect(new Set(await seen())).toEqual(new Set([true, false]));
    await bench.driver.pass(5_001);
    expect(await seen()).toEqual(instances.map(() => true));
  });

  test('is known to the launch itself, and to its repetition, with its tags', async () => {
    const bench = await ec2Bench(late);
    const launch = () => bench.ec2.send(new RunInstancesCommand(launchInput({ ClientToken: 'a', ...named })));
    for (const { Instances } of [await launch(), await launch()])
      expect(Instances?.[0]?.Tags).toEqual([{ Key: 'Name', Value: 'web' }]);
  });
});

// "resources such as tags and volumes are gradually disassociated from the instance and may no longer be visible on the
// terminated instance after a short while" (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/terminating-instances.html)
test('a terminated instance loses its tags before it is forgotten', async () => {
  const bench = await ec2Bench({ knobs: { terminatedTagsMs: [600_000, 600_000], instanceStopMs: [0, 0] } });
  const [instance] = await bench.launch({
    TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] }],
  });
  await bench.driver.pass(30_000);
  await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance!.id] }));
  await bench.driver.pass(1);
  const shown = async () => {
    const { Reservations } = await bench.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance!.id] }));
    const { State, Tags } = Reservations?.[0]?.Instances?.[0] ?? {};
    return [State?.Name, Tags?.length];
  };
  await bench.driver.pass(599_000);
  expect(await shown()).toEqual(['terminated', 1]);
  await bench.driver.pass(2_000);
  expect(await shown()).toEqual(['terminated', undefined]);
});
