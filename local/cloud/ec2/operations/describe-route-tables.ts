import type {
  DescribeRouteTablesCommandInput,
  DescribeRouteTablesCommandOutput,
  Route as SdkRoute,
  RouteTable as SdkRouteTable,
} from '@aws-sdk/client-ec2';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { type Fields, filtered } from '../filters.ts';
import { foundAll } from '../ids.ts';
import { isBlackhole } from '../network.ts';
import { pageById, withToken } from '../paging.ts';
import type { Route, RouteTable } from '../state.ts';
import { showTags } from '../tags.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const describeRouteTables: Operation<DescribeRouteTablesCommandInput, DescribeRouteTablesCommandOutput> = (
  request,
  { world },
) => {
  const { routeTables } = world.ec2;
  const ids = request.RouteTableIds;
  const named = ids === undefined ? routeTables.values() : foundAll('routeTable', routeTables, ids);
  const { items, nextToken } = pageById(filtered(named, request.Filters, fields(world)), request);
  return { RouteTables: items.map((table) => showRouteTable(world, table)), ...withToken(nextToken) };
};

const fields = (world: World): Fields<RouteTable> => ({
  'association.main': (table) => table.associations.map((one) => String(one.main)),
  'association.route-table-association-id': (table) => table.associations.map((one) => one.id),
  'association.route-table-id': (table) => (table.associations.length > 0 ? table.id : undefined),
  'association.subnet-id': (table) => table.associations.flatMap((one) => one.subnetId ?? []),
  'owner-id': () => world.account,
  'route-table-id': (table) => table.id,
  'route.destination-cidr-block': (table) => table.routes.map((route) => route.destinationCidr),
  'route.gateway-id': (table) => table.routes.map((route) => route.target).filter((id) => !id.startsWith('nat-')),
  'route.nat-gateway-id': (table) => table.routes.map((route) => route.target).filter((id) => id.startsWith('nat-')),
  'route.state': (table) => table.routes.map((route) => stateOf(world, table, route)),
  'vpc-id': (table) => table.vpcId,
});

const stateOf = (world: World, table: RouteTable, route: Route): 'active' | 'blackhole' =>
  isBlackhole(world.ec2, table, route.target) ? 'blackhole' : 'active';

export const showRouteTable = (world: World, table: RouteTable): SdkRouteTable => ({
  Associations: table.associations.map((one) => ({
    AssociationState: { State: 'associated' },
    Main: one.main,
    RouteTableAssociationId: one.id,
    RouteTableId: table.id,
    ...(one.subnetId !== undefined && { SubnetId: one.subnetId }),
  })),
  OwnerId: world.account,
  PropagatingVgws: [],
  RouteTableId: table.id,
  Routes: table.routes.map(
    (route): SdkRoute => ({
      DestinationCidrBlock: route.destinationCidr,
      ...(route.target.startsWith('nat-') ? { NatGatewayId: route.target } : { GatewayId: route.target }),
      Origin: route.target === 'local' ? 'CreateRouteTable' : 'CreateRoute',
      State: stateOf(world, table, route),
    }),
  ),
  // Unlike others, a route table shows that it has no tags: localstack/localstack, tests/aws/services/ec2/test_ec2.snapshot.json.
  Tags: [],
  ...showTags(table.tags),
  VpcId: table.vpcId,
});
