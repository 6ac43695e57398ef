/** The port EcsClusters. */
import {
  type ContainerInstanceStatus,
  CreateClusterCommand,
  DeleteClusterCommand,
  DeregisterContainerInstanceCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  ECSClient,
  ListContainerInstancesCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import type { EcsClusters } from '../ports/ecs-clusters.ts';
import type { Surroundings } from '../runtime.ts';
import { asking } from './aws-errors.ts';
import { allPages, inBatches } from './batches.ts';
import { clientOf } from './client.ts';
import { clusterView, containerInstanceView, tagList } from './ecs-views.ts';

const describeBatch = 100;
const stateBatch = 10;
/** ListContainerInstances without a status leaves out DRAINING ones (API reference, `status`). */
const visibleStatuses: ContainerInstanceStatus[] = ['ACTIVE', 'DRAINING'];

export const ecsClusters = (around: Surroundings): EcsClusters => {
  const ecs = clientOf(ECSClient, around);

  const list = (cluster: string, status: ContainerInstanceStatus) =>
    allPages(
      (nextToken) => ecs.send(new ListContainerInstancesCommand({ cluster, status, ...(nextToken && { nextToken }) })),
      (page) => page.containerInstanceArns,
      (page) => page.nextToken,
    );

  return {
    cluster: (name) =>
      asking('ecs', async () => {
        const answer = await ecs.send(new DescribeClustersCommand({ clusters: [name], include: ['TAGS'] }));
        const found = answer.clusters?.[0];
        return found === undefined || found.status === 'INACTIVE' ? undefined : clusterView(found);
      }),

    createCluster: (name, tags) =>
      asking('ecs', async () => {
        const answer = await ecs.send(new CreateClusterCommand({ clusterName: name, tags: tagList(tags) }));
        return clusterView(answer.cluster ?? {});
      }),

    deleteCluster: (name) =>
      asking(
        'ecs',
        async () => void (await ecs.send(new DeleteClusterCommand({ cluster: name }))),
        () => undefined,
      ),

    containerInstances: (cluster) =>
      asking(
        'ecs',
        async () => {
          const arns: string[] = [];
          for (const status of visibleStatuses) arns.push(...(await list(cluster, status)));
          const answers = await Promise.all(
            inBatches(arns, describeBatch).map((batch) =>
              ecs.send(
                new DescribeContainerInstancesCommand({
                  cluster,
                  containerInstances: batch,
                  include: ['TAGS', 'CONTAINER_INSTANCE_HEALTH'],
                }),
              ),
            ),
          );
          return answers.flatMap((answer) => (answer.containerInstances ?? []).map(containerInstanceView));
        },
        () => [],
      ),

    setStatus: (cluster, arns, status) =>
      asking('ecs', async () => {
        const refused: { arn: string; refused: string }[] = [];
        for (const batch of inBatches(arns, stateBatch)) {
          const answer = await ecs.send(
            new UpdateContainerInstancesStateCommand({ cluster, containerInstances: batch, status }),
          );
          for (const failure of answer.failures ?? [])
            refused.push({ arn: failure.arn ?? '', refused: failure.reason ?? 'no reason given' });
        }
        return refused;
      }),

    async deregister(cluster, arn) {
      try {
        await ecs.send(new DeregisterContainerInstanceCommand({ cluster, containerInstance: arn, force: true }));
      } catch (error) {
        if (isGone(error)) return;
        await asking(
          'ecs',
          () => Promise.reject(error),
          () => undefined,
        );
      }
    },
  };
};

/** ECS has no error of its own for a container instance that is gone. */
const isGone = (error: unknown): boolean =>
  error instanceof Error && error.name === 'InvalidParameterException' && /not found|INACTIVE/i.test(error.message);
