/** Finding and reading clusters. */
import type {
  DescribeClustersCommandInput,
  DescribeClustersCommandOutput,
  ListClustersCommandInput,
  ListClustersCommandOutput,
} from '@aws-sdk/client-ecs';
import { clusterArn } from '../../../../shared/ecs/arns.ts';
import { limits } from '../../../../shared/ecs/limits.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { clusterName } from '../identifiers.ts';
import { page } from '../pages.ts';
import { shownCluster } from '../views/cluster.ts';

/**
 * Up to 100 clusters, INACTIVE ones included; without any, the cluster `default`. Unknown ones are failures, not errors.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html
 */
export const describeClusters: Operation<DescribeClustersCommandInput, DescribeClustersCommandOutput> = (
  input,
  { world },
) => {
  const asked = input.clusters === undefined || input.clusters.length === 0 ? ['default'] : input.clusters;
  if (asked.length > limits.describeClusters)
    throw new AwsError('InvalidParameterException', 'Clusters cannot have more than 100 elements.');
  const names = [...new Set(asked.map(clusterName))];
  const found = names.flatMap((name) => world.ecs.clusters.get(name) ?? []);
  return {
    clusters: found.map((cluster) => shownCluster(cluster, input.include ?? [])),
    failures: names
      .filter((name) => !world.ecs.clusters.has(name))
      .map((name) => ({ arn: clusterArn(world, name), reason: 'MISSING' })),
  };
};

export const listClusters: Operation<ListClustersCommandInput, ListClustersCommandOutput> = (input, { world }) => {
  const active = [...world.ecs.clusters.values()].filter(({ status }) => status === 'ACTIVE').map(({ arn }) => arn);
  const { items, ...more } = page(active.sort(), (arn) => arn, input);
  return { clusterArns: [...items], ...more };
};
