/** What strangers expect of EC2 because its documentation says so. Sources stand beside the facts. */
import {
  CreateTagsCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  DescribeVpcsCommand,
  EC2Client,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ecsOptimizedImage } from '../../local/cloud/ec2/images.ts';
import { doors, type House, onTheWire, openHouse, refusalOf } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse({ describeLagMs: [0, 0] });
});
afterEach(() => house.close());

const image = ecsOptimizedImage('x86_64');
const recommended = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended';
const launch = (changes: Partial<RunInstancesCommandInput> = {}) =>
  new RunInstancesCommand({ ImageId: image.id, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...changes });

describe.each(doors)('EC2 through the %s door', (door) => {
  const ec2 = () => house.client(door, EC2Client);

  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-systems-manager-parameter-to-find-AMI.html
  describe('launches from an image that a Systems Manager parameter names', () => {
    test.each([
      ['a public parameter', `resolve:ssm:${recommended}/image_id`],
      ['an own parameter', 'resolve:ssm:/images/web'],
      ['a version of it', 'resolve:ssm:/images/web:1'],
      ['an ARN', 'resolve:ssm:arn:aws:ssm:us-east-1:000000000000:parameter/images/web'],
    ])('%s', async (_what, ImageId) => {
      const ssm = house.client(door, SSMClient);
      await ssm.send(new PutParameterCommand({ Name: '/images/web', Value: image.id, Type: 'String' }));
      const { Instances } = await ec2().send(launch({ ImageId }));
      expect(Instances?.[0]?.ImageId).toBe(image.id);
    });

    test.each([
      ['no such parameter', 'resolve:ssm:/images/none', 'InvalidParameterValue'],
      ['no such version', `resolve:ssm:${recommended}/image_id:99`, 'InvalidParameterValue'],
      ['no name', 'resolve:ssm:', 'InvalidParameterValue'],
      ['a value that is no image id', `resolve:ssm:${recommended}`, 'InvalidParameterValue'],
    ])('and refuses %s', async (_what, ImageId, code) => {
      expect(await refusalOf(ec2().send(launch({ ImageId })))).toContain(code);
    });
  });

  test('resources without tags have no member Tags: code that reads it must expect that', async () => {
    const { Vpcs } = await ec2().send(new DescribeVpcsCommand({}));
    expect(Vpcs?.[0]).not.toHaveProperty('Tags');
    const { Instances } = await ec2().send(launch());
    expect(Instances?.[0]).not.toHaveProperty('Tags');

    const id = Instances?.[0]?.InstanceId ?? '';
    await ec2().send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'Name', Value: 'web' }] }));
    const { Reservations } = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    expect(Reservations?.[0]?.Instances?.[0]?.Tags).toEqual([{ Key: 'Name', Value: 'web' }]);
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, InvalidInstanceID.Malformed
  test.each([
    ['i-12', 'InvalidInstanceID.Malformed: Invalid id: "i-12"'],
    ['i-0123456789abcdefg', 'InvalidInstanceID.Malformed: Invalid id: "i-0123456789abcdefg"'],
    ['web', 'InvalidInstanceID.Malformed: Invalid id: "web" (expecting "i-...")'],
    ['i-12345678', "InvalidInstanceID.NotFound: The instance ID 'i-12345678' does not exist"],
    ['i-0123456789abcdef0', "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist"],
  ])('an id has 8 or 17 hexadecimal digits: %s', async (id, refusal) => {
    expect(await refusalOf(ec2().send(new DescribeInstancesCommand({ InstanceIds: [id] })))).toBe(refusal);
  });

  test('spot requests, impaired instances and short capacity look the same', async () => {
    const { faults } = house.cloud;
    const { Instances } = await ec2().send(launch({ InstanceMarketOptions: { MarketType: 'spot' } }));
    const id = Instances?.[0]?.InstanceId ?? '';
    const { SpotInstanceRequests } = await ec2().send(new DescribeSpotInstanceRequestsCommand({}));
    expect(SpotInstanceRequests).toMatchObject([{ InstanceId: id, State: 'active', Status: { Code: 'fulfilled' } }]);
    await house.time.pass(400_000);
    faults.begin('instance-impaired', {});
    faults.begin('scheduled-event', { code: 'instance-stop', inMs: 3_600_000 });
    await house.time.pass(60_000);
    const { InstanceStatuses } = await ec2().send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
    expect(InstanceStatuses).toMatchObject([
      {
        Events: [{ Code: 'instance-stop', NotBefore: expect.any(Date) }],
        InstanceStatus: { Status: 'ok', Details: [{ Name: 'reachability', Status: 'passed' }] },
        SystemStatus: { Status: 'impaired', Details: [{ Status: 'failed', ImpairedSince: expect.any(Date) }] },
      },
    ]);
    faults.begin('capacity-outage', {});
    // Server errors: https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html
    await expect(ec2().send(launch())).rejects.toMatchObject({
      name: 'InsufficientInstanceCapacity',
      $fault: 'server',
      $metadata: { httpStatusCode: 500 },
    });
  });

  test('every time is one of whole seconds', async () => {
    const { Instances } = await ec2().send(launch());
    const [instance] = Instances ?? [];
    for (const time of [
      instance?.LaunchTime,
      instance?.BlockDeviceMappings?.[0]?.Ebs?.AttachTime,
      instance?.NetworkInterfaces?.[0]?.Attachment?.AttachTime,
    ])
      expect(time?.toISOString()).toBe('2026-01-05T12:00:00.000Z');
  });
});

describe('EC2 on the wire', () => {
  // As in the example of https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html
  test('writes times with milliseconds, which are zero', async () => {
    const { body } = await onTheWire(house, 'ec2', {
      Action: 'RunInstances',
      Version: '2016-11-15',
      ImageId: image.id,
      InstanceType: 't3.micro',
      MinCount: '1',
      MaxCount: '1',
    });
    expect(body).toContain('<launchTime>2026-01-05T12:00:00.000Z</launchTime>');
  });

  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html, UnknownParameter
  test('refuses a parameter that the operation does not have', async () => {
    const { status, body } = await onTheWire(house, 'ec2', {
      Action: 'DescribeVpcs',
      Version: '2016-11-15',
      VpcIdd: 'vpc-1',
    });
    expect(status).toBe(400);
    expect(body).toContain('<Code>UnknownParameter</Code><Message>The parameter VpcIdd is not recognized</Message>');
  });

  test('takes what signatures of old clients add', async () => {
    const { status } = await onTheWire(house, 'ec2', {
      Action: 'DescribeVpcs',
      Version: '2016-11-15',
      AWSAccessKeyId: 'local',
      SignatureVersion: '2',
      SignatureMethod: 'HmacSHA256',
      Signature: 'x',
      Timestamp: '2026-01-05T12:00:00Z',
    });
    expect(status).toBe(200);
  });
});
