/** A host that has no way out never joins: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-outbound.html */
import {
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteInternetGatewayCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DetachInternetGatewayCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { administer, bootedWithinMs, type Ec2Bench, ec2Bench, hostsOf, refusalOf } from './support.ts';

const userData = Buffer.from('#!/bin/bash\necho ECS_CLUSTER=blue > /etc/ecs/ecs.config\n').toString('base64');

const benchWithCluster = async () => {
  const bench = await ec2Bench();
  await administer(bench, 'ecs', 'CreateCluster', { clusterName: 'blue' });
  return bench;
};
/** A subnet of a VPC of its own, from which nothing leads out. */
const lonelySubnet = async ({ ec2 }: Ec2Bench) => {
  const vpcId = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
  const created = await ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.0.1.0/24' }));
  return { vpcId, subnetId: created.Subnet!.SubnetId! };
};
const attachGateway = async ({ ec2 }: Ec2Bench, vpcId: string) => {
  const id = (await ec2.send(new CreateInternetGatewayCommand({}))).InternetGateway!.InternetGatewayId!;
  await ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: vpcId }));
  return id;
};
const tableFor = async ({ ec2 }: Ec2Bench, vpcId: string, subnetId: string) => {
  const id = (await ec2.send(new CreateRouteTableCommand({ VpcId: vpcId }))).RouteTable!.RouteTableId!;
  await ec2.send(new AssociateRouteTableCommand({ RouteTableId: id, SubnetId: subnetId }));
  return id;
};
const routeOut = ({ ec2 }: Ec2Bench, RouteTableId: string, target: { GatewayId: string } | { NatGatewayId: string }) =>
  ec2.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...target }));

describe('a host joins only if it has a way out', () => {
  test('not from a subnet that leads nowhere; then its console says so', async () => {
    const bench = await benchWithCluster();
    const { subnetId } = await lonelySubnet(bench);
    const [host] = await bench.launch({ SubnetId: subnetId, UserData: userData });
    await bench.driver.pass(bootedWithinMs);
    expect(hostsOf(bench, 'blue')).toEqual([]);
    expect(host!.boot.console).toContain(`cannot reach ECS: no route to the internet from ${subnetId}`);
  });

  test('not by an internet gateway without a public address', async () => {
    const bench = await benchWithCluster();
    const { vpcId, subnetId } = await lonelySubnet(bench);
    await routeOut(bench, await tableFor(bench, vpcId, subnetId), { GatewayId: await attachGateway(bench, vpcId) });
    const [host] = await bench.launch({ SubnetId: subnetId, UserData: userData });
    const [open] = await bench.launch({
      UserData: userData,
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnetId, AssociatePublicIpAddress: true }],
    });
    await bench.driver.pass(bootedWithinMs);
    expect(hostsOf(bench, 'blue')).toEqual([open!.id]);
    expect(host!.boot.console).toContain('the instance has no public IP address');
  });

  test('by a NAT gateway in a public subnet, and not before it is available', async () => {
    const bench = await benchWithCluster();
    const { vpcId, subnetId } = await lonelySubnet(bench);
    const created = await bench.ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.0.2.0/24' }));
    const outside = created.Subnet!.SubnetId!;
    await routeOut(bench, await tableFor(bench, vpcId, outside), { GatewayId: await attachGateway(bench, vpcId) });
    const { NatGateway } = await bench.ec2.send(new CreateNatGatewayCommand({ SubnetId: outside }));
    const table = await tableFor(bench, vpcId, subnetId);
    await routeOut(bench, table, { NatGatewayId: NatGateway!.NatGatewayId! });
    const stateOfRoute = async () =>
      (await bench.ec2.send(new DescribeRouteTablesCommand({ RouteTableIds: [table] }))).RouteTables![0]!.Routes![1]!
        .State;
    expect(await stateOfRoute()).toBe('blackhole');
    await bench.driver.pass(120_000);
    expect(await stateOfRoute()).toBe('active');
    const [host] = await bench.launch({ SubnetId: subnetId, UserData: userData });
    await bench.driver.pass(bootedWithinMs);
    expect(hostsOf(bench, 'blue')).toEqual([host!.id]);
  });

  test('not by a NAT gateway that has no way out itself', async () => {
    const bench = await benchWithCluster();
    const { vpcId, subnetId } = await lonelySubnet(bench);
    const created = await bench.ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.0.2.0/24' }));
    const { NatGateway } = await bench.ec2.send(new CreateNatGatewayCommand({ SubnetId: created.Subnet!.SubnetId! }));
    await bench.driver.pass(120_000);
    await routeOut(bench, await tableFor(bench, vpcId, subnetId), { NatGatewayId: NatGateway!.NatGatewayId! });
    await bench.launch({ SubnetId: subnetId, UserData: userData });
    await bench.driver.pass(bootedWithinMs);
    expect(hostsOf(bench, 'blue')).toEqual([]);
  });

  test('and joins by itself when a way out is made for it', async () => {
    const bench = await benchWithCluster();
    const { vpcId, subnetId } = await lonelySubnet(bench);
    const gateway = await attachGateway(bench, vpcId);
    const table = await tableFor(bench, vpcId, subnetId);
    const [host] = await bench.launch({
      UserData: userData,
      NetworkInterfaces: [{ DeviceIndex: 0, SubnetId: subnetId, AssociatePublicIpAddress: true }],
    });
    await bench.driver.pass(bootedWithinMs);
    expect(hostsOf(bench, 'blue')).toEqual([]);
    await routeOut(bench, table, { GatewayId: gateway });
    await bench.driver.pass(60_000);
    expect(hostsOf(bench, 'blue')).toEqual([host!.id]);
  });

  test('and cannot read Parameter Store without one: curl waits as long as it is told to', async () => {
    const bench = await benchWithCluster();
    const { subnetId } = await lonelySubnet(bench);
    const host = await bench.bootWith(
      '#!/bin/bash\ndate +%s; curl -sS -m 20 https://ssm.us-east-1.amazonaws.com/; echo "exit $?"; date +%s\ndnf install -y jq\n',
      { SubnetId: subnetId },
    );
    const [before, after] = [...host.boot.console.matchAll(/^(\d{10})$/gm)].map((match) => Number(match[1]));
    expect(after! - before!).toBe(20);
    expect(host.boot.console).toContain('exit 28');
    expect(host.boot.console).toContain('Failed to download metadata for repo');
  });
});

describe('subnets', () => {
  test('of one VPC do not overlap and lie within it', async () => {
    const bench = await ec2Bench();
    const { vpcId } = await lonelySubnet(bench);
    const create = (CidrBlock: string, AvailabilityZone?: string) =>
      refusalOf(
        bench.ec2.send(
          new CreateSubnetCommand({ VpcId: vpcId, CidrBlock, ...(AvailabilityZone && { AvailabilityZone }) }),
        ),
      );
    expect(await create('10.0.1.128/25')).toBe(
      "InvalidSubnet.Conflict: The CIDR '10.0.1.128/25' conflicts with another subnet",
    );
    expect(await create('10.1.0.0/24')).toBe("InvalidSubnet.Range: The CIDR '10.1.0.0/24' is invalid.");
    expect(await create('10.0.2.1/24')).toMatch(/^InvalidParameterValue: .*This is not a valid CIDR block\.$/);
    expect(await create('10.0.2.0/24', 'us-east-1z')).toMatch(
      /^InvalidParameterValue: Value \(us-east-1z\).*us-east-1a, us-east-1b, us-east-1c\.$/,
    );
    expect(await create('10.0.2.0/24', 'us-east-1b')).toBe('accepted');
  });

  test('run out of addresses', async () => {
    const bench = await ec2Bench();
    const { vpcId } = await lonelySubnet(bench);
    const created = await bench.ec2.send(new CreateSubnetCommand({ VpcId: vpcId, CidrBlock: '10.0.9.0/28' }));
    const SubnetId = created.Subnet!.SubnetId!;
    expect(created.Subnet?.AvailableIpAddressCount).toBe(11);
    const hosts = await bench.launch({ SubnetId, MaxCount: 20 });
    expect(new Set(hosts.map((host) => host.networkInterface.privateIp)).size).toBe(11);
    const { Subnets } = await bench.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
    expect(Subnets?.[0]?.AvailableIpAddressCount).toBe(0);
    expect(await refusalOf(bench.launch({ SubnetId }))).toMatch(/^InsufficientFreeAddressesInSubnet: /);
    expect(await refusalOf(bench.ec2.send(new DeleteSubnetCommand({ SubnetId })))).toMatch(/^DependencyViolation: /);
  });
});

describe('what is in use', () => {
  test('cannot be deleted, and can when it is free', async () => {
    const bench = await ec2Bench();
    const { vpcId, subnetId } = await lonelySubnet(bench);
    const gateway = await attachGateway(bench, vpcId);
    const { GroupId } = await bench.ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'web', Description: 'web', VpcId: vpcId }),
    );
    const deleteVpc = () => refusalOf(bench.ec2.send(new DeleteVpcCommand({ VpcId: vpcId })));
    expect(await deleteVpc()).toMatch(/^DependencyViolation: /);
    const deleteGateway = () =>
      refusalOf(bench.ec2.send(new DeleteInternetGatewayCommand({ InternetGatewayId: gateway })));
    expect(await deleteGateway()).toMatch(/^DependencyViolation: /);
    await bench.ec2.send(new DetachInternetGatewayCommand({ InternetGatewayId: gateway, VpcId: vpcId }));
    expect(await deleteGateway()).toBe('accepted');
    await bench.ec2.send(new DeleteSubnetCommand({ SubnetId: subnetId }));
    await bench.ec2.send(new DeleteSecurityGroupCommand({ GroupId: GroupId! }));
    expect(await deleteVpc()).toBe('accepted');
    const left = await bench.ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
    );
    expect(left.SecurityGroups).toEqual([]);
  });

  test('security groups have names of their own within a VPC, and the default one stays', async () => {
    const bench = await ec2Bench();
    const create = (GroupName: string) =>
      refusalOf(bench.ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'd' })));
    expect(await create('web')).toBe('accepted');
    expect(await create('web')).toMatch(
      /^InvalidGroup\.Duplicate: The security group 'web' already exists for VPC 'vpc-/,
    );
    expect(await create('default')).toMatch(/^InvalidGroup\.Reserved: /);
    const [host] = await bench.launch({ SecurityGroups: ['web'] });
    const inUse = new DeleteSecurityGroupCommand({ GroupId: host!.securityGroupIds[0]! });
    expect(await refusalOf(bench.ec2.send(inUse))).toMatch(/^DependencyViolation: /);
    expect(await refusalOf(bench.ec2.send(new DeleteSecurityGroupCommand({ GroupName: 'default' })))).toMatch(
      /^CannotDelete: /,
    );
  });
});
