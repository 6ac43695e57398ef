/** Making, associating and filling route tables. Agents notice when their way out comes or goes. */
import type {
  AssociateRouteTableCommandInput,
  AssociateRouteTableCommandOutput,
  CreateRouteCommandInput,
  CreateRouteCommandOutput,
  CreateRouteTableCommandInput,
  CreateRouteTableCommandOutput,
  DeleteRouteCommandInput,
  DeleteRouteCommandOutput,
  DeleteRouteTableCommandInput,
  DeleteRouteTableCommandOutput,
  DisassociateRouteTableCommandInput,
  DisassociateRouteTableCommandOutput,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { parseBlock } from '../addresses.ts';
import { waysMayHaveChanged } from '../behaviour/reach.ts';
import { found, newId } from '../ids.ts';
import type { RouteTable } from '../state.ts';
import { readTagSpecifications } from '../tags.ts';
import { showRouteTable } from './describe-route-tables.ts';

export const createRouteTable: Operation<CreateRouteTableCommandInput, CreateRouteTableCommandOutput> = (
  request,
  { world },
) => {
  const vpc = found('vpc', world.ec2.vpcs, request.VpcId ?? '');
  const table: RouteTable = {
    id: newId(world, 'rtb'),
    vpcId: vpc.id,
    routes: [{ destinationCidr: vpc.cidr, target: 'local' }],
    associations: [],
    tags: readTagSpecifications(request.TagSpecifications, ['route-table'])['route-table'],
  };
  world.ec2.routeTables.set(table.id, table);
  return { RouteTable: showRouteTable(world, table) };
};

export const deleteRouteTable: Operation<DeleteRouteTableCommandInput, DeleteRouteTableCommandOutput> = (
  request,
  { world },
) => {
  const table = found('routeTable', world.ec2.routeTables, request.RouteTableId ?? '');
  if (table.associations.length > 0)
    throw new AwsError('DependencyViolation', `The routeTable '${table.id}' has dependencies and cannot be deleted.`);
  world.ec2.routeTables.delete(table.id);
  return {};
};

/** A subnet has at most one table of its own (…/APIReference/API_AssociateRouteTable.html). */
export const associateRouteTable: Operation<AssociateRouteTableCommandInput, AssociateRouteTableCommandOutput> = (
  request,
  { world },
) => {
  const table = found('routeTable', world.ec2.routeTables, request.RouteTableId ?? '');
  const subnet = found('subnet', world.ec2.subnets, request.SubnetId ?? '');
  if (subnet.vpcId !== table.vpcId)
    throw new AwsError(
      'InvalidParameterValue',
      `route table ${table.id} and subnet ${subnet.id} belong to different networks`,
    );
  for (const other of world.ec2.routeTables.values())
    if (other.associations.some((one) => one.subnetId === subnet.id))
      throw new AwsError(
        'Resource.AlreadyAssociated',
        `the specified association for route table ${table.id} conflicts with an existing association`,
      );
  const id = newId(world, 'rtbassoc');
  table.associations.push({ id, main: false, subnetId: subnet.id });
  waysMayHaveChanged(world, table.vpcId);
  return { AssociationId: id, AssociationState: { State: 'associated' } };
};

export const disassociateRouteTable: Operation<
  DisassociateRouteTableCommandInput,
  DisassociateRouteTableCommandOutput
> = (request, { world }) => {
  for (const table of world.ec2.routeTables.values()) {
    const at = table.associations.findIndex((one) => one.id === request.AssociationId);
    if (at < 0) continue;
    if (table.associations[at]?.main === true)
      throw new AwsError(
        'InvalidParameterValue',
        `cannot disassociate the main route table association ${request.AssociationId}`,
      );
    table.associations.splice(at, 1);
    waysMayHaveChanged(world, table.vpcId);
    return {};
  }
  throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${request.AssociationId}' does not exist`);
};

/** To an internet gateway of the same VPC or to a NAT gateway (…/APIReference/API_CreateRoute.html). */
export const createRoute: Operation<CreateRouteCommandInput, CreateRouteCommandOutput> = (request, { world }) => {
  const table = found('routeTable', world.ec2.routeTables, request.RouteTableId ?? '');
  const destinationCidr = destinationOf(request);
  const target = targetOf(world, table, request);
  if (table.routes.some((route) => route.destinationCidr === destinationCidr))
    throw new AwsError('RouteAlreadyExists', `The route identified by ${destinationCidr} already exists.`);
  table.routes.push({ destinationCidr, target });
  waysMayHaveChanged(world, table.vpcId);
  return { Return: true };
};

export const deleteRoute: Operation<DeleteRouteCommandInput, DeleteRouteCommandOutput> = (request, { world }) => {
  const table = found('routeTable', world.ec2.routeTables, request.RouteTableId ?? '');
  const destination = destinationOf(request);
  const at = table.routes.findIndex((route) => route.destinationCidr === destination);
  if (at < 0)
    throw new AwsError(
      'InvalidRoute.NotFound',
      `no route with destination-cidr-block ${destination} in route table ${table.id}`,
    );
  if (table.routes[at]?.target === 'local')
    throw new AwsError('InvalidParameterValue', `cannot remove local route ${destination} in route table ${table.id}`);
  table.routes.splice(at, 1);
  waysMayHaveChanged(world, table.vpcId);
  return {};
};

const destinationOf = ({ DestinationCidrBlock: cidr = '' }: { readonly DestinationCidrBlock?: string | undefined }) => {
  if (parseBlock(cidr) !== undefined) return cidr;
  throw new AwsError(
    'InvalidParameterValue',
    `Value (${cidr}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.`,
  );
};

const targetOf = (world: World, table: RouteTable, request: CreateRouteCommandInput): string => {
  if (request.NatGatewayId !== undefined) return found('natGateway', world.ec2.natGateways, request.NatGatewayId).id;
  if (request.GatewayId === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter gatewayId or natGatewayId');
  const gateway = found('internetGateway', world.ec2.internetGateways, request.GatewayId);
  if (gateway.vpcId === table.vpcId) return gateway.id;
  throw new AwsError(
    'InvalidParameterValue',
    `route table ${table.id} and network gateway ${gateway.id} belong to different networks`,
  );
};
