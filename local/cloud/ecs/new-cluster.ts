import type { ClusterConfiguration, ClusterSetting, Tag } from '@aws-sdk/client-ecs';
import { clusterArn } from '../../../shared/ecs/arns.ts';
import type { World } from '../kernel/world.ts';
import { accountSetting } from './account-setting.ts';
import { newTaskSet } from './find.ts';
import type { ClusterRecord } from './state.ts';

export interface ClusterWish {
  readonly name: string;
  readonly settings?: ClusterSetting[] | undefined;
  readonly configuration?: ClusterConfiguration | undefined;
  readonly tags?: Tag[];
}

/** An empty ACTIVE cluster; an INACTIVE one of this name is forgotten. */
export const addCluster = (world: World, { name, settings, configuration, tags = [] }: ClusterWish): ClusterRecord => {
  const cluster: ClusterRecord = {
    name,
    arn: clusterArn(world, name),
    status: 'ACTIVE',
    settings: settings ?? [{ name: 'containerInsights', value: accountSetting(world, 'containerInsights') }],
    configuration,
    tags,
    hosts: new Map(),
    inactiveHosts: [],
    hostsByArn: undefined,
    services: new Map(),
    tasksById: new Map(),
    tasks: newTaskSet(),
    tasksByFamily: new Map(),
    runTokens: new Map(),
    waiting: new Set(),
    toBalance: new Set(),
    balancing: undefined,
  };
  world.ecs.clusters.set(name, cluster);
  return cluster;
};
