import {
  type ContainerInstance,
  DescribeTasksCommand,
  type RunTaskCommandInput,
  StartTaskCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts, registerWeb } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
describe('RunTask', () => {
  test('in a cluster without container instances is an error', async () => {
    await registerWeb(shop.fleet);
    await expect(shop.run()).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'No Container Instances were found in your cluster.',
    });
  });

  /** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
  test('starts what fits and names for each host what the rest lacks', async () => {
    await addHosts(shop.fleet, 'shop', [{}, {}]);
    await registerWeb(shop.fleet, { containerDefinitions: [{ name: 'web', image: 'nginx', memory: 2_000 }] });
    const { tasks, failures } = await shop.run({ count: 5 });
    expect(tasks).toHaveLength(2);
    expect(failures?.map(({ arn }) => arn).sort()).toEqual(shop.hostArns().toSorted());
    expect(failures?.map(({ reason }) => reason)).toEqual(['RESOURCE:MEMORY', 'RESOURCE:MEMORY']);
  });

  test('holds CPU and memory on the host from the answer on, and gives all of it back at the end', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    const amount = (name: string, host: ContainerInstance | undefined) =>
      host?.remainingResources?.find((resource) => resource.name === name)?.integerValue ?? 0;
    const [before] = await shop.hosts();
    const { tasks } = await shop.run({ count: 3 });
    const [held] = await shop.hosts();
    expect(amount('CPU', before) - amount('CPU', held)).toBe(3 * 128);
    expect(amount('MEMORY', before) - amount('MEMORY', held)).toBe(3 * 256);
    await shop.fleet.settle();
    for (const { taskArn } of tasks ?? []) await shop.stop(taskArn);
    await shop.fleet.settle();
    expect((await shop.hosts())[0]?.remainingResources).toEqual(before?.remainingResources);
  });

  test('keeps group, startedBy, overrides and tags, and adds ECS’s own tag when asked', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet, {
      tags: [
        { key: 'from', value: 'definition' },
        { key: 'team', value: 'x' },
      ],
    });
    const { tasks } = await shop.run({
      group: 'batch',
      startedBy: 'me',
      overrides: { containerOverrides: [{ name: 'web', command: ['ls'], memory: 512 }] },
      tags: [{ key: 'team', value: 'y' }],
      propagateTags: 'TASK_DEFINITION',
      enableECSManagedTags: true,
    });
    expect(await shop.taskNow(tasks?.[0]?.taskArn)).toMatchObject({
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
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    await expect(shop.run(input)).rejects.toMatchObject({ name });
    expect(await shop.listTasks()).toEqual([]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html */
describe('a client token', () => {
  beforeEach(async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
  });

  test('repeated with the same request answers with the same tasks', async () => {
    const first = await shop.run({ clientToken: 'one', count: 2 });
    await shop.fleet.settle();
    const again = await shop.run({ count: 2, clientToken: 'one' });
    expect(again.tasks?.map(({ taskArn }) => taskArn)).toEqual(first.tasks?.map(({ taskArn }) => taskArn));
    expect(await shop.listTasks()).toHaveLength(2);
  });

  test('with another request is a conflict that names the tasks', async () => {
    const first = await shop.run({ clientToken: 'one' });
    await expect(shop.run({ clientToken: 'one', count: 2 })).rejects.toMatchObject({
      name: 'ConflictException',
      resourceIds: first.tasks?.map(({ taskArn }) => taskArn),
    });
  });

  test('is forgotten after 24 hours', async () => {
    await shop.run({ clientToken: 'one' });
    await shop.fleet.settle(24 * 3_600_000 + 1);
    await shop.run({ clientToken: 'one' });
    expect(await shop.listTasks()).toHaveLength(2);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StartTask.html */
test('StartTask starts on the hosts that are named, and answers unknown and full ones as failures', async () => {
  await addHosts(shop.fleet, 'shop', [{}, {}]);
  await registerWeb(shop.fleet, { containerDefinitions: [{ name: 'web', image: 'nginx', memory: 3_000 }] });
  const [full = '', free = ''] = shop.hostArns();
  const start = (containerInstances: string[]) =>
    shop.fleet.ecs.send(new StartTaskCommand({ cluster: 'shop', taskDefinition: 'web', containerInstances }));
  await start([full]);
  const { tasks, failures } = await start([full, free, 'f'.repeat(32)]);
  expect(tasks?.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual([free]);
  expect(failures?.map(({ reason }) => reason)).toEqual(['RESOURCE:MEMORY', 'MISSING']);
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html */
describe('ports', () => {
  test('without a host port come from the ephemeral range, each of a host once', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    await shop.run({ count: 5 });
    await shop.fleet.settle();
    const { tasks } = await shop.fleet.ecs.send(
      new DescribeTasksCommand({ cluster: 'shop', tasks: [...(await shop.listTasks())] }),
    );
    const ports = tasks?.map(({ containers }) => containers?.[0]?.networkBindings?.[0]?.hostPort ?? 0) ?? [];
    expect(new Set(ports).size).toBe(5);
    for (const port of ports) expect(port >= 32_768 && port <= 60_999).toBe(true);
  });

  test('that are fixed are taken once per host, and free again after the task', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    const containerDefinitions = [
      { name: 'web', image: 'nginx', memory: 128, portMappings: [{ containerPort: 80, hostPort: 8080 }] },
    ];
    await registerWeb(shop.fleet, { containerDefinitions });
    const first = await shop.run({ count: 2 });
    expect(first.tasks).toHaveLength(1);
    expect(first.failures).toMatchObject([{ arn: shop.hostArns()[0], reason: 'RESOURCE:PORTS' }]);
    await shop.fleet.settle();
    await shop.stop(first.tasks?.[0]?.taskArn);
    expect((await shop.run()).tasks).toEqual([]);
    await shop.fleet.settle();
    expect((await shop.run()).tasks).toHaveLength(1);
  });
});
