/** Creating, changing and deleting clusters. */
import type {
  ClusterSetting,
  CreateClusterCommandInput,
  CreateClusterCommandOutput,
  DeleteClusterCommandInput,
  DeleteClusterCommandOutput,
  UpdateClusterCommandInput,
  UpdateClusterCommandOutput,
} from '@aws-sdk/client-ecs';
import { isClusterName } from '../../../../shared/ecs/names.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { clusterOf } from '../find.ts';
import { clusterName } from '../identifiers.ts';
import { addCluster } from '../new-cluster.ts';
import { checkedTags } from '../tag-rules.ts';
import { shownCluster } from '../views/cluster.ts';

/**
 * Creating a cluster that is ACTIVE answers with the one there is. Names: up to 255 letters, numbers, underscores and hyphens.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
 */
export const createCluster: Operation<CreateClusterCommandInput, CreateClusterCommandOutput> = (input, { world }) => {
  const name = input.clusterName ?? 'default';
  if (!isClusterName(name))
    throw new AwsError(
      'InvalidParameterException',
      'Cluster names can contain up to 255 letters (uppercase and lowercase), numbers, underscores, and hyphens.',
    );
  if ((input.capacityProviders ?? []).length > 0 || (input.defaultCapacityProviderStrategy ?? []).length > 0)
    throw new AwsError('InvalidParameterException', 'Capacity providers are not implemented by this embedded ECS.');
  const tags = checkedTags(input.tags);

  const existing = world.ecs.clusters.get(name);
  if (existing?.status === 'ACTIVE') return { cluster: shownCluster(existing, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']) };
  const settings = checkedSettings(input.settings);
  const cluster = addCluster(world, { name, settings, configuration: input.configuration, tags });
  return { cluster: shownCluster(cluster, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']) };
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ClusterSetting.html */
const checkedSettings = (given: readonly ClusterSetting[] | undefined): ClusterSetting[] | undefined =>
  given?.map(({ name, value }) => {
    if (name !== 'containerInsights' || !['enabled', 'enhanced', 'disabled'].includes(value ?? ''))
      throw new AwsError('InvalidParameterException', `Invalid cluster setting ${name} with value ${value}.`);
    return { name, value };
  });

export const updateCluster: Operation<UpdateClusterCommandInput, UpdateClusterCommandOutput> = (input, { world }) => {
  const cluster = clusterOf(world, input.cluster);
  cluster.settings = checkedSettings(input.settings) ?? cluster.settings;
  if (input.configuration !== undefined) cluster.configuration = input.configuration;
  return { cluster: shownCluster(cluster, ['TAGS', 'SETTINGS', 'CONFIGURATIONS']) };
};

/**
 * Only an empty cluster can be deleted; it stays discoverable as INACTIVE.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html
 */
export const deleteCluster: Operation<DeleteClusterCommandInput, DeleteClusterCommandOutput> = (input, { world }) => {
  const cluster = world.ecs.clusters.get(clusterName(input.cluster));
  if (cluster === undefined) throw new AwsError('ClusterNotFoundException', 'Cluster not found.');
  const refuse = (code: string, what: string): never => {
    throw new AwsError(code, `The Cluster cannot be deleted while ${what}.`);
  };
  if (cluster.hosts.size > cluster.inactiveHosts.length)
    refuse('ClusterContainsContainerInstancesException', 'Container Instances are active or draining');
  if ([...cluster.services.values()].some((service) => service.status === 'ACTIVE'))
    refuse('ClusterContainsServicesException', 'Services are active');
  if (cluster.tasks.live.size > 0) refuse('ClusterContainsTasksException', 'Tasks are active');
  cluster.status = 'INACTIVE';
  return { cluster: shownCluster(cluster, ['TAGS']) };
};
