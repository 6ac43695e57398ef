/** A service as it is wished, stored and shown by ECS: by default all three agree. */
import type { ServiceView } from '../../shared/domain/snapshot.ts';
import type { ServiceSpec, StoredService } from '../../shared/domain/spec.ts';
import { clusterTags } from '../../shared/domain/tags.ts';
import { home, minutes, now } from './situations.ts';

export const aServiceSpec = (changes: Partial<ServiceSpec> = {}): ServiceSpec => ({
  taskDefinition: 'web:1',
  scheduling: 'REPLICA',
  desiredCount: 2,
  placement: { name: 'az-balanced-spread' },
  deployment: { minimumHealthyPercent: 50, maximumPercent: 200, circuitBreaker: true },
  tags: {},
  ...changes,
});

export const aStoredService = (changes: Partial<StoredService> = {}): StoredService => ({
  cluster: 'c',
  service: 'web',
  spec: aServiceSpec(),
  generation: 1,
  writtenBy: 'op-web',
  writtenAt: now - minutes(60),
  ...changes,
});

/** A service as ECS shows it when it is exactly as `aServiceSpec` says. */
export const aServiceView = (changes: Partial<ServiceView> = {}): ServiceView => ({
  name: 'web',
  arn: 'arn:aws:ecs:us-east-1:000000000000:service/c/web',
  status: 'ACTIVE',
  scheduling: 'REPLICA',
  taskDefinition: 'web:1',
  desired: 2,
  running: 2,
  pending: 0,
  minimumHealthyPercent: 50,
  maximumPercent: 200,
  circuitBreaker: true,
  placementStrategies: [
    { type: 'spread', field: 'attribute:ecs.availability-zone' },
    { type: 'spread', field: 'instanceId' },
  ],
  placementConstraints: [],
  deployments: [
    {
      id: 'ecs-svc/1',
      status: 'PRIMARY',
      taskDefinition: 'web:1',
      rolloutState: 'COMPLETED',
      desired: 2,
      running: 2,
      pending: 0,
      failed: 0,
      createdAt: now - minutes(50),
    },
  ],
  events: [],
  tags: clusterTags(home.stack, 'c'),
  ...changes,
});
