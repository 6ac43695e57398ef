/**
 * AWS's documented answers and sample events, member by member: what they show is there, and nothing else but what is named
 * here with its reason. The examples: https://docs.aws.amazon.com/cli/latest/reference/ecs/ (aws/aws-cli, awscli/examples/ecs),
 * the events: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html and the pages below it.
 */
import {
  CreateClusterCommand,
  DeleteAttributesCommand,
  DeleteServiceCommand,
  DeregisterContainerInstanceCommand,
  DescribeContainerInstancesCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeTasksCommand,
  ListAccountSettingsCommand,
  ListServiceDeploymentsCommand,
  PutAccountSettingCommand,
  PutAccountSettingDefaultCommand,
  PutAttributesCommand,
  RegisterTaskDefinitionCommand,
  StartTaskCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { EventEnvelope } from '../../local/cloud/events/state.ts';
import { addHosts, recordEvents } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';

/** `containers[].name` and so on: the members of an answer as its JSON has them. */
const membersOf = (value: unknown, path = ''): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, `${path}[]`));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]) => [
    `${path}.${name}`,
    ...membersOf(member, `${path}.${name}`),
  ]);
};
const members = (value: unknown) => [...new Set(membersOf(JSON.parse(JSON.stringify(value))))].sort();
/** Written as the documentation nests them: `containers[].{name image}`. */
const named = (text: string): string[] => {
  const names: string[] = [];
  const within: string[] = [];
  let last = '';
  for (const [word] of text.matchAll(/[{}]|[\w[\]]+/g)) {
    if (word === '{') within.push(last);
    else if (word === '}') within.pop();
    else {
      last = `${within.at(-1) ?? ''}.${word}`;
      names.push(last.replace(/\[\]$/, ''));
    }
  }
  return names.sort();
};

const container = 'containerArn taskArn name image lastStatus networkInterfaces cpu memory';
const resources = '[] { name type integerValue longValue doubleValue stringSetValue }';
const host = `containerInstanceArn ec2InstanceId version versionInfo { agentVersion agentHash dockerVersion }
  remainingResources${resources} registeredResources${resources} status agentConnected runningTasksCount pendingTasksCount
  attributes[] { name value } registeredAt attachments tags`;

let shop: Shop;
let events: EventEnvelope[];
beforeEach(async () => {
  shop = await openShop();
  events = recordEvents(shop.fleet.world);
  await addHosts(shop.fleet, 'shop', [{}]);
  const [image, command] = ['busybox', ['sleep', '360']];
  const sleep = { name: 'sleep', image, cpu: 10, memory: 10, command, portMappings: [{ containerPort: 80 }] };
  await shop.fleet.ecs.send(new RegisterTaskDefinitionCommand({ family: 'sleep360', containerDefinitions: [sleep] }));
});
const run = async () => (await shop.run({ taskDefinition: 'sleep360', startedBy: 'me' })).tasks?.[0];
const detailOf = (detailType: string, chosen: (detail: Record<string, unknown>) => boolean = () => true) =>
  events
    .map((event) => [event['detail-type'], event.detail as Record<string, unknown>] as const)
    .findLast(([type, detail]) => type === detailType && chosen(detail))?.[1];

describe('documented answers', () => {
  const started = named(`attachments attributes[] { name value } availabilityZone clusterArn containerInstanceArn
    containers[] { ${container} } cpu createdAt desiredStatus enableExecuteCommand group lastStatus launchType memory
    overrides { containerOverrides[] { name } inferenceAcceleratorOverrides } tags taskArn taskDefinitionArn version startedBy`);

  test('of RunTask: neither connectivity nor health yet, version 1', async () => {
    const task = await run();
    expect(members(task)).toEqual(started);
    expect(task).toMatchObject({
      lastStatus: 'PENDING',
      desiredStatus: 'RUNNING',
      version: 1,
      attachments: [],
      tags: [],
    });
  });

  test('of StartTask: the same', async () => {
    const input = {
      cluster: 'shop',
      taskDefinition: 'sleep360',
      containerInstances: [...shop.hostArns()],
      startedBy: 'me',
    };
    const { tasks } = await shop.fleet.ecs.send(new StartTaskCommand(input));
    expect(members(tasks?.[0])).toEqual(started);
  });

  // With `imageDigest`, which the example of a task with another image than ECR's lacks: API_Container.
  test('of DescribeTasks', async () => {
    const { taskArn = '' } = (await run()) ?? {};
    await shop.fleet.settle();
    const { tasks } = await shop.fleet.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: [taskArn] }));
    expect(members(tasks?.[0])).toEqual(
      named(`attachments attributes[] { name value } availabilityZone clusterArn connectivity connectivityAt
        containerInstanceArn containers[] { ${container} runtimeId healthStatus imageDigest
          networkBindings[] { bindIP containerPort hostPort protocol } }
        cpu createdAt desiredStatus enableExecuteCommand group healthStatus lastStatus launchType memory
        overrides { containerOverrides[] { name } inferenceAcceleratorOverrides } pullStartedAt pullStoppedAt startedAt
        startedBy tags taskArn taskDefinitionArn version`),
    );
  });

  test('of StopTask, when it has stopped', async () => {
    const { taskArn } = (await run()) ?? {};
    await shop.fleet.settle();
    await shop.stop(taskArn);
    await shop.fleet.settle();
    expect(members(await shop.taskNow(taskArn))).toEqual(
      expect.arrayContaining(
        named('stoppedReason stopCode connectivity connectivityAt executionStoppedAt stoppingAt stoppedAt'),
      ),
    );
  });

  test('of DescribeContainerInstances and UpdateContainerInstancesState', async () => {
    const asked = new DescribeContainerInstancesCommand({ cluster: 'shop', containerInstances: [...shop.hostArns()] });
    const { containerInstances } = await shop.fleet.ecs.send(asked);
    expect(members(containerInstances?.[0])).toEqual(named(host));
  });

  test('of DeregisterContainerInstance: INACTIVE, still connected', async () => {
    const [containerInstance] = shop.hostArns();
    const asked = new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance, force: true });
    const answer = await shop.fleet.ecs.send(asked);
    expect(members(answer.containerInstance)).toEqual(named(host));
    expect(answer.containerInstance).toMatchObject({ status: 'INACTIVE', agentConnected: true, runningTasksCount: 0 });
    expect((await shop.describeHosts([containerInstance ?? '']))[0]?.agentConnected).toBe(false);
  });

  // The capacity providers of a cluster that has none are in later answers: describe-clusters.
  test('of CreateCluster', async () => {
    const { cluster } = await shop.fleet.ecs.send(new CreateClusterCommand({ clusterName: 'MyCluster' }));
    expect(members(cluster)).toEqual(
      named(`clusterArn clusterName status registeredContainerInstancesCount pendingTasksCount runningTasksCount
        activeServicesCount statistics settings[] { name value } tags capacityProviders defaultCapacityProviderStrategy`),
    );
  });

  test('of PutAttributes, ListAttributes and DeleteAttributes: the value is told at the end, too', async () => {
    const [targetId = ''] = shop.hostArns();
    const stack = { name: 'stack', value: 'production', targetId };
    const { ecs } = shop.fleet;
    const put = await ecs.send(new PutAttributesCommand({ cluster: 'shop', attributes: [stack] }));
    expect(put.attributes).toEqual([stack]);
    const attributes = [{ name: 'stack', targetId }];
    const deleted = await ecs.send(new DeleteAttributesCommand({ cluster: 'shop', attributes }));
    expect(deleted.attributes).toEqual([stack]);
  });

  test('of PutAccountSetting and ListAccountSettings: of whom, and who manages it', async () => {
    const { ecs } = shop.fleet;
    const principalArn = 'arn:aws:iam::123456789012:user/MyUser';
    const setting = { name: 'serviceLongArnFormat', value: 'enabled', principalArn, type: 'user' } as const;
    const { name, value } = setting;
    expect((await ecs.send(new PutAccountSettingCommand({ name, value, principalArn }))).setting).toEqual(setting);
    expect((await ecs.send(new ListAccountSettingsCommand({ principalArn }))).settings).toEqual([setting]);
    expect((await ecs.send(new ListAccountSettingsCommand({}))).settings).toEqual([]);
    await ecs.send(new PutAccountSettingDefaultCommand({ name: 'containerInsights', value: 'enhanced' }));
    const { cluster } = await ecs.send(new CreateClusterCommand({ clusterName: 'MyCluster' }));
    expect(cluster?.settings).toEqual([{ name: 'containerInsights', value: 'enhanced' }]);
  });

  test('of ListServiceDeployments, DescribeServiceDeployments and DescribeServiceRevisions', async () => {
    await shop.create({ taskDefinition: 'sleep360', desiredCount: 1 });
    await shop.steady();
    const { ecs } = shop.fleet;
    const { serviceDeployments: brief = [] } = await ecs.send(
      new ListServiceDeploymentsCommand({ cluster: 'shop', service: 'web' }),
    );
    expect(members(brief[0])).toEqual(
      named(
        `serviceDeploymentArn serviceArn clusterArn startedAt createdAt finishedAt targetServiceRevisionArn status`,
      ),
    );
    const serviceDeploymentArns = brief.map(({ serviceDeploymentArn = '' }) => serviceDeploymentArn);
    const { serviceDeployments } = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
    expect(members(serviceDeployments?.[0])).toEqual(
      expect.arrayContaining(
        named(`serviceDeploymentArn serviceArn clusterArn createdAt startedAt finishedAt updatedAt sourceServiceRevisions
          targetServiceRevision { arn requestedTaskCount runningTaskCount pendingTaskCount } status
          deploymentConfiguration { deploymentCircuitBreaker { enable rollback } maximumPercent minimumHealthyPercent
            alarms { alarmNames rollback enable } }
          deploymentCircuitBreaker { status failureCount threshold } alarms { status }`),
      ),
    );
    const serviceRevisionArns = brief.map(({ targetServiceRevisionArn = '' }) => targetServiceRevisionArn);
    const { serviceRevisions } = await ecs.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }));
    expect(members(serviceRevisions?.[0])).toEqual(
      named(`serviceRevisionArn serviceArn clusterArn taskDefinition launchType loadBalancers serviceRegistries
        containerImages[] { containerName image imageDigest } guardDutyEnabled createdAt`),
    );
    expect(serviceRevisions?.[0]?.containerImages?.[0]?.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
});

describe('sample events', () => {
  // "If you need the task health, you can run describe-tasks": ecs_task_events.html; aws/containers-roadmap#1515, #1019.
  test('of a task have no health, and none comes when only that changes', async () => {
    const healthCheck = { command: ['CMD', 'true'], interval: 5 };
    const containerDefinitions = [{ name: 'web', image: 'nginx', memory: 64, healthCheck }];
    await shop.fleet.ecs.send(new RegisterTaskDefinitionCommand({ family: 'web', containerDefinitions }));
    const { taskArn } = (await shop.run()).tasks?.[0] ?? {};
    await shop.fleet.settle();
    const detail = detailOf('ECS Task State Change');
    const task = await shop.taskNow(taskArn);
    expect(task).toMatchObject({ lastStatus: 'RUNNING', healthStatus: 'HEALTHY', version: detail?.['version'] });
    expect(members(detail)).toEqual(
      named(`attachments attributes[] { name value } availabilityZone clusterArn connectivity connectivityAt
        containerInstanceArn containers[] { ${container} runtimeId imageDigest networkBindings }
        cpu createdAt desiredStatus enableExecuteCommand group lastStatus launchType memory
        overrides { containerOverrides[] { name } inferenceAcceleratorOverrides } pullStartedAt pullStoppedAt startedAt
        taskArn taskDefinitionArn updatedAt version`),
    );
  });

  // The members beyond the sample are those of its schema: ECSContainerInstanceStateChange of the CDK's aws_ecs.events.
  test('of a container instance', () => {
    expect(members(detailOf('ECS Container Instance State Change'))).toEqual(
      named(`${host.replace(/ tags$/, '')} clusterArn updatedAt`),
    );
  });

  test('of a service and its deployment', async () => {
    await shop.create({ taskDefinition: 'sleep360', desiredCount: 1 });
    await shop.steady();
    await shop.fleet.settle();
    const steady = detailOf('ECS Service Action');
    expect(members(steady)).toEqual(named('eventType eventName clusterArn createdAt'));
    expect(steady).toMatchObject({ eventType: 'INFO', eventName: 'SERVICE_STEADY_STATE' });
    const completed = detailOf('ECS Deployment State Change');
    expect(members(completed)).toEqual(named('eventType eventName deploymentId updatedAt reason'));
    const deploymentId = String(completed?.['deploymentId']);
    expect(completed).toMatchObject({
      eventType: 'INFO',
      eventName: 'SERVICE_DEPLOYMENT_COMPLETED',
      reason: `ECS deployment ${deploymentId} completed.`,
    });
  });

  // TASKS_STOPPED, SERVICE_DEPLOYMENT_IN_PROGRESS, SERVICE_DEPLOYMENT_COMPLETED: ecs_service_events.html, in its newer editions.
  test('of what a service does, where the knob says so', async () => {
    shop = await openShop({ moreServiceActions: true });
    events = recordEvents(shop.fleet.world);
    await addHosts(shop.fleet, 'shop', [{}]);
    await shop.register('nginx');
    await shop.create({ desiredCount: 1 });
    await shop.steady();
    await shop.fleet.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'web', force: true }));
    await shop.fleet.settle();
    const actions = events.filter((event) => event['detail-type'] === 'ECS Service Action').map(({ detail }) => detail);
    expect(actions.map((detail) => (detail as { eventName: string }).eventName).sort()).toEqual([
      'SERVICE_DEPLOYMENT_COMPLETED',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_STEADY_STATE',
      'TASKS_STOPPED',
    ]);
  });

  test('of a task that cannot be placed', async () => {
    await shop.register('nginx', 100_000);
    await shop.create({ desiredCount: 1 });
    await shop.fleet.settle(120_000);
    const failure = detailOf('ECS Service Action', ({ eventType }) => eventType === 'ERROR');
    expect(members(failure)).toEqual(named('eventType eventName clusterArn containerInstanceArns reason createdAt'));
    expect(failure).toMatchObject({
      eventType: 'ERROR',
      eventName: 'SERVICE_TASK_PLACEMENT_FAILURE',
      reason: 'RESOURCE:MEMORY',
    });
  });
});
