/** What every account finds in its region before it has made anything: the default VPC. */
import type { World } from '../kernel/world.ts';
import { newId } from './ids.ts';

/**
 * The default VPC as AWS makes it: 172.31.0.0/16, a /20 public subnet in each zone, an internet gateway, a main route table
 * that leads to it, a default security group (https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html).
 */
export const makeDefaultNetwork = (world: World): void => {
  const { ec2, region } = world;
  for (const [index, letter] of ['a', 'b', 'c'].entries())
    ec2.availabilityZones.push({ name: `${region}${letter}`, id: zoneId(region, index + 1) });
  const vpcId = newId(world, 'vpc');
  ec2.vpcs.set(vpcId, { id: vpcId, cidr: '172.31.0.0/16', isDefault: true, tags: new Map() });
  const gatewayId = newId(world, 'igw');
  ec2.internetGateways.set(gatewayId, { id: gatewayId, vpcId, tags: new Map() });
  const tableId = newId(world, 'rtb');
  ec2.routeTables.set(tableId, {
    id: tableId,
    vpcId,
    routes: [
      { destinationCidr: '172.31.0.0/16', target: 'local' },
      { destinationCidr: '0.0.0.0/0', target: gatewayId },
    ],
    associations: [{ id: newId(world, 'rtbassoc'), main: true }],
    tags: new Map(),
  });
  makeDefaultGroup(world, vpcId);
  for (const [index, zone] of ec2.availabilityZones.entries()) {
    const id = newId(world, 'subnet');
    ec2.subnets.set(id, {
      id,
      vpcId,
      cidr: `172.31.${index * 16}.0/20`,
      availabilityZone: zone.name,
      defaultForAz: true,
      mapPublicIpOnLaunch: true,
      taken: new Set(),
      occupied: 0,
      tags: new Map(),
    });
  }
};

/** Each VPC comes with a security group named `default` that cannot be deleted. */
export const makeDefaultGroup = (world: World, vpcId: string): void => {
  const id = newId(world, 'sg');
  const description = 'default VPC security group';
  world.ec2.securityGroups.set(id, { id, name: 'default', description, vpcId, tags: new Map() });
};

/** `us-east-1`, 1 → `use1-az1`. */
const zoneId = (region: string, number: number): string => {
  const [continent = '', direction = '', digit = ''] = region.split('-');
  return `${continent}${direction[0] ?? ''}${digit}-az${number}`;
};
