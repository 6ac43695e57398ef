/** Clusters and task definitions as AWS documents them. Sources stand beside the facts. */
import {
  CreateClusterCommand,
  DeleteClusterCommand,
  DeleteServiceCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterContainerInstanceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeClustersCommand,
  ListAccountSettingsCommand,
  ListAttributesCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  type ListTaskDefinitionsCommandInput,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts, registerWeb } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';
import { refusalOf } from './doors.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
  await registerWeb(shop.fleet);
});
const ecs = () => shop.fleet.ecs;

describe('a cluster', () => {
  const described = async () => {
    const input = { clusters: ['shop'], include: ['STATISTICS' as const] };
    return (await ecs().send(new DescribeClustersCommand(input))).clusters?.[0];
  };

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html; PENDING tasks count as pending, hosts both when
  // they are ACTIVE and when they are DRAINING.
  test('counts its hosts, tasks and services at every moment', async () => {
    await addHosts(shop.fleet, 'shop', [{}, {}]);
    await shop.create({ desiredCount: 2 });
    await shop.run();
    expect(await described()).toMatchObject({
      registeredContainerInstancesCount: 2,
      runningTasksCount: 0,
      pendingTasksCount: 1,
      activeServicesCount: 1,
    });
    await shop.steady();
    const cluster = await described();
    expect(cluster).toMatchObject({ runningTasksCount: 3, pendingTasksCount: 0 });
    expect(Object.fromEntries((cluster?.statistics ?? []).map(({ name, value }) => [name, value]))).toMatchObject({
      runningEC2TasksCount: '3',
      pendingEC2TasksCount: '0',
      activeEC2ServiceCount: '1',
      drainingEC2ServiceCount: '0',
      runningFargateTasksCount: '0',
    });
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html
  test('is deleted when nothing is in it, then INACTIVE, and can be created again', async () => {
    const remove = () => refusalOf(ecs().send(new DeleteClusterCommand({ cluster: 'shop' })));
    await addHosts(shop.fleet, 'shop', [{}]);
    await shop.create({ desiredCount: 1 });
    await shop.steady();
    expect(await remove()).toBe(
      'ClusterContainsContainerInstancesException: The Cluster cannot be deleted while Container Instances are active or draining.',
    );
    const [containerInstance] = await shop.listHosts();
    await ecs().send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance, force: true }));
    expect(await remove()).toBe(
      'ClusterContainsServicesException: The Cluster cannot be deleted while Services are active.',
    );
    await ecs().send(new DeleteServiceCommand({ cluster: 'shop', service: 'web', force: true }));
    await shop.fleet.settle();
    expect(await remove()).toBe('accepted');
    expect((await described())?.status).toBe('INACTIVE');
    expect(await refusalOf(shop.run())).toBe('ClusterNotFoundException: Cluster not found.');
    const { cluster } = await ecs().send(new CreateClusterCommand({ clusterName: 'shop' }));
    expect(cluster?.status).toBe('ACTIVE');
  });
});

describe('task definitions', () => {
  const list = async (input: ListTaskDefinitionsCommandInput = {}) =>
    (await ecs().send(new ListTaskDefinitionsCommand(input))).taskDefinitionArns?.map((arn) => arn.split('/')[1]);
  const deregister = (taskDefinition: string) => ecs().send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
  const remove = (taskDefinition: string) =>
    ecs().send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }));

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html
  test('are deregistered, then deleted: in progress as long as a task uses them, then gone', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    const task = await shop.runOne();
    const { taskDefinitionArn: arn = '' } = (await shop.taskNow(task)) ?? {};
    const name = arn.split('/')[1] ?? '';
    expect((await remove(name)).failures).toMatchObject([{ arn }]);
    await deregister(name);
    expect(await list({ status: 'INACTIVE' })).toEqual([name]);
    expect((await remove(name)).taskDefinitions).toMatchObject([{ status: 'DELETE_IN_PROGRESS' }]);
    expect((await shop.taskNow(task))?.lastStatus).toBe('RUNNING');
    expect(await list({ status: 'DELETE_IN_PROGRESS' })).toEqual([name]);
    await shop.stop(task);
    await shop.fleet.settle();
    expect(await list({ status: 'DELETE_IN_PROGRESS' })).toEqual([]);
  });

  // The first two texts: getmoto/moto, tests/test_ecs/test_ecs.py.
  test.each([
    ['web', 'ClientException: Revision is missing.'],
    ['web:foo', 'InvalidParameterException: Invalid revision number. Number: foo'],
    ['arn:aws:ecs:us-east-1:000000000000:task-definition/web', 'ClientException: Revision is missing.'],
    [
      'web:7',
      'ClientException: The specified task definition does not exist. Specify a valid account, family, revision and try again.',
    ],
  ])('are deregistered one revision at a time: %s', async (name, refusal) => {
    expect(await refusalOf(deregister(name))).toBe(refusal);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html and …/API_ListTaskDefinitionFamilies.html
  test('are listed by family, in order of revision, and families by what they begin with', async () => {
    for (const family of ['web', 'website', 'web']) await registerWeb(shop.fleet, { family });
    expect(await list({ familyPrefix: 'web' })).toEqual(['web:1', 'web:2', 'web:3']);
    expect(await list({ familyPrefix: 'web', sort: 'DESC', maxResults: 2 })).toEqual(['web:3', 'web:2']);
    const { families } = await ecs().send(new ListTaskDefinitionFamiliesCommand({ familyPrefix: 'web' }));
    expect(families).toEqual(['web', 'website']);
  });
});

// "You must also specify an account setting name to use this parameter", and an attribute name:
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListAccountSettings.html, …/API_ListAttributes.html
test.each([
  ['account settings', new ListAccountSettingsCommand({ value: 'enabled' })],
  [
    'attributes',
    new ListAttributesCommand({ cluster: 'shop', targetType: 'container-instance', attributeValue: 'prod' }),
  ],
])('a value of %s is looked for together with its name only', async (_what, command) => {
  expect(await refusalOf(shop.fleet.ecs.send(command as ListAttributesCommand))).toMatch(
    /^InvalidParameterException: /,
  );
});
