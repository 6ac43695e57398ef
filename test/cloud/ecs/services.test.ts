import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  type Service,
  StopTaskCommand,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { hostGoes } from '../../../local/cloud/ecs/behaviour/host-goes.ts';
import { addHosts, type Fleet, newFleet } from './fleet.ts';

let fleet: Fleet;
let instances: readonly string[];

beforeEach(async () => {
  fleet = newFleet();
  await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  instances = await addHosts(fleet, 'shop', [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }, { zone: 'us-east-1c' }]);
  await register('nginx:1');
});

const register = (image: string, memory = 256) =>
  fleet.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      containerDefinitions: [{ name: 'web', image, cpu: 128, memory, portMappings: [{ containerPort: 80 }] }],
    }),
  );

const create = (input: Partial<CreateServiceCommandInput> = {}) =>
  fleet.ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'web',
      taskDefinition: 'web',
      ...(input.schedulingStrategy === 'DAEMON' ? {} : { desiredCount: 3 }),
      ...input,
    }),
  );

const web = async (): Promise<Service> => {
  const { services } = await fleet.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }));
  return services?.[0] ?? {};
};

const messages = async (): Promise<readonly string[]> => (await web()).events?.map(({ message = '' }) => message) ?? [];
const liveTasks = () => [...(fleet.world.ecs.clusters.get('shop')?.services.get('web')?.tasks.live ?? [])];
const steady = (withinMs = 600_000) =>
  fleet.time.until(
    async () =>
      (await web()).deployments?.length === 1 &&
      (fleet.world.ecs.clusters.get('shop')?.services.get('web')?.steady ?? false),
    withinMs,
    'a steady state',
  );

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html */
describe('a REPLICA service', () => {
  test('starts its desired count, spread over zones, and says that it has reached a steady state', async () => {
    await create();
    await steady();
    const service = await web();
    expect(service).toMatchObject({ status: 'ACTIVE', desiredCount: 3, runningCount: 3, pendingCount: 0 });
    expect(service.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 3, failedTasks: 0 },
    ]);
    expect(new Set(liveTasks().map(({ host }) => host.availabilityZone)).size).toBe(3);
    const said = await messages();
    expect(said[0]).toBe('(service web) has reached a steady state.');
    expect(said[1]).toBe(`(service web) (deployment ${service.deployments?.[0]?.id}) deployment completed.`);
    expect(said[2]).toMatch(
      /^\(service web\) has started 3 tasks: \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\) \(task [0-9a-f]{32}\)\.$/,
    );
  });

  test('replaces a task that is stopped by hand', async () => {
    await create();
    await steady();
    const { taskArns } = await fleet.ecs.send(new ListTasksCommand({ cluster: 'shop', serviceName: 'web' }));
    await fleet.ecs.send(new StopTaskCommand({ cluster: 'shop', task: taskArns?.[0], reason: 'by hand' }));
    await fleet.settle(20_000);
    await steady();
    const after = await fleet.ecs.send(new ListTasksCommand({ cluster: 'shop', serviceName: 'web' }));
    expect(after.taskArns).toHaveLength(3);
    expect(after.taskArns).not.toContain(taskArns?.[0]);
  });

  test('replaces the tasks of a host that was terminated', async () => {
    await create();
    await steady();
    hostGoes(fleet.world, instances[0] ?? '', 'terminated');
    await fleet.settle(45_000);
    await steady();
    expect((await web()).runningCount).toBe(3);
    expect(liveTasks().every(({ host }) => host.instanceId !== instances[0])).toBe(true);
  });

  test('is scaled by its desired count without a new deployment', async () => {
    await create();
    await steady();
    const before = await web();
    await fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', desiredCount: 5 }));
    await steady();
    expect((await web()).runningCount).toBe(5);
    await fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', desiredCount: 0 }));
    await steady();
    const after = await web();
    expect(after).toMatchObject({ status: 'ACTIVE', runningCount: 0, desiredCount: 0 });
    expect(after.deployments?.[0]?.id).toBe(before.deployments?.[0]?.id);
  });

  test('has nothing planned on the clock once it is steady', async () => {
    await create();
    await steady();
    await fleet.settle(30_000);
    expect(fleet.world.ecs.clusters.get('shop')?.services.get('web')?.look).toBeUndefined();
  });

  test('that is deleted drains and becomes INACTIVE', async () => {
    await create();
    await steady();
    await expect(fleet.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'web' }))).rejects.toThrow(
      'The service cannot be stopped while it is scaled above 0.',
    );
    const { service } = await fleet.ecs.send(
      new DeleteServiceCommand({ cluster: 'shop', service: 'web', force: true }),
    );
    expect(service?.status).toBe('DRAINING');
    await expect(create()).rejects.toThrow('Unable to Start a service that is still Draining.');
    await fleet.settle();
    expect(await web()).toMatchObject({ status: 'INACTIVE', runningCount: 0, deployments: [] });
    await create();
    expect((await web()).status).toBe('ACTIVE');
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html */
describe('a rolling deployment', () => {
  const watched = async (input: Partial<CreateServiceCommandInput>) => {
    await create({ desiredCount: 4, ...input });
    await steady();
    await register('nginx:2');
    await fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: 'web:2' }));
    let fewest = Number.POSITIVE_INFINITY;
    let most = 0;
    await fleet.time.until(
      async () => {
        const wanted = liveTasks().filter(({ shown }) => shown.desiredStatus === 'RUNNING');
        fewest = Math.min(fewest, wanted.filter(({ shown }) => shown.lastStatus === 'RUNNING').length);
        most = Math.max(most, wanted.length);
        return (await web()).deployments?.length === 1;
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
      const service = await web();
      expect(service.taskDefinition).toMatch(/web:2$/);
      expect(liveTasks().every(({ definition }) => definition.revision === 2)).toBe(true);
    },
  );

  test('shows the old deployment as ACTIVE beside the PRIMARY one until it is done', async () => {
    await create();
    await steady();
    await fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', forceNewDeployment: true }));
    const { deployments } = await web();
    expect(deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 3 },
      { status: 'ACTIVE', rolloutState: 'COMPLETED', runningCount: 3 },
    ]);
    expect(deployments?.[0]?.rolloutStateReason).toBe(`ECS deployment ${deployments?.[0]?.id} in progress.`);
  });

  test('with the task definition that runs already begins no deployment', async () => {
    await create();
    await steady();
    await fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: 'web:1' }));
    expect((await web()).deployments).toHaveLength(1);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html */
describe('a DRAINING host', () => {
  test('has its service tasks replaced elsewhere, never below the minimum', async () => {
    await create();
    await steady();
    const [leaving] = liveTasks();
    await fleet.ecs.send(
      new UpdateContainerInstancesStateCommand({
        cluster: 'shop',
        containerInstances: [leaving?.host.arn ?? ''],
        status: 'DRAINING',
      }),
    );
    let fewest = 3;
    await fleet.time.until(
      () => {
        fewest = Math.min(fewest, liveTasks().filter(({ shown }) => shown.lastStatus === 'RUNNING').length);
        return leaving?.host.tasks.live.size === 0;
      },
      120_000,
      'the drained host',
    );
    expect(fewest).toBe(3);
    await steady();
    expect((await web()).runningCount).toBe(3);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
describe('a service that finds no room', () => {
  test('says once what the closest host lacks, and starts when there is room', async () => {
    await register('big', 3_500);
    await create({ taskDefinition: 'web:2', desiredCount: 4 });
    await fleet.settle(120_000);
    const unplaced = (await messages()).filter((message) => message.includes('unable to place'));
    expect(unplaced).toHaveLength(1);
    expect(unplaced[0]).toMatch(
      /^\(service web\) was unable to place a task because no container instance met all of its requirements\. The closest matching \(container-instance [0-9a-f]{32}\) has insufficient memory available\. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide\.$/,
    );
    await addHosts(fleet, 'shop', [{}]);
    await fleet.settle(30_000);
    expect((await web()).runningCount).toBe(4);
  });
});

describe('a service that waits for room', () => {
  const waiting = async () => {
    await register('big', 3_500);
    await fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web:2', count: 3 }));
    await create({ taskDefinition: 'web:2', desiredCount: 1 });
    await fleet.settle(600_000);
    expect((await web()).runningCount).toBe(0);
  };

  test('starts soon after another task has left its host', async () => {
    await waiting();
    const [other] = [...(fleet.world.ecs.clusters.get('shop')?.tasks.live ?? [])];
    await fleet.ecs.send(new StopTaskCommand({ cluster: 'shop', task: other?.arn }));
    await fleet.settle(25_000);
    expect((await web()).runningCount).toBe(1);
  });

  test('is tried again at least every minute, though nothing in ECS has changed', async () => {
    await waiting();
    const [host] = [...(fleet.world.ecs.clusters.get('shop')?.hosts.values() ?? [])];
    if (host !== undefined) host.remaining = host.registered;
    await fleet.settle(75_000);
    expect((await web()).runningCount).toBe(1);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html */
describe('placement constraints of a service', () => {
  test('memberOf keeps its tasks on the hosts of the expression', async () => {
    const placementConstraints = [
      { type: 'memberOf' as const, expression: 'attribute:ecs.availability-zone == us-east-1b' },
    ];
    await create({ placementConstraints });
    await steady();
    expect(liveTasks().map(({ host }) => host.availabilityZone)).toEqual(Array(3).fill('us-east-1b'));
  });

  test('distinctInstance leaves a task without a host rather than give a host two', async () => {
    await create({ desiredCount: 4, placementConstraints: [{ type: 'distinctInstance' }] });
    await fleet.settle(120_000);
    expect((await web()).runningCount).toBe(3);
    expect(new Set(liveTasks().map(({ host }) => host.id)).size).toBe(3);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html */
describe('tasks that never come to run', () => {
  test('are restarted ever more slowly, and the service is called impaired', async () => {
    fleet.world.ecs.unpullableImages.add('missing');
    await register('missing');
    await create({ taskDefinition: 'web:2', desiredCount: 1 });
    await fleet.settle(60 * 60_000);
    const service = await web();
    expect(service.runningCount).toBe(0);
    const starts = (await messages()).filter((message) => message.includes('has started')).length;
    expect(starts).toBeGreaterThanOrEqual(6);
    expect(starts).toBeLessThanOrEqual(12);
    expect(await messages()).toContainEqual(
      '(service web) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    );
  });

  test('count no more as soon as one runs', async () => {
    fleet.world.ecs.unpullableImages.add('missing');
    await register('missing');
    await create({ taskDefinition: 'web:2', desiredCount: 1 });
    await fleet.settle(60_000);
    expect((await web()).deployments?.[0]?.failedTasks).toBeGreaterThan(0);
    fleet.world.ecs.unpullableImages.delete('missing');
    await steady(900_000);
    expect((await web()).deployments).toMatchObject([{ failedTasks: 0, runningCount: 1, rolloutState: 'COMPLETED' }]);
  });

  test('open the circuit breaker after three of them, and the deployment is rolled back', async () => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    await create({ desiredCount: 2, deploymentConfiguration });
    await steady();
    const good = (await web()).deployments?.[0]?.id;
    fleet.world.ecs.unpullableImages.add('missing');
    await register('missing');
    await fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: 'web:2' }));
    await fleet.settle(10_000);
    await steady(20 * 60_000);
    const service = await web();
    expect(service.taskDefinition).toMatch(/web:1$/);
    expect(service).toMatchObject({
      runningCount: 2,
      deployments: [{ id: good, status: 'PRIMARY', rolloutState: 'COMPLETED' }],
    });
    const said = await messages();
    expect(said).toContainEqual(`(service web) rolling back to deployment ${good}.`);
    expect(said.some((message) => /deployment failed: tasks failed to start\.$/.test(message))).toBe(true);
  });

  test('leave a deployment FAILED, with nothing more started, when there is nothing to roll back to', async () => {
    fleet.world.ecs.unpullableImages.add('missing');
    await register('missing');
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };
    await create({ taskDefinition: 'web:2', desiredCount: 2, deploymentConfiguration });
    await fleet.settle(30 * 60_000);
    expect((await web()).deployments).toMatchObject([
      { rolloutState: 'FAILED', rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.' },
    ]);
    expect(liveTasks()).toEqual([]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon */
describe('a DAEMON service', () => {
  test('has one task on each ACTIVE host, new ones included', async () => {
    await create({ schedulingStrategy: 'DAEMON' });
    await steady();
    expect(new Set(liveTasks().map(({ host }) => host.id)).size).toBe(3);
    await addHosts(fleet, 'shop', [{}]);
    await fleet.settle(30_000);
    expect(await web()).toMatchObject({ desiredCount: 4, runningCount: 4 });
  });

  test('replaces its tasks host by host: the old one stops first', async () => {
    await create({ schedulingStrategy: 'DAEMON' });
    await steady();
    await register('nginx:2');
    await fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', taskDefinition: 'web:2' }));
    let most = 0;
    await fleet.time.until(
      async () => {
        for (const { host } of liveTasks()) most = Math.max(most, host.tasks.live.size);
        return (await web()).deployments?.length === 1;
      },
      300_000,
      'the end of the deployment',
    );
    expect(most).toBe(1);
    expect(liveTasks().map(({ definition }) => definition.revision)).toEqual([2, 2, 2]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html */
describe('CreateService refuses', () => {
  test.each<{ reason: string; input: Partial<CreateServiceCommandInput>; message: string }>([
    {
      reason: 'percentages that would block deployments',
      input: { deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } },
      message: 'Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    },
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
    await expect(create(input)).rejects.toThrow(message);
  });

  test('another service of the same name, but answers the same request again', async () => {
    const first = await create({ clientToken: 'one' });
    const again = await create({ clientToken: 'two' });
    expect(again.service?.serviceArn).toBe(first.service?.serviceArn);
    await expect(create({ desiredCount: 7 })).rejects.toThrow('Creation of service was not idempotent.');
  });
});
