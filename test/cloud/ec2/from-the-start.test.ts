/** The default VPC: https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html */
import {
  DescribeAvailabilityZonesCommand,
  DescribeImagesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeInstanceTypesCommand,
  DescribeInternetGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { ecsOptimizedImage } from '../../../local/cloud/ec2/images.ts';
import { ec2Bench, refusalOf } from './support.ts';

describe('an account that nobody has touched', () => {
  test('has a default VPC with an internet gateway', async () => {
    const { ec2 } = await ec2Bench();
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }));
    expect(Vpcs).toMatchObject([{ CidrBlock: '172.31.0.0/16', IsDefault: true, State: 'available' }]);
    const { InternetGateways } = await ec2.send(
      new DescribeInternetGatewaysCommand({ Filters: [{ Name: 'attachment.vpc-id', Values: [Vpcs![0]!.VpcId!] }] }),
    );
    expect(InternetGateways).toHaveLength(1);
  });

  test('has a public default subnet in each of three zones', async () => {
    const { ec2 } = await ec2Bench();
    const { AvailabilityZones } = await ec2.send(new DescribeAvailabilityZonesCommand({}));
    expect(AvailabilityZones?.map((zone) => zone.ZoneName)).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    const { Subnets } = await ec2.send(
      new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
    );
    expect(Subnets?.map((subnet) => [subnet.AvailabilityZone, subnet.CidrBlock]).sort()).toEqual([
      ['us-east-1a', '172.31.0.0/20'],
      ['us-east-1b', '172.31.16.0/20'],
      ['us-east-1c', '172.31.32.0/20'],
    ]);
    for (const subnet of Subnets ?? [])
      expect(subnet).toMatchObject({ MapPublicIpOnLaunch: true, AvailableIpAddressCount: 4_091, State: 'available' });
  });

  test('has a main route table that leads to the gateway', async () => {
    const { ec2 } = await ec2Bench();
    const { RouteTables } = await ec2.send(
      new DescribeRouteTablesCommand({ Filters: [{ Name: 'association.main', Values: ['true'] }] }),
    );
    expect(RouteTables).toHaveLength(1);
    expect(RouteTables![0]!.Routes).toMatchObject([
      { DestinationCidrBlock: '172.31.0.0/16', GatewayId: 'local', State: 'active' },
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: expect.stringMatching(/^igw-/), State: 'active' },
    ]);
  });

  test('has one security group, named default', async () => {
    const { ec2 } = await ec2Bench();
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    expect(SecurityGroups?.map((group) => group.GroupName)).toEqual(['default']);
  });

  test('finds the images of Amazon, ECS-optimized and plain, for both architectures', async () => {
    const { ec2 } = await ec2Bench();
    const named = async (name: string, architecture: string) =>
      (
        await ec2.send(
          new DescribeImagesCommand({
            Owners: ['amazon'],
            Filters: [
              { Name: 'name', Values: [name] },
              { Name: 'architecture', Values: [architecture] },
              { Name: 'state', Values: ['available'] },
            ],
          }),
        )
      ).Images;
    for (const architecture of ['x86_64', 'arm64'] as const) {
      expect(await named('al2023-ami-ecs-hvm-*', architecture)).toMatchObject([
        {
          ImageId: ecsOptimizedImage(architecture).id,
          RootDeviceName: '/dev/xvda',
          ImdsSupport: 'v2.0',
          BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30 } }],
        },
      ]);
      expect(await named('al2023-ami-2023.*', architecture)).toHaveLength(1);
    }
    expect((await ec2.send(new DescribeImagesCommand({ Owners: ['self'] }))).Images).toEqual([]);
    expect(await refusalOf(ec2.send(new DescribeImagesCommand({ ImageIds: ['ami-0123456789abcdef0'] })))).toBe(
      "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist",
    );
  });
});

describe('instance types', () => {
  test('are described by name, and unknown names are refused together', async () => {
    const { ec2 } = await ec2Bench();
    const { InstanceTypes } = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: ['m7g.large'] }));
    expect(InstanceTypes).toMatchObject([
      {
        InstanceType: 'm7g.large',
        VCpuInfo: { DefaultVCpus: 2, DefaultCores: 2, DefaultThreadsPerCore: 1 },
        MemoryInfo: { SizeInMiB: 8_192 },
        ProcessorInfo: { SupportedArchitectures: ['arm64'] },
        NetworkInfo: { MaximumNetworkInterfaces: 3 },
      },
    ]);
    const unknown = ['t3.medium', 't9.mega', 'x.y'] as never;
    expect(await refusalOf(ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: unknown })))).toBe(
      'InvalidInstanceType: The following supplied instance types do not exist: [t9.mega, x.y]',
    );
  });

  test('come in pages of at most a hundred that together hold each once', async () => {
    const { ec2 } = await ec2Bench();
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ec2.send(
        new DescribeInstanceTypesCommand({ MaxResults: 50, ...(NextToken && { NextToken }) }),
      );
      expect(page.InstanceTypes!.length).toBeLessThanOrEqual(50);
      names.push(...page.InstanceTypes!.map((type) => type.InstanceType!));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(100);
  });

  test('are offered in every zone', async () => {
    const { ec2 } = await ec2Bench();
    const { InstanceTypeOfferings } = await ec2.send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone',
        Filters: [{ Name: 'instance-type', Values: ['t3.medium'] }],
      }),
    );
    expect(InstanceTypeOfferings?.map((offering) => offering.Location)).toEqual([
      'us-east-1a',
      'us-east-1b',
      'us-east-1c',
    ]);
  });
});
