import {
  type ContainerInstance,
  CreateClusterCommand,
  DeleteAttributesCommand,
  DeregisterContainerInstanceCommand,
  DescribeContainerInstancesCommand,
  DescribeTasksCommand,
  ListAttributesCommand,
  ListContainerInstancesCommand,
  PutAttributesCommand,
  RunTaskCommand,
  StopTaskCommand,
  UpdateContainerAgentCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { agentDisconnects } from '../../../local/cloud/ecs/behaviour/agent-disconnects.ts';
import { agentStarts } from '../../../local/cloud/ecs/behaviour/agent-starts.ts';
import { hostGoes } from '../../../local/cloud/ecs/behaviour/host-goes.ts';
import { addHosts, type Fleet, newFleet, newInstance, registerWeb } from './fleet.ts';

let fleet: Fleet;
beforeEach(async () => {
  fleet = newFleet();
  await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
});

const list = async (input: Partial<ConstructorParameters<typeof ListContainerInstancesCommand>[0]> = {}) =>
  (await fleet.ecs.send(new ListContainerInstancesCommand({ cluster: 'shop', ...input }))).containerInstanceArns ?? [];
const hosts = async (): Promise<readonly ContainerInstance[]> => {
  const containerInstances = await list();
  if (containerInstances.length === 0) return [];
  const answer = await fleet.ecs.send(
    new DescribeContainerInstancesCommand({ cluster: 'shop', containerInstances, include: ['TAGS'] }),
  );
  return answer.containerInstances ?? [];
};
const resource = (
  host: ContainerInstance | undefined,
  side: 'registeredResources' | 'remainingResources',
  name: string,
) => {
  const found = host?.[side]?.find((each) => each.name === name);
  return found?.type === 'STRINGSET' ? found.stringSetValue : found?.integerValue;
};
const attribute = (host: ContainerInstance | undefined, name: string) =>
  host?.attributes?.find((each) => each.name === name);
const runOne = async () => {
  await registerWeb(fleet);
  const { tasks } = await fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }));
  await fleet.settle();
  return tasks?.[0]?.taskArn ?? '';
};
const taskNow = async (task: string) =>
  (await fleet.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: [task] }))).tasks?.[0];

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html */
describe('an agent that starts', () => {
  test('registers its host in the cluster that its configuration names, with what the instance is', async () => {
    await addHosts(fleet, 'shop', [{ type: 'm5.large', zone: 'us-east-1b' }]);
    const [host] = await hosts();
    expect(host).toMatchObject({ status: 'ACTIVE', agentConnected: true, runningTasksCount: 0, pendingTasksCount: 0 });
    expect(host?.containerInstanceArn).toMatch(
      /^arn:aws:ecs:us-east-1:000000000000:container-instance\/shop\/[0-9a-f]{32}$/,
    );
    expect(attribute(host, 'ecs.instance-type')?.value).toBe('m5.large');
    expect(attribute(host, 'ecs.availability-zone')?.value).toBe('us-east-1b');
    expect(attribute(host, 'ecs.os-type')?.value).toBe('linux');
    expect(attribute(host, 'ecs.cpu-architecture')?.value).toBe('x86_64');
    expect(attribute(host, 'ecs.capability.task-eni')).toEqual({ name: 'ecs.capability.task-eni' });
    expect(resource(host, 'registeredResources', 'CPU')).toBe(2_048);
    expect(resource(host, 'registeredResources', 'MEMORY')).toBeLessThan(8_192);
    expect(resource(host, 'registeredResources', 'PORTS')).toEqual(
      expect.arrayContaining(['22', '2375', '2376', '51678', '51679']),
    );
  });

  test('applies reserved memory and ports, attributes and tags of its configuration', async () => {
    const config = {
      ECS_RESERVED_MEMORY: '256',
      ECS_RESERVED_PORTS: '[8080]',
      ECS_INSTANCE_ATTRIBUTES: '{"stack":"blue"}',
      ECS_CONTAINER_INSTANCE_TAGS: '{"own":"1","both":"config"}',
      ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM: 'ec2_instance',
      ECS_DISABLE_PRIVILEGED: 'true',
    };
    const tags = { ec2: '2', both: 'ec2', 'aws:autoscaling:groupName': 'x' };
    await addHosts(fleet, 'shop', [{ config, tags }, {}]);
    const all = await hosts();
    const host = all.find((each) => attribute(each, 'stack') !== undefined);
    const plain = all.find((each) => each !== host);
    expect(attribute(host, 'stack')?.value).toBe('blue');
    expect(resource(host, 'registeredResources', 'PORTS')).toContain('8080');
    expect(
      Number(resource(plain, 'registeredResources', 'MEMORY')) -
        Number(resource(host, 'registeredResources', 'MEMORY')),
    ).toBe(256);
    expect(host?.tags).toEqual([
      { key: 'ec2', value: '2' },
      { key: 'both', value: 'config' },
      { key: 'own', value: '1' },
    ]);
    expect(plain?.tags).toEqual([]);
    const privileged = 'com.amazonaws.ecs.capability.privileged-container';
    expect([attribute(host, privileged), attribute(plain, privileged)]).toEqual([undefined, { name: privileged }]);
  });

  test('tries again until its cluster exists', async () => {
    const instance = newInstance(fleet.world);
    agentStarts(fleet.world, instance, { ECS_CLUSTER: 'later' });
    await fleet.settle(60_000);
    await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'later' }));
    await fleet.settle(120_000);
    expect(await list({ cluster: 'later' })).toHaveLength(1);
  });

  test('again, or once more after a stop, is the container instance that it was', async () => {
    const [instance = ''] = await addHosts(fleet, 'shop', [{}]);
    const before = await hosts();
    const task = await runOne();
    hostGoes(fleet.world, instance, 'stopped');
    await fleet.settle(40_000);
    expect(await hosts()).toMatchObject([{ status: 'ACTIVE', agentConnected: false, runningTasksCount: 0 }]);
    agentStarts(fleet.world, instance, { ECS_CLUSTER: 'shop' });
    await fleet.settle(10_000);
    const after = await hosts();
    expect(after).toMatchObject([{ containerInstanceArn: before[0]?.containerInstanceArn, agentConnected: true }]);
    expect(after[0]?.remainingResources).toEqual(before[0]?.remainingResources);
    expect(after[0]?.version).toBeGreaterThan(before[0]?.version ?? 0);
    expect(await taskNow(task)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TerminationNotice',
      stoppedReason: `Host EC2 (instance ${instance}) stopped.`,
    });
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html */
describe('an instance that is terminated', () => {
  test('while its agent is connected is deregistered by ECS after a while, and its tasks have stopped', async () => {
    const [instance = ''] = await addHosts(fleet, 'shop', [{}]);
    const task = await runOne();
    const registered = await hosts();
    hostGoes(fleet.world, instance, 'terminated');
    expect(await hosts()).toMatchObject([{ status: 'ACTIVE', agentConnected: false }]);
    await fleet.settle(31_000);
    expect(await list()).toEqual([]);
    const arns = registered.map(({ containerInstanceArn = '' }) => containerInstanceArn);
    const { containerInstances } = await fleet.ecs.send(
      new DescribeContainerInstancesCommand({ cluster: 'shop', containerInstances: arns }),
    );
    expect(containerInstances).toMatchObject([{ status: 'INACTIVE', agentConnected: false }]);
    expect(await taskNow(task)).toMatchObject({
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: 'TerminationNotice',
      stoppedReason: `Host EC2 (instance ${instance}) terminated.`,
    });
  });

  test('while it is stopped, or its agent away, stays registered', async () => {
    const [stopped = '', away = ''] = await addHosts(fleet, 'shop', [{}, {}]);
    hostGoes(fleet.world, stopped, 'stopped');
    agentDisconnects(fleet.world, away);
    await fleet.settle(60_000);
    hostGoes(fleet.world, stopped, 'terminated');
    hostGoes(fleet.world, away, 'terminated');
    await fleet.settle(3_600_000);
    expect((await hosts()).map(({ status, agentConnected }) => [status, agentConnected])).toEqual([
      ['ACTIVE', false],
      ['ACTIVE', false],
    ]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html */
describe('a host whose agent is away', () => {
  test('takes no tasks, and those on it do not stop until it is back', async () => {
    const [instance = ''] = await addHosts(fleet, 'shop', [{}]);
    const task = await runOne();
    agentDisconnects(fleet.world, instance, 300_000);
    const { failures } = await fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }));
    expect(failures).toMatchObject([{ reason: 'AGENT' }]);
    await fleet.ecs.send(new StopTaskCommand({ cluster: 'shop', task }));
    await fleet.settle(240_000);
    expect(await taskNow(task)).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'STOPPED' });
    await fleet.settle(120_000);
    expect(await taskNow(task)).toMatchObject({ lastStatus: 'STOPPED' });
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html */
describe('UpdateContainerInstancesState', () => {
  const update = (containerInstances: string[], status: 'ACTIVE' | 'DRAINING') =>
    fleet.ecs.send(new UpdateContainerInstancesStateCommand({ cluster: 'shop', containerInstances, status }));

  test('DRAINING takes no new tasks and leaves standalone ones alone; ACTIVE takes them again', async () => {
    await addHosts(fleet, 'shop', [{}]);
    const task = await runOne();
    const [arn = ''] = await list();
    const { containerInstances } = await update([arn], 'DRAINING');
    expect(containerInstances?.[0]?.status).toBe('DRAINING');
    await fleet.settle(600_000);
    expect((await taskNow(task))?.lastStatus).toBe('RUNNING');
    await expect(fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }))).rejects.toThrow(
      'No Container Instances were found in your cluster.',
    );
    await update([arn], 'ACTIVE');
    const { tasks } = await fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }));
    expect(tasks).toHaveLength(1);
  });

  test('answers unknown and INACTIVE ones as failures', async () => {
    await addHosts(fleet, 'shop', [{}]);
    const [arn = ''] = await list();
    await fleet.ecs.send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance: arn }));
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
    await addHosts(fleet, 'shop', [{}]);
    const task = await runOne();
    const [containerInstance = ''] = await list();
    await expect(
      fleet.ecs.send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance })),
    ).rejects.toMatchObject({ name: 'InvalidParameterException', message: 'Found running tasks on the instance.' });
    const answer = await fleet.ecs.send(
      new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance, force: true }),
    );
    expect(answer.containerInstance).toMatchObject({ status: 'INACTIVE', agentConnected: false });
    expect((await taskNow(task))?.lastStatus).toBe('STOPPED');
    expect(await list()).toEqual([]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListContainerInstances.html */
test('ListContainerInstances filters by the cluster query language and by status', async () => {
  await addHosts(fleet, 'shop', [{ type: 't3.medium' }, { type: 'm5.large' }]);
  expect(await list({ filter: 'attribute:ecs.instance-type == m5.large' })).toHaveLength(1);
  expect(await list({ filter: 'attribute:ecs.instance-type == c5.large' })).toEqual([]);
  expect(await list({ status: 'DRAINING' })).toEqual([]);
  await expect(list({ filter: 'attribute:(' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAttributes.html */
describe('custom attributes', () => {
  test('are put, listed, used by placement, and deleted', async () => {
    await addHosts(fleet, 'shop', [{}, {}]);
    await registerWeb(fleet);
    const [targetId = ''] = await list();
    await fleet.ecs.send(
      new PutAttributesCommand({ cluster: 'shop', attributes: [{ name: 'stack', value: 'blue', targetId }] }),
    );
    const listed = await fleet.ecs.send(
      new ListAttributesCommand({ cluster: 'shop', targetType: 'container-instance', attributeName: 'stack' }),
    );
    expect(listed.attributes).toEqual([{ name: 'stack', value: 'blue', targetId, targetType: 'container-instance' }]);
    const placementConstraints = [{ type: 'memberOf' as const, expression: 'attribute:stack == blue' }];
    const run = () =>
      fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web', count: 3, placementConstraints }));
    expect((await run()).tasks?.map(({ containerInstanceArn }) => containerInstanceArn)).toEqual([
      targetId,
      targetId,
      targetId,
    ]);
    await fleet.ecs.send(new DeleteAttributesCommand({ cluster: 'shop', attributes: [{ name: 'stack', targetId }] }));
    expect((await run()).failures?.map(({ reason }) => reason)).toEqual(
      Array(2).fill('MemberOf placement constraint unsatisfied.'),
    );
  });

  test('of an unknown target are refused, and more than 10 on one too', async () => {
    await addHosts(fleet, 'shop', [{}]);
    const [targetId = ''] = await list();
    const put = (attributes: { name: string; targetId: string }[]) =>
      fleet.ecs.send(new PutAttributesCommand({ cluster: 'shop', attributes }));
    await expect(put([{ name: 'a', targetId: 'f'.repeat(32) }])).rejects.toMatchObject({
      name: 'TargetNotFoundException',
    });
    await put(Array.from({ length: 10 }, (_, index) => ({ name: `a${index}`, targetId })));
    await expect(put([{ name: 'b', targetId }])).rejects.toMatchObject({ name: 'AttributeLimitExceededException' });
  });
});

test('there is never a newer agent', async () => {
  await addHosts(fleet, 'shop', [{}]);
  const [containerInstance] = await list();
  await expect(
    fleet.ecs.send(new UpdateContainerAgentCommand({ cluster: 'shop', containerInstance })),
  ).rejects.toMatchObject({
    name: 'NoUpdateAvailableException',
  });
});
