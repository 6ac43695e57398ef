/** The part of EC2 that hosts are launched into: subnets and their way out. */
import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  type EC2Client,
  type RouteTable,
  type Subnet,
} from '@aws-sdk/client-ec2';
import type { SubnetView } from '../ports/fleet.ts';
import { isNotFound } from './aws-errors.ts';
import { allPages } from './batches.ts';

/** Asking EC2 for unknown ids fails the whole call, so ids go in as a filter: unknown ones are absent. */
export const readSubnets = async (ec2: EC2Client, ids: readonly string[] | 'default'): Promise<SubnetView[]> => {
  if (ids !== 'default' && ids.length === 0) return [];
  const filter =
    ids === 'default' ? { Name: 'default-for-az', Values: ['true'] } : { Name: 'subnet-id', Values: [...ids] };
  const subnets = await allPages(
    (token) => ec2.send(new DescribeSubnetsCommand({ Filters: [filter], ...(token && { NextToken: token }) })),
    (page) => page.Subnets,
    (page) => page.NextToken,
  );
  const vpcs = [...new Set(subnets.flatMap((subnet) => subnet.VpcId ?? []))];
  if (vpcs.length === 0) return [];
  const tables = await allPages(
    (token) =>
      ec2.send(
        new DescribeRouteTablesCommand({
          Filters: [{ Name: 'vpc-id', Values: vpcs }],
          ...(token && { NextToken: token }),
        }),
      ),
    (page) => page.RouteTables,
    (page) => page.NextToken,
  );
  return subnets.map((subnet) => subnetView(subnet, tables));
};

const subnetView = (subnet: Subnet, tables: readonly RouteTable[]): SubnetView => ({
  id: subnet.SubnetId ?? '',
  vpcId: subnet.VpcId ?? '',
  availabilityZone: subnet.AvailabilityZone ?? '',
  freeAddresses: subnet.AvailableIpAddressCount ?? 0,
  mapsPublicIp: subnet.MapPublicIpOnLaunch ?? false,
  wayOut: wayOut(subnet, tables),
});

/** A subnet without a route table of its own uses the VPC's main one (docs: VPC user guide, "Subnet route tables"). */
const wayOut = (subnet: Subnet, tables: readonly RouteTable[]): SubnetView['wayOut'] => {
  const own = tables.find((table) => table.Associations?.some((one) => one.SubnetId === subnet.SubnetId));
  const main = tables.find((table) => table.VpcId === subnet.VpcId && table.Associations?.some((one) => one.Main));
  const route = (own ?? main)?.Routes?.find(
    (one) => one.DestinationCidrBlock === '0.0.0.0/0' && one.State !== 'blackhole',
  );
  if (route === undefined) return 'none';
  if (route.GatewayId?.startsWith('igw-')) return 'internet-gateway';
  return route.NatGatewayId === undefined ? 'other' : 'nat';
};

/** For calls whose unknown ids fail the call: asks one by one what the whole batch refused. */
export const knownOnes = async <Item>(
  ids: readonly string[],
  read: (ids: string[]) => Promise<readonly Item[]>,
): Promise<Item[]> => {
  if (ids.length === 0) return [];
  try {
    return [...(await read([...ids]))];
  } catch (error) {
    if (!isNotFound(error) && !isMalformedId(error)) throw error;
    if (ids.length === 1) return [];
    const found: Item[] = [];
    for (const id of ids) found.push(...(await knownOnes([id], read)));
    return found;
  }
};

const isMalformedId = (error: unknown): boolean =>
  error instanceof Error &&
  /^Invalid\w*(ID|Id|Group|InstanceType)\w*(\.Malformed|\.NotFound)?$|^InvalidInstanceType$/.test(error.name);
