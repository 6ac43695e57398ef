import {
  type CreateServiceCommandInput,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = await openShop();
  await addHosts(shop.fleet, 'shop', [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }, { zone: 'us-east-1c' }]);
  await shop.register('nginx:1');
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html */
describe('a rolling deployment', () => {
  const watched = async (input: Partial<CreateServiceCommandInput>) => {
    await shop.create({ desiredCount: 4, ...input });
    await shop.steady();
    await shop.register('nginx:2');
    await shop.fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: 'web:2' }));
    let fewest = Number.POSITIVE_INFINITY;
    let most = 0;
    await shop.fleet.time.until(
      async () => {
        const wanted = shop.liveTasks().filter(({ shown }) => shown.desiredStatus === 'RUNNING');
        fewest = Math.min(fewest, wanted.filter(({ shown }) => shown.lastStatus === 'RUNNING').length);
        most = Math.max(most, wanted.length);
        return (await shop.web()).deployments?.length === 1;
      },
      600_000,
      'the end of the deployment',
    );
    return { fewest, most };
  };

  test.each([
    { minimumHealthyPercent: 100, maximumPercent: 200, fewest: 4, most: 8, reason: 'doubles, then halves' },
    { minimumHealthyPercent: 50, maximumPercent: 100, fewest: 2, most: 4, reason: 'stops before it starts' },
    { minimumHealthyPercent: 100, maximumPercent: 130, fewest: 4, most: 5, reason: '130 % of 4 is rounded down' },
    { minimumHealthyPercent: 60, maximumPercent: 100, fewest: 3, most: 4, reason: '60 % of 4 is rounded up' },
  ])(
    'keeps within $minimumHealthyPercent and $maximumPercent percent: $reason',
    async ({ fewest, most, reason: _, ...deploymentConfiguration }) => {
      expect(await watched({ deploymentConfiguration })).toEqual({ fewest, most });
      const service = await shop.web();
      expect(service.taskDefinition).toMatch(/web:2$/);
      expect(shop.liveTasks().every(({ definition }) => definition.revision === 2)).toBe(true);
    },
  );

  test('shows the old deployment as ACTIVE beside the PRIMARY one until it is done', async () => {
    await shop.create();
    await shop.steady();
    await shop.fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', forceNewDeployment: true }));
    const { deployments } = await shop.web();
    expect(deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 3 },
      { status: 'ACTIVE', rolloutState: 'COMPLETED', runningCount: 3 },
    ]);
    expect(deployments?.[0]?.rolloutStateReason).toBe(`ECS deployment ${deployments?.[0]?.id} in progress.`);
  });

  test('with the task definition that runs already begins no deployment', async () => {
    await shop.create();
    await shop.steady();
    await shop.fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: 'web:1' }));
    expect((await shop.web()).deployments).toHaveLength(1);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html */
describe('a DRAINING host', () => {
  test('has its service tasks replaced elsewhere, never below the minimum', async () => {
    await shop.create();
    await shop.steady();
    const [leaving] = shop.liveTasks();
    await shop.fleet.ecs.send(
      new UpdateContainerInstancesStateCommand({
        cluster: 'shop',
        containerInstances: [leaving?.host.arn ?? ''],
        status: 'DRAINING',
      }),
    );
    let fewest = 3;
    await shop.fleet.time.until(
      () => {
        fewest = Math.min(fewest, shop.liveTasks().filter(({ shown }) => shown.lastStatus === 'RUNNING').length);
        return leaving?.host.tasks.live.size === 0;
      },
      120_000,
      'the drained host',
    );
    expect(fewest).toBe(3);
    await shop.steady();
    expect((await shop.web()).runningCount).toBe(3);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
describe('tasks that never come to run', () => {
  test('are restarted ever more slowly, and the service is called impaired', async () => {
    shop.fleet.world.ecs.unpullableImages.add('missing');
    await shop.register('missing');
    await shop.create({ taskDefinition: 'web:2', desiredCount: 1 });
    await shop.fleet.settle(60 * 60_000);
    const service = await shop.web();
    expect(service.runningCount).toBe(0);
    const starts = (await shop.messages()).filter((message) => message.includes('has started')).length;
    expect(starts).toBeGreaterThanOrEqual(6);
    expect(starts).toBeLessThanOrEqual(12);
    expect(await shop.messages()).toContainEqual(
      '(service web) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    );
  });

  test('count no more as soon as one runs', async () => {
    shop.fleet.world.ecs.unpullableImages.add('missing');
    await shop.register('missing');
    await shop.create({ taskDefinition: 'web:2', desiredCount: 1 });
    await shop.fleet.settle(60_000);
    expect((await shop.web()).deployments?.[0]?.failedTasks).toBeGreaterThan(0);
    shop.fleet.world.ecs.unpullableImages.delete('missing');
    await shop.steady(900_000);
    expect((await shop.web()).deployments).toMatchObject([
      { failedTasks: 0, runningCount: 1, rolloutState: 'COMPLETED' },
    ]);
  });

  test('open the circuit breaker after three of them, and the deployment is rolled back', async () => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    await shop.create({ desiredCount: 2, deploymentConfiguration });
    await shop.steady();
    const good = (await shop.web()).deployments?.[0]?.id;
    shop.fleet.world.ecs.unpullableImages.add('missing');
    await shop.register('missing');
    await shop.fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: 'web:2' }));
    await shop.fleet.settle(10_000);
    await shop.steady(20 * 60_000);
    const service = await shop.web();
    expect(service.taskDefinition).toMatch(/web:1$/);
    expect(service).toMatchObject({
      runningCount: 2,
      deployments: [{ id: good, status: 'PRIMARY', rolloutState: 'COMPLETED' }],
    });
    const said = await shop.messages();
    expect(said).toContainEqual(`(service web) rolling back to deployment ${good}.`);
    expect(said.some((message) => /deployment failed: tasks failed to start\.$/.test(message))).toBe(true);
  });

  test('leave a deployment FAILED, with nothing more started, when there is nothing to roll back to', async () => {
    shop.fleet.world.ecs.unpullableImages.add('missing');
    await shop.register('missing');
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    await shop.create({ taskDefinition: 'web:2', desiredCount: 2, deploymentConfiguration });
    await shop.fleet.settle(30 * 60_000);
    expect((await shop.web()).deployments).toMatchObject([
      { rolloutState: 'FAILED', rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.' },
    ]);
    expect(shop.liveTasks()).toEqual([]);
  });
});
