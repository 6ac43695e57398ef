import {
  DeleteAttributesCommand,
  DeregisterContainerInstanceCommand,
  ListAttributesCommand,
  PutAttributesCommand,
  RunTaskCommand,
  UpdateContainerAgentCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts, registerWeb } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html */
describe('UpdateContainerInstancesState', () => {
  const update = (containerInstances: string[], status: 'ACTIVE' | 'DRAINING') =>
    shop.fleet.ecs.send(new UpdateContainerInstancesStateCommand({ cluster: 'shop', containerInstances, status }));

  test('DRAINING takes no new tasks and leaves standalone ones alone; ACTIVE takes them again', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    const task = await shop.runOne();
    const [arn = ''] = await shop.listHosts();
    const { containerInstances } = await update([arn], 'DRAINING');
    expect(containerInstances?.[0]?.status).toBe('DRAINING');
    await shop.fleet.settle(600_000);
    expect((await shop.taskNow(task))?.lastStatus).toBe('RUNNING');
    await expect(shop.fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }))).rejects.toThrow(
      'No Container Instances were found in your cluster.',
    );
    await update([arn], 'ACTIVE');
    const { tasks } = await shop.fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }));
    expect(tasks).toHaveLength(1);
  });

  test('answers unknown and INACTIVE ones as failures', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    const [arn = ''] = await shop.listHosts();
    await shop.fleet.ecs.send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance: arn }));
    const { containerInstances, failures } = await update([arn, 'f'.repeat(32)], 'DRAINING');
    expect(containerInstances).toEqual([]);
    expect(failures?.map(({ reason }) => reason)).toEqual(['INACTIVE', 'MISSING']);
  });

  test('takes at most 10 at once', async () => {
    await expect(
      update(
        Array.from({ length: 11 }, (_, index) => `${index}`),
        'DRAINING',
      ),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterContainerInstance.html */
describe('DeregisterContainerInstance', () => {
  test('of a host with tasks needs force, and then ECS accounts for them no more', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    const task = await shop.runOne();
    const [containerInstance = ''] = await shop.listHosts();
    await expect(
      shop.fleet.ecs.send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Found running tasks on the instance.' });
    const answer = await shop.fleet.ecs.send(
      new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance, force: true }),
    );
    expect(answer.containerInstance).toMatchObject({ status: 'INACTIVE' });
    expect((await shop.taskNow(task))?.lastStatus).toBe('STOPPED');
    expect(await shop.listHosts()).toEqual([]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListContainerInstances.html */
test('ListContainerInstances filters by the cluster query language and by status', async () => {
  await addHosts(shop.fleet, 'shop', [{ type: 't3.medium' }, { type: 'm5.large' }]);
  expect(await shop.listHosts({ filter: 'attribute:ecs.instance-type == m5.large' })).toHaveLength(1);
  expect(await shop.listHosts({ filter: 'attribute:ecs.instance-type == c5.large' })).toEqual([]);
  expect(await shop.listHosts({ status: 'DRAINING' })).toEqual([]);
  await expect(shop.listHosts({ filter: 'attribute:(' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAttributes.html */
describe('custom attributes', () => {
  test('are put, listed, used by placement, and deleted', async () => {
    await addHosts(shop.fleet, 'shop', [{}, {}]);
    await registerWeb(shop.fleet);
    const [targetId = ''] = await shop.listHosts();
    await shop.fleet.ecs.send(
      new PutAttributesCommand({ cluster: 'shop', attributes: [{ name: 'stack', value: 'blue', targetId }] }),
    );
    const listed = await shop.fleet.ecs.send(
      new ListAttributesCommand({ cluster: 'shop', targetType: 'container-instance', attributeName: 'stack' }),
    );
    expect(listed.attributes).toEqual([{ name: 'stack', value: 'blue', targetId, targetType: 'container-instance' }]);
    const placementConstraints = [{ type: 'memberOf' as const, expression: 'attribute:stack == blue' }];
    const run = () =>
      shop.fleet.ecs.send(
        new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', count: 3, placementConstraints }),
      );
    expect((await run()).tasks?.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual([
      targetId,
      targetId,
      targetId,
    ]);
    await shop.fleet.ecs.send(
      new DeleteAttributesCommand({ cluster: 'shop', attributes: [{ name: 'stack', targetId }] }),
    );
    expect((await run()).failures?.map(({ reason }) => reason)).toEqual(
      Array(2).fill('MemberOf placement constraint unsatisfied.'),
    );
  });

  test('of an unknown target are refused, and more than 10 on one too', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    const [targetId = ''] = await shop.listHosts();
    const put = (attributes: { name: string; targetId: string }[]) =>
      shop.fleet.ecs.send(new PutAttributesCommand({ cluster: 'shop', attributes }));
    await expect(put([{ name: 'a', targetId: 'f'.repeat(32) }])).rejects.toMatchObject({
      name: 'TargetNotFoundException',
    });
    await put(Array.from({ length: 10 }, (_, index) => ({ name: `a${index}`, targetId })));
    await expect(put([{ name: 'b', targetId }])).rejects.toMatchObject({ name: 'AttributeLimitExceededException' });
  });
});

test('there is never a newer agent', async () => {
  await addHosts(shop.fleet, 'shop', [{}]);
  const [containerInstance] = await shop.listHosts();
  await expect(
    shop.fleet.ecs.send(new UpdateContainerAgentCommand({ cluster: 'shop', containerInstance })),
  ).rejects.toMatchObject({
    name: 'NoUpdateAvailableException',
  });
});
