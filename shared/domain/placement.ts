/** Our placements in ECS's words. */
import type { PlacementSpec } from './spec.ts';

export interface Strategy {
  readonly type: 'random' | 'spread' | 'binpack';
  readonly field?: string;
}
export interface Constraint {
  readonly type: 'distinctInstance' | 'memberOf';
  readonly expression?: string;
}

const acrossZones: Strategy = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const acrossHosts: Strategy = { type: 'spread', field: 'instanceId' };
const fullestFirst: Strategy = { type: 'binpack', field: 'memory' };

/**
 * The recipes behind the names.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/strategy-examples.html
 */
export const strategiesOf = (placement: PlacementSpec): readonly Strategy[] => {
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
      return placement.strategies ?? [];
  }
};

/** `further` are ours, such as the groups whose policy allows the task. */
export const constraintsOf = (placement: PlacementSpec, further: readonly Constraint[] = []): readonly Constraint[] => [
  ...(placement.name === 'one-per-host' ? [{ type: 'distinctInstance' as const }] : []),
  ...(placement.name === 'custom' ? (placement.constraints ?? []) : []),
  ...further,
];
