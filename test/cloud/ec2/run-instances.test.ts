import {
  CreateSecurityGroupCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ecsOptimizedImage } from '../../../local/cloud/ec2/images.ts';
import { administer, type Ec2Bench, ec2Bench, launchInput, profile, refusalOf } from './support.ts';

const subnetIn = ({ cloud }: Ec2Bench, zone: string): string =>
  [...cloud.world.ec2.subnets.values()].find((subnet) => subnet.availabilityZone === zone)!.id;
const run = ({ ec2 }: Ec2Bench, changes: Partial<RunInstancesCommandInput>) =>
  ec2.send(new RunInstancesCommand(launchInput(changes)));

describe('a launch', () => {
  test('answers at once with pending instances of one reservation', async () => {
    const bench = await ec2Bench();
    const answer = await run(bench, { MinCount: 2, MaxCount: 3 });
    expect(answer.ReservationId).toMatch(/^r-[0-9a-f]{17}$/);
    expect(answer.Instances?.map((instance) => instance.AmiLaunchIndex)).toEqual([0, 1, 2]);
    for (const instance of answer.Instances ?? [])
      expect(instance).toMatchObject({
        InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
        State: { Code: 0, Name: 'pending' },
        StateReason: { Code: 'pending', Message: 'pending' },
        PrivateIpAddress: expect.stringMatching(/^172\.31\./),
        IamInstanceProfile: { Arn: expect.stringContaining(`:instance-profile/${profile}`) },
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      });
  });

  test('tags instances and volumes as it is told to', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch({
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: 'Name', Value: 'web' }] },
        { ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'disk' }] },
      ],
    });
    expect(instance!.tags).toEqual(new Map([['Name', 'web']]));
    expect(instance!.volumes.map((volume) => volume.tags)).toEqual([new Map([['Name', 'disk']])]);
  });

  test('goes where its network interface says, with its public address or without', async () => {
    const bench = await ec2Bench();
    const SubnetId = subnetIn(bench, 'us-east-1b');
    const [hidden] = await bench.launch({
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId, AssociatePublicIpAddress: false }],
    });
    const [open] = await bench.launch({ SubnetId });
    await bench.driver.pass(30_000);
    expect([hidden!.availabilityZone, open!.availabilityZone]).toEqual(['us-east-1b', 'us-east-1b']);
    expect(hidden!.publicIp).toBeUndefined();
    expect(open!.publicIp).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });

  test('gets as many instances as there is capacity for, between minimum and maximum', async () => {
    const bench = await ec2Bench();
    const SubnetId = subnetIn(bench, 'us-east-1a');
    bench.cloud.faults.begin('capacity-outage', {
      instanceType: 't3.medium',
      availabilityZone: 'us-east-1a',
      market: 'on-demand',
      left: 3,
    });
    expect(await bench.launch({ SubnetId, MinCount: 1, MaxCount: 5 })).toHaveLength(3);
    expect(await refusalOf(run(bench, { SubnetId }))).toMatch(
      /^InsufficientInstanceCapacity: We currently do not have sufficient t3\.medium capacity in the Availability Zone you requested \(us-east-1a\)\..*choosing us-east-1b, us-east-1c\.$/,
    );
    expect(await refusalOf(run(bench, { SubnetId, InstanceType: 't3.large' }))).toBe('accepted');
    const spot = { MarketType: 'spot' } as const;
    expect(await refusalOf(run(bench, { SubnetId, InstanceMarketOptions: spot }))).toBe('accepted');
  });

  test('of spot instances says so', async () => {
    const bench = await ec2Bench();
    const answer = await run(bench, { InstanceMarketOptions: { MarketType: 'spot' } });
    expect(answer.Instances).toMatchObject([
      { InstanceLifecycle: 'spot', SpotInstanceRequestId: expect.stringMatching(/^sir-/) },
    ]);
  });
});

/** Codes: https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html */
describe('a launch is refused, and nothing is launched, when', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const refusals: [reason: string, changes: Partial<RunInstancesCommandInput>, refusal: string | RegExp][] = [
    [
      'the image does not exist',
      { ImageId: 'ami-0123456789abcdef0' },
      "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist",
    ],
    ['the image id is none', { ImageId: 'x' }, 'InvalidAMIID.Malformed: Invalid id: "x" (expecting "ami-...")'],
    [
      'the type does not exist',
      { InstanceType: 't9.mega' as never },
      "InvalidParameterValue: Invalid value 't9.mega' for InstanceType.",
    ],
    [
      'type and image differ in architecture',
      { ImageId: ecsOptimizedImage('arm64').id },
      /^InvalidParameterValue: The architecture 'x86_64' of the specified instance type does not match the architecture 'arm64'/,
    ],
    [
      'the subnet does not exist',
      { SubnetId: 'subnet-0123456789abcdef0' },
      "InvalidSubnetID.NotFound: The subnet ID 'subnet-0123456789abcdef0' does not exist",
    ],
    [
      'the security group does not exist',
      { SecurityGroupIds: ['sg-0123456789abcdef0'] },
      "InvalidGroup.NotFound: The security group 'sg-0123456789abcdef0' does not exist",
    ],
    [
      'the instance profile does not exist',
      { IamInstanceProfile: { Name: 'nobody' } },
      'InvalidParameterValue: Value (nobody) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
    ],
    [
      'the ARN names no instance profile',
      { IamInstanceProfile: { Arn: 'arn:x' } },
      'InvalidParameterValue: Value (arn:x) for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile ARN',
    ],
    [
      'the user data is longer than 16 KB before encoding',
      { UserData: base64('x'.repeat(16_385)) },
      'InvalidParameterValue: User data is limited to 16384 bytes',
    ],
    [
      'the user data is not base64',
      { UserData: '#!/bin/bash' },
      'InvalidUserData.Malformed: Invalid BASE64 encoding of user data',
    ],
    [
      'the zone does not exist',
      { Placement: { AvailabilityZone: 'us-east-1q' } },
      /^InvalidParameterValue: .*us-east-1q/,
    ],
    ['there is no such key pair', { KeyName: 'me' }, "InvalidKeyPair.NotFound: The key pair 'me' does not exist"],
    [
      'no instance is asked for',
      { MinCount: 0, MaxCount: 0 },
      /^InvalidParameterValue: Value \(0\) for parameter minCount/,
    ],
    [
      'the maximum is below the minimum',
      { MinCount: 2, MaxCount: 1 },
      /^InvalidParameterValue: Value \(1\) for parameter maxCount/,
    ],
    [
      'subnet and network interfaces are given both',
      { SubnetId: 'subnet-0123456789abcdef0', NetworkInterfaces: [{ DeviceIndex: 0 }] },
      /^InvalidParameterCombination: Network interfaces and an instance-level subnet ID may not be specified/,
    ],
    [
      'the root volume is smaller than the image',
      { BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 8 } }] },
      /^InvalidBlockDeviceMapping: Volume of size 8GB is smaller than snapshot 'snap-[0-9a-f]+', expect size >= 30GB$/,
    ],
    [
      'a tag key is reserved',
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:x', Value: '' }] }] },
      /^InvalidParameterValue: Tag keys starting with 'aws:' are reserved/,
    ],
    [
      'tags are for what a launch does not make',
      { TagSpecifications: [{ ResourceType: 'subnet', Tags: [{ Key: 'x', Value: '' }] }] },
      "InvalidParameterValue: 'subnet' is not a valid taggable resource type for this operation.",
    ],
    [
      'it is a dry run that would have succeeded',
      { DryRun: true },
      'DryRunOperation: Request would have succeeded, but DryRun flag is set.',
    ],
    [
      'it is a dry run that would have failed',
      { DryRun: true, ImageId: 'ami-0123456789abcdef0' },
      /^InvalidAMIID\.NotFound/,
    ],
  ];
  test.each(refusals)('%s', async (_reason, changes, refusal) => {
    const bench = await ec2Bench();
    const said = await refusalOf(run(bench, changes));
    if (typeof refusal === 'string') expect(said).toBe(refusal);
    else expect(said).toMatch(refusal);
    expect(bench.cloud.world.ec2.instances.size).toBe(0);
  });

  test('the instance profile holds no role', async () => {
    const bench = await ec2Bench();
    await administer(bench, 'iam', 'CreateInstanceProfile', { InstanceProfileName: 'empty' });
    expect(await refusalOf(run(bench, { IamInstanceProfile: { Name: 'empty' } }))).toMatch(
      /^InvalidParameterValue: IAM Instance Profile "arn:.*empty" has no associated IAM Roles$/,
    );
  });

  test('the security group is of another VPC', async () => {
    const bench = await ec2Bench();
    const { Vpc } = await bench.ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const { GroupId } = await bench.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'g', Description: 'd', VpcId: Vpc!.VpcId! }),
    );
    expect(await refusalOf(run(bench, { SecurityGroupIds: [GroupId!] }))).toMatch(
      /^InvalidParameter: Security group sg-\w+ and subnet subnet-\w+ belong to different networks\.$/,
    );
  });
});

/** https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html */
describe('a client token', () => {
  test('makes the same request again be answered with the same instances', async () => {
    const bench = await ec2Bench();
    const first = await run(bench, { ClientToken: 'a', MaxCount: 2 });
    await bench.driver.pass(30_000);
    const again = await run(bench, { ClientToken: 'a', MaxCount: 2 });
    expect(again.ReservationId).toBe(first.ReservationId);
    expect(again.Instances?.map((one) => one.InstanceId)).toEqual(first.Instances?.map((one) => one.InstanceId));
    expect(again.Instances?.map((one) => one.State?.Name)).toEqual(['running', 'running']);
    expect(bench.cloud.world.ec2.instances.size).toBe(2);
  });

  test.each<[what: string, changes: Partial<RunInstancesCommandInput>]>([
    ['another count', { MaxCount: 3 }],
    ['another type', { InstanceType: 't3.large' }],
    ['other tags', { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'launch', Value: '2' }] }] }],
  ])('refuses %s', async (_what, changes) => {
    const bench = await ec2Bench();
    await run(bench, { ClientToken: 'a' });
    expect(await refusalOf(run(bench, { ClientToken: 'a', ...changes }))).toBe(
      'IdempotentParameterMismatch: Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
    expect(bench.cloud.world.ec2.instances.size).toBe(1);
  });

  test('counts within the zone that the request names', async () => {
    const bench = await ec2Bench();
    for (const zone of ['us-east-1a', 'us-east-1b', 'us-east-1a'])
      await run(bench, { ClientToken: 'a', Placement: { AvailabilityZone: zone } });
    const zones = [...bench.cloud.world.ec2.instances.values()].map((instance) => instance.availabilityZone);
    expect(zones).toEqual(['us-east-1a', 'us-east-1b']);
  });

  test('of a refused launch is free for another', async () => {
    const bench = await ec2Bench();
    await refusalOf(run(bench, { ClientToken: 'a', ImageId: 'ami-0123456789abcdef0' }));
    expect(await refusalOf(run(bench, { ClientToken: 'a' }))).toBe('accepted');
  });

  test('of terminated instances launches nothing any more', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch({ ClientToken: 'a' });
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [instance!.id] }));
    await bench.driver.pass(60_000);
    expect(await refusalOf(run(bench, { ClientToken: 'a' }))).toMatch(/^IdempotentInstanceTerminated: /);
    await bench.driver.pass(2 * 3_600_000);
    expect(await refusalOf(run(bench, { ClientToken: 'a' }))).toMatch(/^IdempotentInstanceTerminated: /);
  });

  test('finds the instances of its launch, and nothing for a token that was never used', async () => {
    const bench = await ec2Bench();
    const [instance] = await bench.launch({ ClientToken: 'a' });
    await bench.launch({ ClientToken: 'b' });
    const launchedWith = async (token: string) =>
      (
        await bench.ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: [token] }] }))
      ).Reservations?.flatMap((reservation) => reservation.Instances?.map((one) => one.InstanceId));
    expect(await launchedWith('a')).toEqual([instance!.id]);
    expect(await launchedWith('c')).toEqual([]);
  });
});
