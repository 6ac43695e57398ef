import {
  type ContainerInstance,
  CreateClusterCommand,
  DescribeContainerInstancesCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { agentDisconnects, connectedHost } from '../../../local/cloud/ecs/behaviour/agent-disconnects.ts';
import { agentStarts } from '../../../local/cloud/ecs/behaviour/agent-starts.ts';
import { hostGoes } from '../../../local/cloud/ecs/behaviour/host-goes.ts';
import { addHosts, newInstance } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});

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

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html */
describe('an agent that starts', () => {
  test('registers its host in the cluster that its configuration names, with what the instance is', async () => {
    await addHosts(shop.fleet, 'shop', [{ type: 'm5.large', zone: 'us-east-1b' }]);
    const [host] = await shop.hosts();
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
    await addHosts(shop.fleet, 'shop', [{ config, tags }, {}]);
    const all = await shop.hosts();
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
    const instance = newInstance(shop.fleet.world);
    agentStarts(shop.fleet.world, instance, { ECS_CLUSTER: 'later' });
    await shop.fleet.settle(60_000);
    await shop.fleet.ecs.send(new CreateClusterCommand({ clusterName: 'later' }));
    await shop.fleet.settle(120_000);
    expect(await shop.listHosts({ cluster: 'later' })).toHaveLength(1);
  });

  test('again, or once more after a stop, is the container instance that it was', async () => {
    const [instance = ''] = await addHosts(shop.fleet, 'shop', [{}]);
    const before = await shop.hosts();
    const task = await shop.runOne();
    hostGoes(shop.fleet.world, instance, 'stopped');
    await shop.fleet.settle(40_000);
    expect(await shop.hosts()).toMatchObject([{ status: 'ACTIVE', agentConnected: false, runningTasksCount: 0 }]);
    agentStarts(shop.fleet.world, instance, { ECS_CLUSTER: 'shop' });
    await shop.fleet.settle(10_000);
    const after = await shop.hosts();
    expect(after).toMatchObject([{ containerInstanceArn: before[0]?.containerInstanceArn, agentConnected: true }]);
    expect(after[0]?.remainingResources).toEqual(before[0]?.remainingResources);
    expect(after[0]?.version).toBeGreaterThan(before[0]?.version ?? 0);
    expect(await shop.taskNow(task)).toMatchObject({
      lastStatus: 'STOPPED',
      stopCode: 'TerminationNotice',
      stoppedReason: `Host EC2 (instance ${instance}) stopped.`,
    });
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister_container_instance.html */
describe('an instance that is terminated', () => {
  test('while its agent is connected is deregistered by ECS after a while, and its tasks have stopped', async () => {
    const [instance = ''] = await addHosts(shop.fleet, 'shop', [{}]);
    const task = await shop.runOne();
    const registered = await shop.hosts();
    hostGoes(shop.fleet.world, instance, 'terminated');
    expect(await shop.hosts()).toMatchObject([{ status: 'ACTIVE', agentConnected: false }]);
    await shop.fleet.settle(31_000);
    expect(await shop.listHosts()).toEqual([]);
    const arns = registered.map(({ containerInstanceArn = '' }) => containerInstanceArn);
    const { containerInstances } = await shop.fleet.ecs.send(
      new DescribeContainerInstancesCommand({ cluster: 'shop', containerInstances: arns }),
    );
    expect(containerInstances).toMatchObject([{ status: 'INACTIVE', agentConnected: false }]);
    expect(await shop.taskNow(task)).toMatchObject({
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: 'TerminationNotice',
      stoppedReason: `Host EC2 (instance ${instance}) terminated.`,
    });
  });

  test('while it is stopped, or its agent away, stays registered', async () => {
    const [stopped = '', away = ''] = await addHosts(shop.fleet, 'shop', [{}, {}]);
    hostGoes(shop.fleet.world, stopped, 'stopped');
    agentDisconnects(shop.fleet.world, connectedHost(shop.fleet.world, away)!);
    await shop.fleet.settle(60_000);
    hostGoes(shop.fleet.world, stopped, 'terminated');
    hostGoes(shop.fleet.world, away, 'terminated');
    await shop.fleet.settle(3_600_000);
    expect((await shop.hosts()).map(({ status, agentConnected }) => [status, agentConnected])).toEqual([
      ['ACTIVE', false],
      ['ACTIVE', false],
    ]);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_container_instance_events.html */
describe('a host whose agent is away', () => {
  test('takes no tasks, and those on it do not stop until it is back', async () => {
    const [instance = ''] = await addHosts(shop.fleet, 'shop', [{}]);
    const task = await shop.runOne();
    agentDisconnects(shop.fleet.world, connectedHost(shop.fleet.world, instance)!, 300_000);
    const { failures } = await shop.fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web' }));
    expect(failures).toMatchObject([{ reason: 'AGENT' }]);
    await shop.fleet.ecs.send(new StopTaskCommand({ cluster: 'shop', task }));
    await shop.fleet.settle(240_000);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'STOPPED' });
    await shop.fleet.settle(120_000);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'STOPPED' });
  });
});
