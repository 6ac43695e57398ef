import {
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  ListTasksCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { hostGoes } from '../../../local/cloud/ecs/behaviour/host-goes.ts';
import { addHosts } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let instances: readonly string[];

beforeEach(async () => {
  shop = await openShop();
  instances = await addHosts(shop.fleet, 'shop', [
    { zone: 'us-east-1a' },
    { zone: 'us-east-1b' },
    { zone: 'us-east-1c' },
  ]);
  await shop.register('nginx:1');
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html */
describe('a REPLICA service', () => {
  test('starts its desired count, spread over zones, and says that it has reached a steady state', async () => {
    await shop.create();
    await shop.steady();
    const service = await shop.web();
    expect(service).toMatchObject({ status: 'ACTIVE', desiredCount: 3, runningCount: 3, pendingCount: 0 });
    expect(service.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 3, failedTasks: 0 },
    ]);
    expect(new Set(shop.liveTasks().map(({ host }) => host.availabilityZone)).size).toBe(3);
    const said = await shop.messages();
    expect(said[0]).toBe('(service web) has reached a steady state.');
    expect(said[1]).toBe(`(service web) (deployment ${service.deployments?.[0]?.id}) deployment completed.`);
    expect(said[2]).toMatch(
      /^\(service web\) has started 3 tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\.$/,
    );
  });

  test('replaces a task that is stopped by hand', async () => {
    await shop.create();
    await shop.steady();
    const { taskArns } = await shop.fleet.ecs.send(new ListTasksCommand({ cluster: 'shop', serviceName: 'web' }));
    await shop.fleet.ecs.send(new StopTaskCommand({ cluster: 'shop', task: taskArns?.[0], reason: 'by hand' }));
    await shop.fleet.settle(20_000);
    await shop.steady();
    const after = await shop.fleet.ecs.send(new ListTasksCommand({ cluster: 'shop', serviceName: 'web' }));
    expect(after.taskArns).toHaveLength(3);
    expect(after.taskArns).not.toContain(taskArns?.[0]);
  });

  test('replaces the tasks of a host that was terminated', async () => {
    await shop.create();
    await shop.steady();
    hostGoes(shop.fleet.world, instances[0] ?? '', 'terminated');
    await shop.fleet.settle(45_000);
    await shop.steady();
    expect((await shop.web()).runningCount).toBe(3);
    expect(shop.liveTasks().every(({ host }) => host.instanceId !== instances[0])).toBe(true);
  });

  test('is scaled by its desired count without a new deployment', async () => {
    await shop.create();
    await shop.steady();
    const before = await shop.web();
    await shop.fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', desiredCount: 5 }));
    await shop.steady();
    expect((await shop.web()).runningCount).toBe(5);
    await shop.fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', desiredCount: 0 }));
    await shop.steady();
    const after = await shop.web();
    expect(after).toMatchObject({ status: 'ACTIVE', runningCount: 0, desiredCount: 0 });
    expect(after.deployments?.[0]?.id).toBe(before.deployments?.[0]?.id);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html: "reports the status periodically"
  test('has nothing planned on the clock once it is steady, but to say so again', async () => {
    await shop.create();
    await shop.steady();
    const { steadySaidAt = 0, look } = shop.fleet.world.ecs.clusters.get('shop')?.services.get('web') ?? {};
    expect(look?.at).toBe(steadySaidAt + 6 * 3_600_000);
    const said = async () =>
      (await shop.messages()).filter((message) => message.endsWith('has reached a steady state.'));
    await shop.fleet.settle(25 * 3_600_000);
    expect(await said()).toHaveLength(5);
  });

  test('that is deleted drains and becomes INACTIVE', async () => {
    await shop.create();
    await shop.steady();
    await expect(shop.fleet.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'web' }))).rejects.toThrow(
      'The service cannot be stopped while it is scaled above 0.',
    );
    const { service } = await shop.fleet.ecs.send(
      new DeleteServiceCommand({ cluster: 'shop', service: 'web', force: true }),
    );
    expect(service?.status).toBe('DRAINING');
    await expect(shop.create()).rejects.toThrow('Unable to Start a service that is still Draining.');
    await shop.fleet.settle();
    expect(await shop.web()).toMatchObject({ status: 'INACTIVE', runningCount: 0, deployments: [] });
    await shop.create();
    expect((await shop.web()).status).toBe('ACTIVE');
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon */
describe('a DAEMON service', () => {
  test('has one task on each ACTIVE host, new ones included', async () => {
    await shop.create({ schedulingStrategy: 'DAEMON' });
    await shop.steady();
    expect(new Set(shop.liveTasks().map(({ host }) => host.id)).size).toBe(3);
    await addHosts(shop.fleet, 'shop', [{}]);
    await shop.fleet.settle(30_000);
    expect(await shop.web()).toMatchObject({ desiredCount: 4, runningCount: 4 });
  });

  test('replaces its tasks host by host: the old one stops first', async () => {
    await shop.create({ schedulingStrategy: 'DAEMON' });
    await shop.steady();
    await shop.register('nginx:2');
    await shop.fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: 'web:2' }));
    let most = 0;
    await shop.fleet.time.until(
      async () => {
        for (const { host } of shop.liveTasks()) most = Math.max(most, host.tasks.live.size);
        return (await shop.web()).deployments?.length === 1;
      },
      300_000,
      'the end of the deployment',
    );
    expect(most).toBe(1);
    expect(shop.liveTasks().map(({ definition }) => definition.revision)).toEqual([2, 2, 2]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
describe('CreateService refuses', () => {
  test.each<{ reason: string; input: Partial<CreateServiceCommandInput>; message: string }>([
    {
      reason: 'a desired count for daemons',
      input: { schedulingStrategy: 'DAEMON', desiredCount: 1 },
      message: 'The daemon scheduling strategy does not support a desired count for services.',
    },
    {
      reason: 'load balancers, which this ECS has not',
      input: { loadBalancers: [{ targetGroupArn: 'arn', containerName: 'web', containerPort: 80 }] },
      message: 'Load balancers of services are not implemented by this embedded ECS.',
    },
    {
      reason: 'an unknown task definition',
      input: { taskDefinition: 'nothing' },
      message: 'TaskDefinition not found.',
    },
    { reason: 'Fargate', input: { launchType: 'FARGATE' }, message: 'The launch type FARGATE is not implemented' },
    { reason: 'a bad name', input: { serviceName: 'a b' }, message: 'Service names can contain up to 255 letters' },
  ])('$reason', async ({ input, message }) => {
    await expect(shop.create(input)).rejects.toThrow(message);
  });

  test('another service of the same name, but answers the same request again', async () => {
    const first = await shop.create({ clientToken: 'one' });
    const again = await shop.create({ clientToken: 'two' });
    expect(again.service?.serviceArn).toBe(first.service?.serviceArn);
    await expect(shop.create({ desiredCount: 7 })).rejects.toThrow('Creation of service was not idempotent.');
  });
});
