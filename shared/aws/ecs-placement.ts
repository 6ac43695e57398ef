/** Placement as the SDK takes it: lists that may be changed. What the names mean is in shared/domain/placement.ts. */
import type { PlacementConstraint, PlacementStrategy } from '@aws-sdk/client-ecs';
import * as placement from '../domain/placement.ts';
import type { PlacementSpec } from '../domain/spec.ts';

export const strategiesOf = (spec: PlacementSpec): PlacementStrategy[] =>
  placement.strategiesOf(spec).map((strategy) => ({ ...strategy }));

export const constraintsOf = (spec: PlacementSpec, further: readonly placement.Constraint[]): PlacementConstraint[] =>
  placement.constraintsOf(spec, further).map((constraint) => ({ ...constraint }));
