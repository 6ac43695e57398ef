/** Deployments of services as AWS's pages describe them. Sources stand beside the facts. */
import {
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  type DeploymentCircuitBreaker,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  type ListServiceDeploymentsCommandInput,
  type ServiceDeployment,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { breakerThreshold } from '../../local/cloud/ecs/behaviour/rollback.ts';
import { addHosts, recordEvents } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';
import { refusalOf } from './doors.ts';

const cluster = 'shop';
const hour = 3_600_000;
let shop: Shop;
beforeEach(async () => {
  shop = await openShop({ eventDelayMs: [0, 0] });
  await addHosts(shop.fleet, cluster, [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }]);
  await shop.register('good');
  shop.fleet.world.ecs.unpullableImages.add('bad');
});

const update = (input: Partial<UpdateServiceCommandInput>) =>
  shop.fleet.ecs.send(new UpdateServiceCommand({ cluster, service: 'web', ...input }));
const current = async (): Promise<ServiceDeployment> => {
  const { currentServiceDeployment = '' } = await shop.web();
  const { serviceDeployments } = await shop.fleet.ecs.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [currentServiceDeployment] }),
  );
  return serviceDeployments?.[0] ?? {};
};
const list = async (input: Partial<ListServiceDeploymentsCommandInput> = {}) =>
  shop.fleet.ecs.send(new ListServiceDeploymentsCommand({ cluster, service: 'web', ...input }));
const breaker = (more: Partial<DeploymentCircuitBreaker> = {}): Partial<CreateServiceCommandInput> => ({
  deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true, ...more } },
});
const completed = async (input: Partial<CreateServiceCommandInput>) => {
  await shop.create({ desiredCount: 2, ...input });
  await shop.steady();
};

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html: the guide's own numbers
test.each([
  {
    desired: 4,
    minimumHealthyPercent: 50,
    maximumPercent: 100,
    stop: 2,
    start: 0,
    reason: 'stops two of four before it starts two',
  },
  {
    desired: 2,
    minimumHealthyPercent: 75,
    maximumPercent: 100,
    stop: 0,
    start: 0,
    reason: '75 % of two is two: it can stop none',
  },
  {
    desired: 4,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    stop: 0,
    start: 4,
    reason: 'starts four before it stops four',
  },
  {
    desired: 3,
    minimumHealthyPercent: 100,
    maximumPercent: 125,
    stop: 0,
    start: 0,
    reason: '125 % of three is three: it can start none',
  },
])(
  'of $desired tasks, $minimumHealthyPercent to $maximumPercent %: $reason',
  async ({ desired, stop, start, reason: _, ...percents }) => {
    await completed({ desiredCount: desired, deploymentConfiguration: percents });
    await shop.fleet.settle(60_000);
    await update({ forceNewDeployment: true });
    await shop.fleet.settle(1_500);
    const wanted = shop.liveTasks().filter(({ shown }) => shown.desiredStatus === 'RUNNING');
    const old = wanted.filter(({ service, deployment }) => deployment !== service?.deployments[0]);
    expect(desired - old.length).toBe(stop);
    expect(wanted.length - old.length).toBe(stop > 0 ? stop : start);
  },
);

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html, minimumHealthyPercent
test('a task without health checks counts towards the minimum 40 seconds after it runs', async () => {
  await completed({ desiredCount: 1 });
  await shop.fleet.settle(60_000);
  await update({ forceNewDeployment: true });
  const isNew = () => shop.liveTasks().find(({ service, deployment }) => deployment === service?.deployments[0]);
  await shop.fleet.time.until(() => isNew()?.shown.lastStatus === 'RUNNING', 60_000, 'the new task');
  await shop.fleet.settle(39_000);
  expect(shop.liveTasks().filter(({ shown }) => shown.desiredStatus === 'RUNNING')).toHaveLength(2);
  await shop.fleet.settle(7_000);
  expect(shop.liveTasks().filter(({ shown }) => shown.desiredStatus === 'RUNNING')).toHaveLength(1);
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html, with the minimum of 3 that
// API_ServiceDeploymentCircuitBreaker has; the kinds of thresholds: …/APIReference/API_ThresholdConfiguration.html
test.each([
  [1, undefined, 3],
  [25, undefined, 13],
  [400, undefined, 200],
  [800, undefined, 200],
  [800, { type: 'UNBOUNDED_PERCENT', value: 50 }, 400],
  [10, { type: 'BOUNDED_PERCENT', value: 100 }, 10],
  [10, { type: 'UNBOUNDED_PERCENT', value: 10 }, 1],
  [800, { type: 'COUNT', value: 5 }, 5],
] as const)('of %i tasks and with %o the circuit breaker opens at %i failures', (desired, threshold, failures) => {
  const deploymentCircuitBreaker = {
    enable: true,
    rollback: true,
    ...(threshold && { thresholdConfiguration: threshold }),
  };
  expect(breakerThreshold(desired, { deploymentCircuitBreaker })).toBe(failures);
});

describe('a deployment that fails', () => {
  test('is rolled back to the last one that was completed, and says so everywhere', async () => {
    await completed(breaker());
    await shop.fleet.settle(1);
    const events = recordEvents(shop.fleet.world);
    const good = (await shop.web()).deployments?.[0];
    await shop.register('bad');
    await update({ taskDefinition: 'web:2' });
    const bad = (await shop.web()).deployments?.[0];
    await shop.fleet.time.until(async () => (await current()).rollback !== undefined, hour, 'the rollback');
    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
    expect((await shop.web()).deployments).toMatchObject([
      {
        id: good?.id,
        status: 'PRIMARY',
        rolloutState: 'IN_PROGRESS',
        rolloutStateReason: `ECS deployment circuit breaker: rolling back to deploymentId ${good?.id}.`,
      },
      { id: bad?.id, status: 'ACTIVE', rolloutState: 'FAILED', failedTasks: expect.any(Number) },
    ]);
    // The reason: hashicorp/terraform-provider-aws, internal/service/ecs/service_test.go.
    const reason = 'Service deployment rolled back because the circuit breaker threshold was exceeded.';
    expect(await current()).toMatchObject({
      status: 'ROLLBACK_IN_PROGRESS',
      statusReason: reason,
      deploymentCircuitBreaker: { status: 'TRIGGERED', threshold: 3 },
      rollback: { reason, serviceRevisionArn: expect.stringMatching(`/${good?.id?.replace('ecs-svc/', '')}$`) },
    });
    await shop.steady(hour);
    await shop.fleet.settle(1);
    expect(await current()).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', statusReason: reason });
    const said = (await shop.messages()).filter((message) => /deployment/.test(message)).slice(0, 3);
    expect(said).toEqual([
      `(service web) (deployment ${good?.id}) deployment completed.`,
      `(service web) rolling back to deployment ${good?.id}.`,
      `(service web) (deployment ${bad?.id}) deployment failed: tasks failed to start.`,
    ]);
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
    const told = events.filter((event) => event['detail-type'] === 'ECS Deployment State Change');
    expect(told.map(({ detail }) => detail)).toMatchObject([
      { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', deploymentId: bad?.id },
      {
        eventType: 'ERROR',
        eventName: 'SERVICE_DEPLOYMENT_FAILED',
        deploymentId: bad?.id,
        reason: 'ECS deployment circuit breaker: tasks failed to start.',
      },
      {
        eventType: 'INFO',
        eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
        deploymentId: good?.id,
        reason: `ECS deployment circuit breaker: rolling back to deploymentId ${good?.id}.`,
      },
      { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_COMPLETED', deploymentId: good?.id },
    ]);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html; the reason of the first:
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/action-logs-troubleshooting.html
  test.each([
    [
      'rolled back, but there is nothing to go back to',
      true,
      'ROLLBACK_FAILED',
      'No rollback candidate was found to run the rollback.',
    ],
    ['given up', false, 'STOPPED', 'The circuit breaker threshold was exceeded.'],
  ])('starts no more tasks when it is %s', async (_, rollback, status, statusReason) => {
    await shop.register('bad');
    await shop.create({ taskDefinition: 'web:2', ...breaker({ rollback }) });
    await shop.fleet.settle(hour);
    expect((await shop.web()).deployments).toMatchObject([
      { rolloutState: 'FAILED', runningCount: 0, pendingCount: 0 },
    ]);
    expect(await current()).toMatchObject({ status, statusReason });
    const starts = (await shop.messages()).filter((message) => message.includes('has started')).length;
    await shop.fleet.settle(hour);
    expect((await shop.messages()).filter((message) => message.includes('has started'))).toHaveLength(starts);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html
  test.each([
    [undefined, 0],
    [true, 0],
    [false, 1],
  ])(
    'counts from 0 again when a task runs, unless resetOnHealthyTask says no (%s)',
    async (resetOnHealthyTask, failed) => {
      await shop.register('bad');
      await shop.create({
        taskDefinition: 'web:2',
        desiredCount: 1,
        ...breaker(resetOnHealthyTask === undefined ? {} : { resetOnHealthyTask }),
      });
      await shop.fleet.time.until(
        async () => (await shop.web()).deployments?.[0]?.failedTasks === 1,
        60_000,
        'a failure',
      );
      shop.fleet.world.ecs.unpullableImages.delete('bad');
      await shop.steady();
      expect((await shop.web()).deployments?.[0]?.failedTasks).toBe(failed);
    },
  );

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html, failedTasks: "can't launch the task";
  // aws/containers-roadmap#1273 complains of it.
  test.each([
    [true, 'FAILED'],
    [false, 'IN_PROGRESS'],
  ])(
    'for want of room: a task that finds no host counts, if the knob says so (%s)',
    async (unplacedTasksFail, rolloutState) => {
      shop = await openShop({ unplacedTasksFail });
      await shop.register('good');
      await shop.create({ desiredCount: 1, ...breaker() });
      await shop.fleet.settle(120_000);
      expect((await shop.web()).deployments).toMatchObject([{ rolloutState }]);
    },
  );
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
describe('service deployments', () => {
  test('go from PENDING over IN_PROGRESS to SUCCESSFUL', async () => {
    await shop.create({ desiredCount: 1 });
    expect(await current()).toMatchObject({ status: 'PENDING', sourceServiceRevisions: [] });
    await shop.fleet.settle(1_500);
    expect(await current()).toMatchObject({ status: 'IN_PROGRESS', startedAt: expect.any(Date) });
    await shop.steady();
    const first = await current();
    // As the example of describe-service-deployments in the AWS CLI shows one.
    expect(first).toMatchObject({
      status: 'SUCCESSFUL',
      serviceArn: 'arn:aws:ecs:us-east-1:000000000000:service/shop/web',
      clusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/shop',
      sourceServiceRevisions: [],
      targetServiceRevision: { requestedTaskCount: 1, runningTaskCount: 1, pendingTaskCount: 0 },
      deploymentCircuitBreaker: { status: 'DISABLED', failureCount: 0, threshold: 3 },
      alarms: { status: 'DISABLED', alarmNames: [], triggeredAlarmNames: [] },
    });
    expect(first.statusReason).toBeUndefined();
    await update({ forceNewDeployment: true });
    expect(await current()).toMatchObject({
      sourceServiceRevisions: [{ arn: first.targetServiceRevision?.arn, runningTaskCount: 1 }],
      targetServiceRevision: { requestedTaskCount: 1, runningTaskCount: 0 },
    });
  });

  test('are watched by the circuit breaker until they end', async () => {
    await shop.create({ desiredCount: 1, ...breaker() });
    expect((await current()).deploymentCircuitBreaker?.status).toBe('MONITORING');
    await shop.steady();
    expect((await current()).deploymentCircuitBreaker?.status).toBe('MONITORING_COMPLETE');
  });

  test('are STOPPED by a newer one', async () => {
    await shop.create({ desiredCount: 1 });
    const { currentServiceDeployment } = await shop.web();
    await update({ forceNewDeployment: true });
    const { serviceDeployments } = await list({ status: ['STOPPED'] });
    expect(serviceDeployments?.map(({ serviceDeploymentArn }) => serviceDeploymentArn)).toEqual([
      currentServiceDeployment,
    ]);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListServiceDeployments.html
  test('are listed 20 to a page, by status and by time, and end with their service', async () => {
    await shop.create({ desiredCount: 1 });
    const begun = new Date(shop.fleet.world.clock.now() + 1);
    for (let time = 0; time < 21; time++) {
      await shop.fleet.settle(1_000);
      await update({ forceNewDeployment: true });
    }
    const first = await list();
    expect(first.serviceDeployments).toHaveLength(20);
    expect((await list({ nextToken: first.nextToken })).serviceDeployments).toHaveLength(2);
    expect((await list({ maxResults: 100 })).serviceDeployments).toHaveLength(22);
    expect((await list({ status: ['PENDING', 'IN_PROGRESS'] })).serviceDeployments).toHaveLength(1);
    expect((await list({ createdAt: { before: begun } })).serviceDeployments).toHaveLength(1);
    expect((await list({ createdAt: { after: begun }, maxResults: 100 })).serviceDeployments).toHaveLength(21);
    expect(await refusalOf(list({ status: ['DONE' as never] }))).toContain('InvalidParameterException');
    expect(await refusalOf(list({ service: 'other' }))).toContain('ServiceNotFoundException');
    await shop.fleet.ecs.send(new DeleteServiceCommand({ cluster, service: 'web', force: true }));
    await shop.fleet.settle();
    expect((await list()).serviceDeployments).toEqual([]);
  });

  test('and revisions that are unknown are failures, and 20 at most are described at once', async () => {
    const { ecs } = shop.fleet;
    const arn = 'arn:aws:ecs:us-east-1:000000000000:service-deployment/shop/web/unknown';
    const none = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }));
    expect(none).toMatchObject({ serviceDeployments: [], failures: [{ arn, reason: 'MISSING' }] });
    const many = Array.from({ length: 21 }, (_, index) => `${arn}${index}`);
    for (const command of [
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: many }),
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: many }),
    ])
      expect(await refusalOf(ecs.send(command as DescribeServiceDeploymentsCommand))).toContain(
        'InvalidParameterException',
      );
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html
  test('roll out revisions, which do not change', async () => {
    await shop.create({ desiredCount: 1 });
    await shop.register('better');
    await update({ taskDefinition: 'web:2' });
    const arns = (await shop.web()).currentServiceRevisions?.map(({ arn = '' }) => arn) ?? [];
    const { serviceRevisions } = await shop.fleet.ecs.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: arns }),
    );
    expect(serviceRevisions).toMatchObject([
      {
        serviceRevisionArn: expect.stringMatching(/:service-revision\/shop\/web\/\d{19}$/),
        taskDefinition: expect.stringMatching(/web:2$/),
        launchType: 'EC2',
        containerImages: [{ containerName: 'web', image: 'better' }],
      },
      { taskDefinition: expect.stringMatching(/web:1$/), containerImages: [{ containerName: 'web', image: 'good' }] },
    ]);
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
describe('StopServiceDeployment', () => {
  const stop = async (stopType?: 'ROLLBACK' | 'ABORT') => {
    const { serviceDeploymentArn } = await current();
    return shop.fleet.ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType }));
  };

  test.each([undefined, 'ROLLBACK'] as const)(
    'rolls back, though the service did not ask for that (%s)',
    async (stopType) => {
      await completed({});
      await shop.register('better');
      await update({ taskDefinition: 'web:2' });
      expect(await stop(stopType)).toMatchObject({ serviceDeploymentArn: (await current()).serviceDeploymentArn });
      expect((await current()).status).toBe('ROLLBACK_REQUESTED');
      expect(await refusalOf(stop(stopType))).toBe('accepted');
      await shop.fleet.settle(10_000);
      await shop.steady(hour);
      expect((await current()).status).toBe('ROLLBACK_SUCCESSFUL');
      expect((await shop.web()).taskDefinition).toMatch(/web:1$/);
    },
  );

  test('with ABORT leaves the tasks as they are', async () => {
    await completed({});
    await update({ forceNewDeployment: true });
    await stop('ABORT');
    expect((await current()).status).toBe('STOP_REQUESTED');
    await shop.fleet.settle(hour);
    expect(await current()).toMatchObject({ status: 'STOPPED', stoppedAt: expect.any(Date) });
    expect((await shop.web()).runningCount).toBe(2);
  });

  test('has nothing to stop when it has ended, or never was', async () => {
    await completed({});
    expect(await refusalOf(stop())).toContain('ConflictException');
    const unknown = new StopServiceDeploymentCommand({
      serviceDeploymentArn: 'arn:aws:ecs:us-east-1:000000000000:service-deployment/shop/web/unknown',
    });
    expect(await refusalOf(shop.fleet.ecs.send(unknown))).toContain('ServiceDeploymentNotFoundException');
  });
});
