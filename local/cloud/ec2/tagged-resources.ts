/** Everything that carries tags, whatever it is. */
import { AwsError } from '../kernel/aws-error.ts';
import type { World } from '../kernel/world.ts';
import { found } from './ids.ts';
import type { Ec2State, Tags } from './state.ts';
import { instanceById, visibleInstance, visibleInstances, visibleTags } from './visibility.ts';

export interface TaggedResource {
  readonly id: string;
  readonly type: string;
  readonly tags: Tags;
}

export const taggedResources = function* (world: World): Generator<TaggedResource> {
  const { ec2 } = world;
  for (const instance of visibleInstances(world)) {
    yield { id: instance.id, type: 'instance', tags: visibleTags(world, instance) };
    if (instance.state === 'terminated') continue;
    yield { id: instance.networkInterface.id, type: 'network-interface', tags: instance.networkInterface.tags };
    for (const volume of instance.volumes) yield { id: volume.id, type: 'volume', tags: volume.tags };
  }
  for (const [type, resources] of Object.entries(byType(ec2)))
    for (const { id, tags } of resources.values()) yield { id, type, tags };
};

const byType = (
  ec2: Ec2State,
): Readonly<Record<string, ReadonlyMap<string, { readonly id: string; readonly tags: Tags }>>> => ({
  'internet-gateway': ec2.internetGateways,
  natgateway: ec2.natGateways,
  'route-table': ec2.routeTables,
  'security-group': ec2.securityGroups,
  'spot-instances-request': ec2.spotRequests,
  subnet: ec2.subnets,
  vpc: ec2.vpcs,
});

/** Those of the resources that there are. Instances are looked up, others looked for. */
export const knownResources = (world: World, ids: readonly string[]): readonly TaggedResource[] => {
  const asked = new Set(ids);
  if (![...asked].every((id) => id.startsWith('i-')))
    return [...taggedResources(world)].filter(({ id }) => asked.has(id));
  return [...asked].flatMap((id) => {
    const instance = visibleInstance(world, id);
    return instance === undefined ? [] : [{ id, type: 'instance', tags: visibleTags(world, instance) }];
  });
};

/** The resources by id, whatever their kind. One bad id refuses them all, in the words of its kind. */
export const taggedResourcesById = (world: World, ids: readonly string[]): readonly TaggedResource[] =>
  [...new Set(ids)].map((id) => resourceById(world, id));

const resourceById = (world: World, id: string): TaggedResource => {
  const { ec2 } = world;
  const tagsOf = (type: string, { tags }: { readonly tags: Tags }) => ({ id, type, tags });
  switch (id.split('-')[0]) {
    case 'i':
      return tagsOf('instance', instanceById(world, id));
    case 'sir':
      return tagsOf('spot-instances-request', found('spotRequest', ec2.spotRequests, id));
    case 'subnet':
      return tagsOf('subnet', found('subnet', ec2.subnets, id));
    case 'vpc':
      return tagsOf('vpc', found('vpc', ec2.vpcs, id));
    case 'sg':
      return tagsOf('security-group', found('securityGroup', ec2.securityGroups, id));
    case 'rtb':
      return tagsOf('route-table', found('routeTable', ec2.routeTables, id));
    case 'igw':
      return tagsOf('internet-gateway', found('internetGateway', ec2.internetGateways, id));
    case 'nat':
      return tagsOf('natgateway', found('natGateway', ec2.natGateways, id));
  }
  for (const resource of taggedResources(world)) if (resource.id === id) return resource;
  throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
};
