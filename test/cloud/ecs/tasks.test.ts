import {
  CreateClusterCommand,
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type ListTasksCommandInput,
  RunTaskCommand,
  type RunTaskCommandInput,
  StartTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { exitContainer } from '../../../local/cloud/ecs/behaviour/exit-container.ts';
import { addHosts, type Fleet, newFleet, recordEvents, registerWeb } from './fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = newFleet();
  await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
});

const run = (input: Partial<RunTaskCommandInput> = {}) =>
  fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', ...input }));
const taskNow = async (arn: string | undefined): Promise<Task | undefined> =>
  (await fleet.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: [arn ?? ''], include: ['TAGS'] })))
    .tasks?.[0];
const stop = (task: string | undefined, reason?: string) =>
  fleet.ecs.send(new StopTaskCommand({ cluster: 'shop', task, reason }));
const list = async (input: Partial<ListTasksCommandInput> = {}) =>
  (await fleet.ecs.send(new ListTasksCommand({ cluster: 'shop', ...input }))).taskArns ?? [];
const hostArns = () => [...(fleet.world.ecs.clusters.get('shop')?.hosts.values() ?? [])].map(({ arn }) => arn);
const remaining = async () => {
  const { containerInstances } = await fleet.ecs.send(
    new DescribeContainerInstancesCommand({ cluster: 'shop', containerInstances: hostArns() }),
  );
  return containerInstances?.map(({ remainingResources }) => remainingResources);
};
/** The statuses that a task went through, as its events tell. */
const statusesOf = (events: ReturnType<typeof recordEvents>, arn: string | undefined) => {
  const details = events
    .filter(({ resources }) => resources.includes(arn ?? ''))
    .map(({ detail }) => detail as { version: number; lastStatus: string })
    .sort((one, other) => one.version - other.version);
  expect(details.map(({ version }) => version)).toEqual(details.map((_, index) => index + 1));
  return details.map(({ lastStatus }) => lastStatus).filter((status, index, all) => status !== all[index - 1]);
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html */
describe('the life of a task', () => {
  test('goes over PENDING and ACTIVATING to RUNNING, and over DEACTIVATING and STOPPING to STOPPED', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    const events = recordEvents(fleet.world);
    const { tasks } = await run();
    expect(tasks?.[0]).toMatchObject({
      lastStatus: 'PENDING',
      desiredStatus: 'RUNNING',
      group: 'family:web',
      launchType: 'EC2',
    });
    const arn = tasks?.[0]?.taskArn;
    await fleet.settle();
    const running = await taskNow(arn);
    expect(running).toMatchObject({
      lastStatus: 'RUNNING',
      connectivity: 'CONNECTED',
      containers: [{ name: 'web', lastStatus: 'RUNNING', image: 'nginx' }],
    });
    expect(running?.containers?.[0]?.runtimeId).toMatch(/^[0-9a-f]{64}$/);
    expect(running?.containers?.[0]?.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const times = [running?.createdAt, running?.pullStartedAt, running?.pullStoppedAt, running?.startedAt];
    expect(times).toEqual([...times].sort((one, other) => Number(one) - Number(other)));

    const { task } = await stop(arn, 'enough');
    expect(task).toMatchObject({ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: 'enough' });
    await fleet.settle();
    const stopped = await taskNow(arn);
    expect(stopped).toMatchObject({ lastStatus: 'STOPPED', containers: [{ lastStatus: 'STOPPED', exitCode: 143 }] });
    expect(stopped?.stoppedAt).toBeInstanceOf(Date);
    expect(statusesOf(events, arn)).toEqual([
      'PENDING',
      'ACTIVATING',
      'RUNNING',
      'DEACTIVATING',
      'STOPPING',
      'STOPPED',
    ]);
  });

  test('in awsvpc mode begins with PROVISIONING and ends with DEPROVISIONING, around its network interface', async () => {
    fleet.world.ec2.subnets.set('subnet-task', {
      id: 'subnet-task',
      vpcId: 'vpc-1',
      cidr: '10.0.1.0/28',
      availabilityZone: 'us-east-1a',
      defaultForAz: false,
      mapPublicIpOnLaunch: false,
      taken: new Set(),
      tags: new Map(),
    });
    await addHosts(fleet, 'shop', [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }]);
    await registerWeb(fleet, { networkMode: 'awsvpc' });
    const events = recordEvents(fleet.world);
    const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-task'] } };
    const { tasks } = await run({ networkConfiguration });
    const arn = tasks?.[0]?.taskArn;
    await fleet.settle();
    const running = await taskNow(arn);
    const address = running?.attachments?.[0]?.details?.find(({ name }) => name === 'privateIPv4Address')?.value;
    expect(address).toMatch(/^10\.0\.1\.\d+$/);
    expect(running).toMatchObject({
      availabilityZone: 'us-east-1a',
      attachments: [{ type: 'ElasticNetworkInterface', status: 'ATTACHED' }],
      containers: [{ networkInterfaces: [{ privateIpv4Address: address }] }],
    });
    await stop(arn);
    await fleet.settle();
    expect(fleet.world.ec2.subnets.get('subnet-task')?.taken.size).toBe(0);
    expect(statusesOf(events, arn)).toEqual([
      'PROVISIONING',
      'PENDING',
      'ACTIVATING',
      'RUNNING',
      'DEACTIVATING',
      'STOPPING',
      'DEPROVISIONING',
      'STOPPED',
    ]);
    await expect(run()).rejects.toThrow(
      "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
    );
  });

  test('ends when an essential container exits, and not when another does', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet, {
      containerDefinitions: [
        { name: 'app', image: 'app', memory: 128, essential: true },
        { name: 'setup', image: 'setup', memory: 128, essential: false },
      ],
    });
    const { tasks } = await run();
    const arn = tasks?.[0]?.taskArn ?? '';
    await fleet.settle();
    exitContainer(fleet.world, arn, 'setup', 0);
    await fleet.settle();
    expect(await taskNow(arn)).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
    exitContainer(fleet.world, arn, 'app', 3);
    await fleet.settle();
    expect(await taskNow(arn)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [
        { name: 'app', exitCode: 3 },
        { name: 'setup', exitCode: 0 },
      ],
    });
  });

  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html */
  test('never begins when an image cannot be pulled', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet, { containerDefinitions: [{ name: 'web', image: 'missing:1', memory: 128 }] });
    fleet.world.ecs.unpullableImages.add('missing:1');
    const { tasks } = await run();
    await fleet.settle();
    const task = await taskNow(tasks?.[0]?.taskArn);
    expect(task).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Task failed to start',
    });
    expect(task?.containers?.[0]?.reason).toMatch(/^CannotPullContainerError: /);
    expect(task?.containers?.[0]?.exitCode).toBeUndefined();
    expect(task?.startedAt).toBeUndefined();
  });

  test('is shown for an hour after its end', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    const { tasks } = await run();
    const arn = tasks?.[0]?.taskArn ?? '';
    await fleet.settle();
    await stop(arn);
    await fleet.settle(55 * 60_000);
    expect(await list({ desiredStatus: 'STOPPED' })).toEqual([arn]);
    await fleet.settle(10 * 60_000);
    const { tasks: none, failures } = await fleet.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: [arn] }));
    expect(none).toEqual([]);
    expect(failures).toEqual([{ arn, reason: 'MISSING' }]);
    expect(await list({ desiredStatus: 'STOPPED' })).toEqual([]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
describe('ports', () => {
  test('without a host port come from the ephemeral range, each of a host once', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    await run({ count: 5 });
    await fleet.settle();
    const { tasks } = await fleet.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: await list() }));
    const ports = tasks?.map(({ containers }) => containers?.[0]?.networkBindings?.[0]?.hostPort ?? 0) ?? [];
    expect(new Set(ports).size).toBe(5);
    for (const port of ports) expect(port >= 32_768 && port <= 60_999).toBe(true);
  });

  test('that are fixed are taken once per host, and free again after the task', async () => {
    await addHosts(fleet, 'shop', [{}]);
    const containerDefinitions = [
      { name: 'web', image: 'nginx', memory: 128, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
    ];
    await registerWeb(fleet, { containerDefinitions });
    const first = await run({ count: 2 });
    expect(first.tasks).toHaveLength(1);
    expect(first.failures).toMatchObject([{ arn: hostArns()[0], reason: 'RESOURCE:PORTS' }]);
    await fleet.settle();
    await stop(first.tasks?.[0]?.taskArn);
    expect((await run()).tasks).toEqual([]);
    await fleet.settle();
    expect((await run()).tasks).toHaveLength(1);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
describe('RunTask', () => {
  test('in a cluster without container instances is an error', async () => {
    await registerWeb(fleet);
    await expect(run()).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'No Container Instances were found in your cluster.',
    });
  });

  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
  test('starts what fits and names for each host what the rest lacks', async () => {
    await addHosts(fleet, 'shop', [{}, {}]);
    await registerWeb(fleet, { containerDefinitions: [{ name: 'web', image: 'nginx', memory: 2_000 }] });
    const { tasks, failures } = await run({ count: 5 });
    expect(tasks).toHaveLength(2);
    expect(failures?.map(({ arn }) => arn).sort()).toEqual(hostArns().sort());
    expect(failures?.map(({ reason }) => reason)).toEqual(['RESOURCE:MEMORY', 'RESOURCE:MEMORY']);
  });

  test('holds CPU and memory on the host from the answer on, and gives all of it back at the end', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    const before = await remaining();
    const { tasks } = await run({ count: 3 });
    const amount = (name: string, resources: Awaited<ReturnType<typeof remaining>>) =>
      resources?.[0]?.find((resource) => resource.name === name)?.integerValue ?? 0;
    const held = await remaining();
    expect(amount('CPU', before) - amount('CPU', held)).toBe(3 * 128);
    expect(amount('MEMORY', before) - amount('MEMORY', held)).toBe(3 * 256);
    await fleet.settle();
    for (const { taskArn } of tasks ?? []) await stop(taskArn);
    await fleet.settle();
    expect(await remaining()).toEqual(before);
  });

  test('keeps group, startedBy, overrides and tags, and adds ECS’s own tag when asked', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet, {
      tags: [
        { key: 'from', value: 'definition' },
        { key: 'team', value: 'x' },
      ],
    });
    const { tasks } = await run({
      group: 'batch',
      startedBy: 'me',
      overrides: { containerOverrides: [{ name: 'web', command: ['ls'], memory: 512 }] },
      tags: [{ key: 'team', value: 'y' }],
      propagateTags: 'TASK_DEFINITION',
      enableECSManagedTags: true,
    });
    expect(await taskNow(tasks?.[0]?.taskArn)).toMatchObject({
      group: 'batch',
      startedBy: 'me',
      memory: '512',
      overrides: { containerOverrides: [{ name: 'web', command: ['ls'], memory: 512 }] },
      tags: [
        { key: 'aws:ecs:clusterName', value: 'shop' },
        { key: 'from', value: 'definition' },
        { key: 'team', value: 'y' },
      ],
    });
  });

  test.each<{ reason: string; input: Partial<RunTaskCommandInput>; name?: string }>([
    { reason: 'more than 10', input: { count: 11 } },
    { reason: 'none', input: { count: 0 } },
    { reason: 'Fargate', input: { launchType: 'FARGATE' } },
    { reason: 'an override of no container', input: { overrides: { containerOverrides: [{ name: 'other' }] } } },
    { reason: 'a group of a service', input: { group: 'service:web' } },
    {
      reason: 'a network for bridge mode',
      input: { networkConfiguration: { awsvpcConfiguration: { subnets: ['a'] } } },
    },
    { reason: 'an expression that is none', input: { placementConstraints: [{ type: 'memberOf', expression: '((' }] } },
    { reason: 'binpack by colour', input: { placementStrategy: [{ type: 'binpack', field: 'colour' }] } },
    { reason: 'an unknown definition', input: { taskDefinition: 'none' }, name: 'ClientException' },
    { reason: 'an unknown cluster', input: { cluster: 'none' }, name: 'ClusterNotFoundException' },
    { reason: 'a long client token', input: { clientToken: 'x'.repeat(65) } },
  ])('refuses $reason before anything starts', async ({ input, name = 'InvalidParameterException' }) => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    await expect(run(input)).rejects.toMatchObject({ name });
    expect(await list()).toEqual([]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html */
describe('a client token', () => {
  beforeEach(async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
  });

  test('repeated with the same request answers with the same tasks', async () => {
    const first = await run({ clientToken: 'one', count: 2 });
    await fleet.settle();
    const again = await run({ count: 2, clientToken: 'one' });
    expect(again.tasks?.map(({ taskArn }) => taskArn)).toEqual(first.tasks?.map(({ taskArn }) => taskArn));
    expect(await list()).toHaveLength(2);
  });

  test('with another request is a conflict that names the tasks', async () => {
    const first = await run({ clientToken: 'one' });
    await expect(run({ clientToken: 'one', count: 2 })).rejects.toMatchObject({
      name: 'ConflictException',
      resourceIds: first.tasks?.map(({ taskArn }) => taskArn),
    });
  });

  test('is forgotten after 24 hours', async () => {
    await run({ clientToken: 'one' });
    await fleet.settle(24 * 3_600_000 + 1);
    await run({ clientToken: 'one' });
    expect(await list()).toHaveLength(2);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StartTask.html */
test('StartTask starts on the hosts that are named, and answers unknown and full ones as failures', async () => {
  await addHosts(fleet, 'shop', [{}, {}]);
  await registerWeb(fleet, { containerDefinitions: [{ name: 'web', image: 'nginx', memory: 3_000 }] });
  const [full = '', free = ''] = hostArns();
  const start = (containerInstances: string[]) =>
    fleet.ecs.send(new StartTaskCommand({ cluster: 'shop', taskDefinition: 'web', containerInstances }));
  await start([full]);
  const { tasks, failures } = await start([full, free, 'f'.repeat(32)]);
  expect(tasks?.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual([free]);
  expect(failures?.map(({ reason }) => reason)).toEqual(['RESOURCE:MEMORY', 'MISSING']);
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html */
describe('StopTask', () => {
  test('of an unknown task is an error, of a stopped one is not', async () => {
    await expect(stop('f'.repeat(32))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The referenced task was not found.',
    });
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    const { tasks } = await run();
    await stop(tasks?.[0]?.taskArn, 'first');
    await fleet.settle();
    const { task } = await stop(tasks?.[0]?.taskArn, 'second');
    expect(task).toMatchObject({ lastStatus: 'STOPPED', stoppedReason: 'first' });
  });

  test('kills containers that do not stop within their timeout', async () => {
    fleet = newFleet({ taskStopMs: [20_000, 20_000] });
    await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet, { containerDefinitions: [{ name: 'web', image: 'nginx', memory: 128, stopTimeout: 5 }] });
    const { tasks } = await run();
    await fleet.settle();
    await stop(tasks?.[0]?.taskArn);
    await fleet.settle(5_001);
    expect(await taskNow(tasks?.[0]?.taskArn)).toMatchObject({
      lastStatus: 'STOPPED',
      containers: [{ exitCode: 137 }],
    });
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
describe('ListTasks', () => {
  test('filters by family, host, startedBy and desired status', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    await registerWeb(fleet, { family: 'api' });
    const web = (await run({ startedBy: 'me' })).tasks?.[0]?.taskArn ?? '';
    const api = (await run({ taskDefinition: 'api' })).tasks?.[0]?.taskArn ?? '';
    expect(await list({ family: 'api' })).toEqual([api]);
    expect(await list({ startedBy: 'me' })).toEqual([web]);
    expect(await list({ containerInstance: hostArns()[0] })).toEqual([web, api]);
    expect(await list({ containerInstance: hostArns()[0], family: 'web' })).toEqual([web]);
    await stop(web);
    expect(await list()).toEqual([api]);
    expect(await list({ desiredStatus: 'STOPPED' })).toEqual([web]);
    expect(await list({ desiredStatus: 'PENDING' })).toEqual([]);
    await expect(list({ startedBy: 'me', family: 'web' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await expect(list({ serviceName: 'none' })).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
  });

  test('gives pages without repeating or losing any, though tasks come and go', async () => {
    await addHosts(fleet, 'shop', [{}]);
    await registerWeb(fleet);
    const { tasks } = await run({ count: 6 });
    const arns = tasks?.map(({ taskArn }) => taskArn) ?? [];
    const first = await fleet.ecs.send(new ListTasksCommand({ cluster: 'shop', maxResults: 3 }));
    await stop(arns[1]);
    const second = await fleet.ecs.send(
      new ListTasksCommand({ cluster: 'shop', maxResults: 100, nextToken: first.nextToken }),
    );
    expect([...(first.taskArns ?? []), ...(second.taskArns ?? [])]).toEqual(arns);
  });
});

test.each([
  { tasks: [], message: 'Tasks cannot be empty.' },
  { tasks: ['short'], message: 'taskId length should be one of [32,36]' },
  { tasks: Array.from({ length: 101 }, () => 'f'.repeat(32)), message: 'Tasks cannot have more than 100 elements.' },
  {
    tasks: [`arn:aws:ecs:us-east-1:000000000000:task/other/${'f'.repeat(32)}`],
    message: 'Invalid identifier: Identifier is for cluster other. Your cluster is shop',
  },
])('DescribeTasks refuses: $message', async ({ tasks, message }) => {
  await expect(fleet.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks }))).rejects.toThrow(message);
});
