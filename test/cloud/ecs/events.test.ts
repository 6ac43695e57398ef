import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { hostGoes } from '../../../local/cloud/ecs/behaviour/host-goes.ts';
import type { EventEnvelope } from '../../../local/cloud/events/state.ts';
import { addHosts, type Fleet, newFleet, recordEvents, registerWeb } from './fleet.ts';

let fleet: Fleet;
let events: EventEnvelope[];
beforeEach(async () => {
  fleet = newFleet();
  events = recordEvents(fleet.world);
  await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
});

const details = (detailType: string) =>
  events
    .filter((event) => event['detail-type'] === detailType)
    .map(({ detail }) => detail as Record<string, unknown>)
    .sort((one, other) => Number(one['version'] ?? 0) - Number(other['version'] ?? 0));
const clusterArn = 'arn:aws:ecs:us-east-1:000000000000:cluster/shop';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html */
describe('ECS Container Instance State Change', () => {
  test('carries the whole container instance, its times in ISO form', async () => {
    await addHosts(fleet, 'shop', [{}]);
    const [event] = events;
    const [detail] = details('ECS Container Instance State Change');
    expect(event).toMatchObject({ source: 'aws.ecs', resources: [detail?.['containerInstanceArn']] });
    expect(detail).toMatchObject({ agentConnected: true, status: 'ACTIVE', version: 1, clusterArn });
    for (const field of ['attributes', 'ec2InstanceId', 'registeredResources', 'remainingResources', 'versionInfo'])
      expect(detail).toHaveProperty(field);
    expect(detail?.['registeredAt']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(detail?.['updatedAt']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  test('comes with each change of the host or of what is free on it, each with the next version', async () => {
    const [instance = ''] = await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    await fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }));
    await fleet.settle();
    hostGoes(fleet.world, instance, 'terminated');
    await fleet.settle();
    const all = details('ECS Container Instance State Change');
    expect(all.map(({ version }) => version)).toEqual(all.map((_, index) => index + 1));
    expect(all.map(({ status, agentConnected }) => `${status} ${agentConnected}`)).toEqual([
      'ACTIVE true', // registered
      'ACTIVE true', // a task has taken its room
      'ACTIVE false', // the instance has gone
      'ACTIVE false', // the task has given its room back
      'INACTIVE false', // deregistered by ECS
    ]);
  });

  test('has the version that a description shows then', async () => {
    const fleetHosts = await addHosts(fleet, 'shop', [{}]);
    expect(fleetHosts).toHaveLength(1);
    const [detail] = details('ECS Container Instance State Change');
    const { containerInstances } = await fleet.ecs.send(
      new DescribeContainerInstancesCommand({
        cluster: 'shop',
        containerInstances: [String(detail?.['containerInstanceArn'])],
      }),
    );
    expect(containerInstances?.[0]?.version).toBe(detail?.['version']);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html */
describe('ECS Task State Change', () => {
  test('carries the whole task without its tags', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    const tags = [{ key: 'team', value: 'a' }];
    const { tasks } = await fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', tags }));
    await fleet.settle();
    const detail = details('ECS Task State Change').at(-1);
    expect(detail).toMatchObject({
      taskArn: tasks?.[0]?.taskArn,
      clusterArn,
      lastStatus: 'RUNNING',
      desiredStatus: 'RUNNING',
      group: 'family:web',
      launchType: 'EC2',
      connectivity: 'CONNECTED',
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:1',
      containers: [{ name: 'web', lastStatus: 'RUNNING', image: 'nginx' }],
    });
    for (const field of [
      'availabilityZone',
      'containerInstanceArn',
      'attachments',
      'overrides',
      'cpu',
      'memory',
      'createdAt',
      'startedAt',
      'pullStartedAt',
      'pullStoppedAt',
      'connectivityAt',
      'updatedAt',
    ])
      expect(detail).toHaveProperty(field);
    expect(detail).not.toHaveProperty('tags');
    const { tasks: described } = await fleet.ecs.send(
      new DescribeTasksCommand({ cluster: 'shop', tasks: [tasks?.[0]?.taskArn ?? ''] }),
    );
    expect(described?.[0]?.version).toBe(detail?.['version']);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
describe('events of a service', () => {
  const serviceArn = 'arn:aws:ecs:us-east-1:000000000000:service/shop/web';
  const create = (desiredCount: number, breaker = false) =>
    fleet.ecs.send(
      new CreateServiceCommand({
        cluster: 'shop',
        serviceName: 'web',
        taskDefinition: 'web',
        desiredCount,
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: breaker, rollback: false } },
      }),
    );

  test('tell of a deployment that begins and completes, and of the steady state', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    await create(1);
    await fleet.settle();
    const { services } = await fleet.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }));
    const deploymentId = services?.[0]?.deployments?.[0]?.id;
    expect(deploymentId).toMatch(/^ecs-svc\/\d{19}$/);
    expect(details('ECS Deployment State Change')).toEqual([
      {
        eventType: 'INFO',
        eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
        deploymentId,
        updatedAt: expect.stringMatching(/Z$/),
        reason: `ECS deployment ${deploymentId} in progress.`,
      },
      {
        eventType: 'INFO',
        eventName: 'SERVICE_DEPLOYMENT_COMPLETED',
        deploymentId,
        updatedAt: expect.stringMatching(/Z$/),
        reason: `ECS deployment ${deploymentId} completed.`,
      },
    ]);
    expect(details('ECS Service Action')).toEqual([
      { eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE', clusterArn, createdAt: expect.stringMatching(/Z$/) },
    ]);
    const ofService = events.filter(({ resources }) => resources.includes(serviceArn));
    expect(ofService).toHaveLength(3);
  });

  test('tell why a task found no host, and on which', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet, { containerDefinitions: [{ name: 'web', image: 'nginx', cpu: 4_096, memory: 128 }] });
    await create(1);
    await fleet.settle(30_000);
    expect(details('ECS Service Action')).toEqual([
      {
        eventType: 'ERROR',
        eventName: 'SERVICE_TASK_PLACEMENT_FAILURE',
        clusterArn,
        containerInstanceArns: [[...(fleet.world.ecs.clusters.get('shop')?.hosts.values() ?? [])][0]?.arn],
        reason: 'RESOURCE:CPU',
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
  });

  test('tell that starts are impaired, and that a deployment has failed', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    fleet.world.ecs.unpullableImages.add('nginx');
    await create(1, true);
    await fleet.settle(600_000);
    expect(details('ECS Service Action')).toMatchObject([
      { eventType: 'WARN', eventName: 'SERVICE_TASK_START_IMPAIRED' },
    ]);
    expect(details('ECS Deployment State Change').at(-1)).toMatchObject({
      eventType: 'ERROR',
      eventName: 'SERVICE_DEPLOYMENT_FAILED',
      reason: 'ECS deployment circuit breaker: tasks failed to start.',
    });
  });
});
