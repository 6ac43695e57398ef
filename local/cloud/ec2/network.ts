/** Where packets of a subnet go, and the addresses that it gives out. */
import type { World } from '../kernel/world.ts';
import { parseBlock, showAddress, usableAddresses } from './addresses.ts';
import type { Ec2Instance, Ec2State, RouteTable, Subnet } from './state.ts';

/** A subnet without a route table of its own uses its VPC's main one (VPC user guide, "Subnet route tables"). */
const routeTableOf = (ec2: Ec2State, subnet: Subnet): RouteTable | undefined => {
  let main: RouteTable | undefined;
  for (const table of ec2.routeTables.values()) {
    if (table.associations.some((one) => one.subnetId === subnet.id)) return table;
    if (table.vpcId === subnet.vpcId && table.associations.some((one) => one.main)) main = table;
  }
  return main;
};

/** A route whose target is gone or detached is a black hole. */
export const isBlackhole = (ec2: Ec2State, table: RouteTable, target: string): boolean => {
  if (target === 'local') return false;
  if (target.startsWith('igw-')) return ec2.internetGateways.get(target)?.vpcId !== table.vpcId;
  return ec2.natGateways.get(target)?.state !== 'available';
};

export type WayOut = 'internet-gateway' | 'nat' | 'none';

/** Where 0.0.0.0/0 leads from a subnet. A NAT gateway is a way out if its own subnet has one through an internet gateway. */
const wayOutOf = (ec2: Ec2State, subnet: Subnet): WayOut => {
  const table = routeTableOf(ec2, subnet);
  const route = table?.routes.find((one) => one.destinationCidr === '0.0.0.0/0');
  if (table === undefined || route === undefined || isBlackhole(ec2, table, route.target)) return 'none';
  if (route.target.startsWith('igw-')) return 'internet-gateway';
  const nat = ec2.natGateways.get(route.target);
  const outside = nat === undefined ? undefined : ec2.subnets.get(nat.subnetId);
  return outside !== undefined && outside !== subnet && wayOutOf(ec2, outside) === 'internet-gateway' ? 'nat' : 'none';
};

/** Why an instance cannot reach the endpoints of AWS; undefined when it can. */
export const whyCutOff = (ec2: Ec2State, instance: Ec2Instance): string | undefined => {
  for (const impairment of instance.impairments)
    if (!impairment.reachable) return `the ${impairment.check} status check of ${instance.id} fails`;
  for (const cut of ec2.faults.cuts) if (cut.hits(instance)) return cut.why;
  const subnet = ec2.subnets.get(instance.subnetId);
  const way = subnet === undefined ? 'none' : wayOutOf(ec2, subnet);
  if (way === 'none') return `no route to the internet from ${instance.subnetId}`;
  if (way === 'internet-gateway' && instance.publicIp === undefined)
    return `${instance.subnetId} leads to an internet gateway, but the instance has no public IP address`;
  return undefined;
};

export const freeAddresses = (subnet: Subnet): number => {
  const block = parseBlock(subnet.cidr);
  if (block === undefined) return 0;
  const { from, to } = usableAddresses(block);
  return Math.max(0, to - from + 1 - subnet.taken.size - subnet.occupied);
};

/** Takes a free private address of the subnet. The caller has seen that there is one. */
export const takeAddress = (world: World, subnet: Subnet): string => {
  const { from, to } = usableAddresses(parseBlock(subnet.cidr)!);
  let address = world.random.between(from, to);
  while (subnet.taken.has(showAddress(address))) address = address === to ? from : address + 1;
  subnet.taken.add(showAddress(address));
  return showAddress(address);
};

/** A public address of Amazon's pool. */
export const newPublicIp = (world: World): string =>
  `${world.random.pick([3, 18, 34, 44, 52, 54])}.${world.random.between(80, 239)}.${world.random.between(0, 255)}.${world.random.between(1, 254)}`;
