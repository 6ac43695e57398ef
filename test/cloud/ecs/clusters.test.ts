import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeleteClusterCommand,
  DeregisterContainerInstanceCommand,
  DescribeClustersCommand,
  ListClustersCommand,
  ListTagsForResourceCommand,
  RunTaskCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts, type Fleet, newFleet, registerWeb } from './fleet.ts';

let fleet: Fleet;
beforeEach(() => {
  fleet = newFleet();
});

const create = (clusterName?: string) => fleet.ecs.send(new CreateClusterCommand({ clusterName }));
const remove = (cluster: string) => fleet.ecs.send(new DeleteClusterCommand({ cluster }));

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html */
describe('CreateCluster', () => {
  test('without a name makes the cluster default', async () => {
    const { cluster } = await create();
    expect(cluster).toMatchObject({
      clusterName: 'default',
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/default',
      status: 'ACTIVE',
    });
  });

  test('of a cluster that is ACTIVE answers with that one', async () => {
    await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop', tags: [{ key: 'team', value: 'a' }] }));
    const again = await fleet.ecs.send(
      new CreateClusterCommand({ clusterName: 'shop', tags: [{ key: 'team', value: 'b' }] }),
    );
    expect(again.cluster?.tags).toEqual([{ key: 'team', value: 'a' }]);
  });

  test.each(['a b', 'a\n', '$(reboot)', 'x'.repeat(256), 'ä'])('refuses the name %j', async (name) => {
    await expect(create(name)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    expect(fleet.world.ecs.clusters.size).toBe(0);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeClusters.html */
describe('DescribeClusters', () => {
  test('answers unknown clusters as failures with reason MISSING', async () => {
    await create('shop');
    const answer = await fleet.ecs.send(new DescribeClustersCommand({ clusters: ['shop', 'none'] }));
    expect(answer.clusters?.map(({ clusterName }) => clusterName)).toEqual(['shop']);
    expect(answer.failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:000000000000:cluster/none', reason: 'MISSING' }]);
  });

  test('shows tags, settings and statistics only when they are asked for', async () => {
    await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop', tags: [{ key: 'team', value: 'a' }] }));
    const plain = await fleet.ecs.send(new DescribeClustersCommand({ clusters: ['shop'] }));
    expect(plain.clusters?.[0]).toMatchObject({ tags: [], settings: [], statistics: [] });
    const whole = await fleet.ecs.send(
      new DescribeClustersCommand({ clusters: ['shop'], include: ['TAGS', 'SETTINGS', 'STATISTICS'] }),
    );
    expect(whole.clusters?.[0]).toMatchObject({
      tags: [{ key: 'team', value: 'a' }],
      settings: [{ name: 'containerInsights', value: 'disabled' }],
    });
    expect(whole.clusters?.[0]?.statistics).toContainEqual({ name: 'runningEC2TasksCount', value: '0' });
  });

  test('counts hosts, tasks and services', async () => {
    await create('shop');
    await addHosts(fleet, 'shop', [{}, {}]);
    await registerWeb(fleet);
    await fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', count: 2 }));
    await fleet.ecs.send(
      new CreateServiceCommand({ cluster: 'shop', serviceName: 'web', taskDefinition: 'web', desiredCount: 1 }),
    );
    await fleet.settle();
    const { clusters } = await fleet.ecs.send(new DescribeClustersCommand({ clusters: ['shop'] }));
    expect(clusters?.[0]).toMatchObject({
      registeredContainerInstancesCount: 2,
      runningTasksCount: 3,
      pendingTasksCount: 0,
      activeServicesCount: 1,
    });
  });
});

test('ListClusters gives pages without repeating or losing any', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e']) await create(name);
  const first = await fleet.ecs.send(new ListClustersCommand({ maxResults: 2 }));
  await remove('a');
  const rest = await fleet.ecs.send(new ListClustersCommand({ nextToken: first.nextToken }));
  expect([...(first.clusterArns ?? []), ...(rest.clusterArns ?? [])].map((arn) => arn.split('/')[1])).toEqual([
    'a',
    'b',
    'c',
    'd',
    'e',
  ]);
  expect(rest.nextToken).toBeUndefined();
  await expect(fleet.ecs.send(new ListClustersCommand({ nextToken: 'nonsense' }))).rejects.toThrow('Invalid token');
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html */
describe('DeleteCluster', () => {
  test('leaves an INACTIVE cluster that can be described, not used, and created again', async () => {
    await create('shop');
    expect((await remove('shop')).cluster?.status).toBe('INACTIVE');
    const { clusters } = await fleet.ecs.send(new DescribeClustersCommand({ clusters: ['shop'] }));
    expect(clusters?.[0]?.status).toBe('INACTIVE');
    await expect(fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }))).rejects.toMatchObject({
      name: 'ClusterNotFoundException',
      message: 'Cluster not found.',
    });
    expect((await create('shop')).cluster?.status).toBe('ACTIVE');
  });

  test('refuses a cluster with container instances, with services, and with tasks', async () => {
    await create('shop');
    await addHosts(fleet, 'shop', [{}]);
    await expect(remove('shop')).rejects.toMatchObject({
      name: 'ClusterContainsContainerInstancesException',
      message: 'The Cluster cannot be deleted while Container Instances are active or draining.',
    });
    await registerWeb(fleet);
    await fleet.ecs.send(
      new CreateServiceCommand({ cluster: 'shop', serviceName: 'web', taskDefinition: 'web', desiredCount: 0 }),
    );
    const [host] = [...(fleet.world.ecs.clusters.get('shop')?.hosts.values() ?? [])];
    await fleet.ecs.send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance: host?.arn }));
    await expect(remove('shop')).rejects.toMatchObject({ name: 'ClusterContainsServicesException' });
  });

  test('of an unknown cluster is an error', async () => {
    await expect(remove('none')).rejects.toMatchObject({ name: 'ClusterNotFoundException' });
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html */
describe('tags', () => {
  const arn = 'arn:aws:ecs:us-east-1:000000000000:cluster/shop';
  const tagsNow = async () => (await fleet.ecs.send(new ListTagsForResourceCommand({ resourceArn: arn }))).tags;

  test('are added, overwritten and taken away by key', async () => {
    await create('shop');
    await fleet.ecs.send(
      new TagResourceCommand({
        resourceArn: arn,
        tags: [
          { key: 'a', value: '1' },
          { key: 'b', value: '2' },
        ],
      }),
    );
    await fleet.ecs.send(new TagResourceCommand({ resourceArn: arn, tags: [{ key: 'a', value: '3' }] }));
    await fleet.ecs.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: ['b', 'c'] }));
    expect(await tagsNow()).toEqual([{ key: 'a', value: '3' }]);
  });

  test.each([
    { tags: [{ key: 'aws:x', value: '' }], reason: 'reserved prefix' },
    { tags: [{ key: 'k'.repeat(129), value: '' }], reason: 'long key' },
    { tags: [{ key: 'k', value: 'v'.repeat(257) }], reason: 'long value' },
    { tags: [{ key: 'k', value: 'a\nb' }], reason: 'character' },
    { tags: Array.from({ length: 51 }, (_, index) => ({ key: `k${index}`, value: '' })), reason: 'more than 50' },
  ])('are refused: $reason', async ({ tags }) => {
    await create('shop');
    await expect(fleet.ecs.send(new TagResourceCommand({ resourceArn: arn, tags }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    expect(await tagsNow()).toEqual([]);
  });
});
