/** Placement and networks as the SDK takes them: lists that may be changed. What the names mean is in shared/domain/placement.ts. */
import type { NetworkConfiguration, PlacementConstraint, PlacementStrategy } from '@aws-sdk/client-ecs';
import * as placement from '../domain/placement.ts';
import type { PlacementSpec, TaskNetwork } from '../domain/spec.ts';

export const strategiesOf = (spec: PlacementSpec): PlacementStrategy[] =>
  placement.strategiesOf(spec).map((strategy) => ({ ...strategy }));

export const constraintsOf = (spec: PlacementSpec, further: readonly placement.Constraint[]): PlacementConstraint[] =>
  placement.constraintsOf(spec, further).map((constraint) => ({ ...constraint }));

/** Without a public IP, which ECS gives to no task on EC2. */
export const networkOf = (network: TaskNetwork | undefined): { networkConfiguration?: NetworkConfiguration } =>
  network === undefined
    ? {}
    : {
        networkConfiguration: {
          awsvpcConfiguration: { subnets: [...network.subnets], securityGroups: [...network.securityGroups] },
        },
      };
