/** What strangers expect of ECS services because AWS's pages say so. Sources stand beside the facts. */
import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeServicesCommand,
  ListServicesCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';
import { refusalOf } from './doors.ts';

const cluster = 'shop';
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
  await shop.register('nginx:1');
});
const ask = (input: Partial<CreateServiceCommandInput>) => refusalOf(shop.create(input));
const update = (input: Partial<UpdateServiceCommandInput>) =>
  shop.fleet.ecs.send(new UpdateServiceCommand({ cluster, service: 'web', ...input }));
const remove = (input: { force?: boolean } = {}) =>
  shop.fleet.ecs.send(new DeleteServiceCommand({ cluster, service: 'web', ...input }));

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
describe('CreateService', () => {
  test.each([
    ['REPLICA', {}, { minimumHealthyPercent: 100, maximumPercent: 200 }],
    ['DAEMON', { schedulingStrategy: 'DAEMON' }, { minimumHealthyPercent: 0, maximumPercent: 100 }],
  ] as const)(
    'fills in the percentages of a %s service, and the rest of its deployments',
    async (_, input, percents) => {
      const { service } = await shop.create(input);
      // The whole as services show it since 2026 (CloudFormation's read-back of services that name none of it).
      expect(service?.deploymentConfiguration).toEqual({
        ...percents,
        alarms: { alarmNames: [], enable: false, rollback: false },
        bakeTimeInMinutes: 0,
        deploymentCircuitBreaker: {
          enable: false,
          rollback: false,
          resetOnHealthyTask: true,
          thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
        },
        strategy: 'ROLLING',
      });
    },
  );

  test('answers with what has just begun', async () => {
    const { service } = await shop.create({ desiredCount: 2, tags: [{ key: 'team', value: 'shop' }] });
    expect(service).toMatchObject({
      serviceArn: 'arn:aws:ecs:us-east-1:000000000000:service/shop/web',
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/shop',
      status: 'ACTIVE',
      desiredCount: 2,
      runningCount: 0,
      pendingCount: 0,
      schedulingStrategy: 'REPLICA',
      launchType: 'EC2',
      events: [],
      availabilityZoneRebalancing: 'ENABLED',
      propagateTags: 'NONE',
      tags: [{ key: 'team', value: 'shop' }],
    });
    expect(service?.deployments).toMatchObject([
      { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 2, failedTasks: 0 },
    ]);
    expect(service?.deployments?.[0]?.id).toMatch(/^ecs-svc\/\d{19}$/);
  });

  // The texts of the first and the third: aws/aws-cdk#2209, hashicorp/terraform-provider-aws#4825.
  test.each([
    [
      'more than 100 percent of a daemon',
      { schedulingStrategy: 'DAEMON', deploymentConfiguration: { maximumPercent: 200 } },
      'The daemon scheduling strategy does not support values above 100 for maximumPercent on a deployment configuration. Change the maximumPercent value to 100, and try again',
    ],
    [
      'a desired count of a daemon',
      { schedulingStrategy: 'DAEMON', desiredCount: 2 },
      'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
    ],
    [
      'strategies of a daemon',
      { schedulingStrategy: 'DAEMON', placementStrategy: [{ type: 'random' }] },
      'The daemon scheduling strategy does not support placement strategies. Remove the placement strategy and try again.',
    ],
    [
      'a Fargate platform',
      { platformVersion: '1.4.0' },
      'The platform version must be null when specifying an EC2 launch type.',
    ],
    [
      'health checks of a load balancer that it has not',
      { healthCheckGracePeriodSeconds: 60 },
      'Health check grace period is only valid for services configured to use load balancers',
    ],
    ['a token of 37 characters', { clientToken: 'x'.repeat(37) }, 'clientToken'],
    ['a name with a dot', { serviceName: 'web.site' }, 'Service names can contain up to 255 letters'],
    ['a name of 256 letters', { serviceName: 'x'.repeat(256) }, 'Service names can contain up to 255 letters'],
    ['more tasks than a service may have', { desiredCount: 5_001 }, 'Desired count'],
    [
      'a threshold of another kind',
      {
        deploymentConfiguration: {
          deploymentCircuitBreaker: {
            enable: true,
            rollback: true,
            thresholdConfiguration: { type: 'SHARE' as never, value: 1 },
          },
        },
      },
      'COUNT,BOUNDED_PERCENT,UNBOUNDED_PERCENT',
    ],
  ] satisfies [string, Partial<CreateServiceCommandInput>, string][])('refuses %s', async (_, input, message) => {
    const refusal = await ask(input);
    expect(refusal).toContain('InvalidParameterException');
    expect(refusal).toContain(message);
  });

  test('takes a token of 36 characters', async () => {
    expect(await ask({ clientToken: 'x'.repeat(36) })).toBe('accepted');
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html; the text: from the field.
  test('asked again the same answers with the service, asked something else refuses', async () => {
    const input = { desiredCount: 2, clientToken: 'token' };
    const { service } = await shop.create(input);
    expect((await shop.create(input)).service?.deployments?.[0]?.id).toBe(service?.deployments?.[0]?.id);
    expect(await ask({ ...input, desiredCount: 3 })).toBe(
      'InvalidParameterException: Creation of service was not idempotent.',
    );
  });

  test('finds its task definition, and an ACTIVE one', async () => {
    expect(await ask({ taskDefinition: 'nothing' })).toBe('ClientException: TaskDefinition not found.');
    await shop.fleet.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'web:1' }));
    expect(await ask({ taskDefinition: 'web:1' })).toBe('ClientException: TaskDefinition is inactive');
  });

  test('refuses 100 and 100 percent where the knob says so', async () => {
    shop = await openShop({ fullPercentsRefused: true });
    await shop.register('nginx:1');
    expect(await ask({ deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } })).toBe(
      'InvalidParameterException: Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.',
    );
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html
  test('takes 100 and 100 percent, and then nothing is ever replaced', async () => {
    await addHosts(shop.fleet, cluster, [{}, {}]);
    await shop.register('nginx:1');
    await shop.create({ deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 100 } });
    await shop.steady();
    await update({ forceNewDeployment: true });
    await shop.fleet.settle(3_600_000);
    expect((await shop.web()).deployments).toMatchObject([{ runningCount: 0 }, { runningCount: 3 }]);
    expect(await shop.messages()).toContain(
      '(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
    );
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html says of each parameter what it triggers
describe('UpdateService', () => {
  beforeEach(async () => {
    await shop.create({ desiredCount: 0 });
    await shop.fleet.settle(5_000);
  });

  test.each([
    ['the desired count', { desiredCount: 1 }],
    ['percentages', { deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 150 } }],
    ['constraints', { placementConstraints: [{ type: 'distinctInstance' }] }],
    ['strategies', { placementStrategy: [{ type: 'random' }] }],
    ['rebalancing', { availabilityZoneRebalancing: 'DISABLED' }],
    ['managed tags', { enableECSManagedTags: true }],
    ['propagation of tags', { propagateTags: 'SERVICE' }],
    ['ECS Exec', { enableExecuteCommand: true }],
  ] satisfies [string, Partial<UpdateServiceCommandInput>][])('of %s begins no deployment', async (_, input) => {
    expect((await update(input)).service?.deployments).toHaveLength(1);
    expect(await shop.web()).toMatchObject(input);
  });

  test.each([
    ['another task definition', { taskDefinition: 'web:2' }],
    ['force', { forceNewDeployment: true }],
  ] satisfies [string, Partial<UpdateServiceCommandInput>][])('with %s begins one', async (_, input) => {
    await shop.register('nginx:2');
    expect((await update(input)).service?.deployments).toHaveLength(2);
  });

  test('keeps what it does not name, within the circuit breaker too', async () => {
    const deploymentCircuitBreaker = {
      enable: true,
      rollback: true,
      resetOnHealthyTask: false,
      thresholdConfiguration: { type: 'COUNT' as const, value: 5 },
    };
    await update({ deploymentConfiguration: { deploymentCircuitBreaker, minimumHealthyPercent: 50 } });
    await update({ deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } } });
    expect((await shop.web()).deploymentConfiguration).toMatchObject({
      minimumHealthyPercent: 50,
      maximumPercent: 200,
      deploymentCircuitBreaker: { ...deploymentCircuitBreaker, rollback: false },
    });
  });

  test('finds neither services that never were nor such as are INACTIVE', async () => {
    const other = shop.fleet.ecs.send(new UpdateServiceCommand({ cluster, service: 'other' }));
    expect(await refusalOf(other)).toBe('ServiceNotFoundException: Service not found.');
    await remove();
    await shop.fleet.settle(10_000);
    expect(await refusalOf(update({ desiredCount: 1 }))).toBe('ServiceNotActiveException: Service was not ACTIVE.');
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
describe('DeleteService', () => {
  test('wants the service scaled to 0 before, unless by force', async () => {
    await shop.create();
    expect(await refusalOf(remove())).toBe(
      'InvalidParameterException: The service cannot be stopped while it is scaled above 0.',
    );
    expect((await remove({ force: true })).service?.status).toBe('DRAINING');
  });

  test('needs no force for a daemon', async () => {
    await shop.create({ schedulingStrategy: 'DAEMON' });
    expect((await remove()).service?.status).toBe('DRAINING');
  });

  // "After all tasks have transitioned to either STOPPING or STOPPED status": API_DeleteService.
  test('makes it INACTIVE when its tasks are STOPPING, however long that takes', async () => {
    shop = await openShop({ taskStopMs: [30_000, 30_000] });
    await addHosts(shop.fleet, cluster, [{}]);
    await shop.register('nginx:1');
    await shop.create({ desiredCount: 1 });
    await shop.steady();
    const [task] = shop.liveTasks();
    expect((await remove({ force: true })).service?.status).toBe('DRAINING');
    await shop.fleet.settle(20_000);
    expect((await shop.taskNow(task?.arn))?.lastStatus).toBe('STOPPING');
    expect(await shop.web()).toMatchObject({ status: 'INACTIVE', runningCount: 0 });
    await shop.fleet.settle(60_000);
    expect((await shop.taskNow(task?.arn))?.lastStatus).toBe('STOPPED');
  });

  test('leaves a service that is listed no more but described, and whose name is free when it is INACTIVE', async () => {
    await addHosts(shop.fleet, cluster, [{}]);
    await shop.create({ desiredCount: 1 });
    await shop.steady();
    await remove({ force: true });
    expect((await shop.fleet.ecs.send(new ListServicesCommand({ cluster }))).serviceArns).toEqual([]);
    expect(await ask({})).toBe('InvalidParameterException: Unable to Start a service that is still Draining.');
    await shop.fleet.settle();
    expect(await shop.web()).toMatchObject({ status: 'INACTIVE', desiredCount: 0, runningCount: 0, deployments: [] });
    expect(await refusalOf(remove())).toBe('ServiceNotFoundException: Service not found.');
    expect(await ask({})).toBe('accepted');
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html, …/API_ListServices.html
describe('finding services', () => {
  const describeAll = (services: string[]) => shop.fleet.ecs.send(new DescribeServicesCommand({ cluster, services }));

  test('up to 10 are described at once; who is unknown is a failure', async () => {
    await shop.create();
    const { services, failures } = await describeAll(['web', 'other']);
    expect(services).toHaveLength(1);
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-east-1:000000000000:service/shop/other', reason: 'MISSING' }]);
    const eleven = Array.from({ length: 11 }, (_, index) => `web-${index}`);
    expect(await refusalOf(describeAll(eleven))).toContain('InvalidParameterException');
  });

  test('come 10 to a page, or up to 100, and by kind', async () => {
    for (let index = 0; index < 12; index++) await shop.create({ serviceName: `web-${index}` });
    await shop.create({ serviceName: 'daemon', schedulingStrategy: 'DAEMON' });
    const list = (input: object) => shop.fleet.ecs.send(new ListServicesCommand({ cluster, ...input }));
    const first = await list({});
    expect(first.serviceArns).toHaveLength(10);
    expect((await list({ nextToken: first.nextToken })).serviceArns).toHaveLength(3);
    expect((await list({ maxResults: 100 })).serviceArns).toHaveLength(13);
    expect((await list({ schedulingStrategy: 'DAEMON' })).serviceArns).toEqual([
      'arn:aws:ecs:us-east-1:000000000000:service/shop/daemon',
    ]);
    expect((await list({ launchType: 'FARGATE' })).serviceArns).toEqual([]);
    expect(await refusalOf(list({ maxResults: 101 }))).toContain('InvalidParameterException');
  });
});

test('a service shows its deployments, revisions and configuration', async () => {
  const { service } = await shop.fleet.ecs.send(
    new CreateServiceCommand({ cluster, serviceName: 'web', taskDefinition: 'web', desiredCount: 1 }),
  );
  const number = service?.deployments?.[0]?.id?.replace('ecs-svc/', '');
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
  expect(service?.currentServiceDeployment).toMatch(
    /^arn:aws:ecs:us-east-1:000000000000:service-deployment\/shop\/web\/[\w-]{21}$/,
  );
  expect(service?.currentServiceRevisions).toEqual([
    {
      arn: `arn:aws:ecs:us-east-1:000000000000:service-revision/shop/web/${number}`,
      requestedTaskCount: 1,
      runningTaskCount: 0,
      pendingTaskCount: 0,
    },
  ]);
});
