/** Our placements in ECS's words. */
import type { PlacementConstraint, PlacementStrategy } from '@aws-sdk/client-ecs';
import type { PlacementSpec } from '../domain/spec.ts';

const acrossZones: PlacementStrategy = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const acrossHosts: PlacementStrategy = { type: 'spread', field: 'instanceId' };
const fullestFirst: PlacementStrategy = { type: 'binpack', field: 'memory' };

/** The recipes behind the names (ECS developer guide, "Example Amazon ECS task placement strategies"). */
export const strategiesOf = (placement: PlacementSpec): PlacementStrategy[] => {
  switch (placement.name) {
    case 'az-balanced-spread':
      return [acrossZones, acrossHosts];
    case 'az-balanced-binpack':
      return [acrossZones, fullestFirst];
    case 'binpack':
      return [fullestFirst];
    case 'one-per-host':
      return [];
    case 'custom':
      return (placement.strategies ?? []).map((strategy) => ({ ...strategy }));
  }
};

export const constraintsOf = (
  placement: PlacementSpec,
  further: readonly { readonly type: 'memberOf'; readonly expression: string }[],
): PlacementConstraint[] => [
  ...(placement.name === 'one-per-host' ? [{ type: 'distinctInstance' as const }] : []),
  ...(placement.name === 'custom' ? (placement.constraints ?? []).map((constraint) => ({ ...constraint })) : []),
  ...further.map((constraint) => ({ ...constraint })),
];
