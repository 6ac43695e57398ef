import {
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ec2Fleet } from '../../shared/aws/ec2-fleet.ts';
import type { LaunchRequest } from '../../shared/domain/ledger.ts';
import { awsException, quietSurroundings } from '../support/surroundings.ts';

const ec2 = mockClient(EC2Client);
const fleet = ec2Fleet(quietSurroundings(), 'quaymaster-test');

const launch: LaunchRequest = {
  imageId: 'ami-1',
  instanceType: 't3.medium',
  subnetId: 'subnet-1',
  availabilityZone: 'us-east-1a',
  market: 'spot',
  count: 3,
  configVersion: '/quaymaster/test/clusters/c/groups/main/ecs.config:4',
  userData: 'IyEvYmluL2Jhc2g=',
  instanceProfile: 'quaymaster-test-host',
  securityGroups: ['sg-1'],
  associatePublicIp: true,
  rootVolume: { device: '/dev/xvda', sizeGiB: 30, type: 'gp3' },
  metadataHopLimit: 1,
  tags: { 'quaymaster:stack': 'quaymaster-test' },
  clientToken: 'token-1',
};

beforeEach(() => ec2.reset());

describe('launching', () => {
  it('asks for exactly what the ledger says: IMDSv2, an encrypted disk, no key, and an end when the host powers off', async () => {
    ec2.on(RunInstancesCommand).resolves({ Instances: [{ InstanceId: 'i-1' }] });
    await fleet.launch(launch);
    const tags = [{ Key: 'quaymaster:stack', Value: 'quaymaster-test' }];
    expect(ec2.commandCalls(RunInstancesCommand)[0]?.args[0].input).toEqual({
      ClientToken: 'token-1',
      ImageId: 'ami-1',
      InstanceType: 't3.medium',
      MinCount: 1,
      MaxCount: 3,
      UserData: 'IyEvYmluL2Jhc2g=',
      IamInstanceProfile: { Name: 'quaymaster-test-host' },
      InstanceInitiatedShutdownBehavior: 'terminate',
      MaintenanceOptions: { AutoRecovery: 'disabled' },
      MetadataOptions: {
        HttpTokens: 'required',
        HttpEndpoint: 'enabled',
        HttpPutResponseHopLimit: 1,
        HttpProtocolIpv6: 'disabled',
        InstanceMetadataTags: 'disabled',
      },
      NetworkInterfaces: [
        {
          DeviceIndex: 0,
          SubnetId: 'subnet-1',
          AssociatePublicIpAddress: true,
          DeleteOnTermination: true,
          Groups: ['sg-1'],
        },
      ],
      BlockDeviceMappings: [
        {
          DeviceName: '/dev/xvda',
          Ebs: { VolumeSize: 30, VolumeType: 'gp3', Encrypted: true, DeleteOnTermination: true },
        },
      ],
      InstanceMarketOptions: { MarketType: 'spot' },
      TagSpecifications: [
        { ResourceType: 'instance', Tags: tags },
        { ResourceType: 'volume', Tags: tags },
      ],
    });
  });

  it.each([
    {
      code: 'InsufficientInstanceCapacity',
      status: 500,
      reason: 'no capacity is definite, although it comes as a 500',
    },
    { code: 'VcpuLimitExceeded', status: 400, reason: 'a quota is definite' },
    { code: 'InvalidAMIID.NotFound', status: 400, reason: 'a wrong value is definite' },
    { code: 'UnauthorizedOperation', status: 403, reason: 'a missing permission is definite' },
  ])('$code is a refusal: $reason', async ({ code, status }) => {
    ec2.on(RunInstancesCommand).rejects(awsException(code, status));
    expect(await fleet.launch(launch)).toMatchObject({ status: 'refused', code });
  });

  it.each([
    { code: 'InternalError', status: 500, meaning: 'CloudUnavailable' },
    { code: 'RequestLimitExceeded', status: 503, meaning: 'CloudThrottled' },
  ])('$code is no answer: the launch may have happened, so it stays open', async ({ code, status, meaning }) => {
    ec2.on(RunInstancesCommand).rejects(awsException(code, status));
    await expect(fleet.launch(launch)).rejects.toMatchObject({ name: meaning });
  });
});

describe('reading', () => {
  it('asks for our stack and cluster only, and follows the pages', async () => {
    ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce({ Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }], NextToken: 'more' })
      .resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-2', State: { Name: 'running' } }] }] });
    expect((await fleet.instancesOf('c')).map(({ id }) => id)).toEqual(['i-1', 'i-2']);
    expect(ec2.commandCalls(DescribeInstancesCommand)[1]?.args[0].input).toMatchObject({
      NextToken: 'more',
      Filters: [
        { Name: 'tag:quaymaster:stack', Values: ['quaymaster-test'] },
        { Name: 'tag:quaymaster:cluster', Values: ['c'] },
      ],
    });
  });

  it.each([
    { reason: 'its own table leads to a NAT', own: { NatGatewayId: 'nat-1' }, main: {}, wayOut: 'nat' },
    { reason: 'it has no table of its own', own: undefined, main: { GatewayId: 'igw-1' }, wayOut: 'internet-gateway' },
    { reason: 'its own table has no default route', own: {}, main: { GatewayId: 'igw-1' }, wayOut: 'none' },
  ])('the way out of a subnet is $wayOut when $reason', async ({ own, main, wayOut }) => {
    const route = (target: object) =>
      Object.keys(target).length > 0
        ? [{ DestinationCidrBlock: '0.0.0.0/0', State: 'active' as const, ...target }]
        : [];
    ec2.on(DescribeSubnetsCommand).resolves({ Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1' }] });
    ec2.on(DescribeRouteTablesCommand).resolves({
      RouteTables: [
        { VpcId: 'vpc-1', Associations: [{ Main: true }], Routes: route(main) },
        ...(own === undefined
          ? []
          : [{ VpcId: 'vpc-1', Associations: [{ SubnetId: 'subnet-1' }], Routes: route(own) }]),
      ],
    });
    expect((await fleet.subnets(['subnet-1']))[0]?.wayOut).toBe(wayOut);
  });
});

it('terminating goes on past what is gone already', async () => {
  ec2.on(TerminateInstancesCommand).rejects(awsException('InvalidInstanceID.NotFound', 400));
  ec2.on(TerminateInstancesCommand, { InstanceIds: ['i-2'] }).resolves({});
  await fleet.terminate(['i-1', 'i-2']);
  expect(ec2.commandCalls(TerminateInstancesCommand).map((call) => call.args[0].input.InstanceIds)).toEqual([
    ['i-1', 'i-2'],
    ['i-1'],
    ['i-2'],
  ]);
});
