/** Container instances as AWS documents them: what agents register, lose and find again. Sources stand beside the facts. */
import {
  type ContainerInstance,
  CreateClusterCommand,
  DeregisterContainerInstanceCommand,
  DescribeClustersCommand,
  ListClustersCommand,
  PutAccountSettingCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { agentDisconnects, connectedHost } from '../../local/cloud/ecs/behaviour/agent-disconnects.ts';
import { agentStarts } from '../../local/cloud/ecs/behaviour/agent-starts.ts';
import { hostGoes } from '../../local/cloud/ecs/behaviour/host-goes.ts';
import { addHosts, newInstance, recordEvents, registerWeb } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';
import { refusalOf } from './doors.ts';

const guide = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide';

const registered = (host: ContainerInstance | undefined, name: string) => {
  const found = host?.registeredResources?.find((each) => each.name === name);
  return found?.type === 'STRINGSET' ? found.stringSetValue : found?.integerValue;
};
const disconnect = (shop: Shop, instance: string | undefined, forMs?: number): void => {
  const host = connectedHost(shop.fleet.world, instance ?? '');
  if (host !== undefined) agentDisconnects(shop.fleet.world, host, forMs);
};

describe('an agent registers', () => {
  // 1,024 units per vCPU: ${guide}/task_definition_parameters.html. Less memory than the type has: memory-management.html,
  // whose reasons are the kernel's own share; the tolerance covers what was seen of these types.
  test.each([
    { type: 't3.medium', cpu: 2_048, nominal: 4_096, seen: 3_828 },
    { type: 'm5.large', cpu: 2_048, nominal: 8_192, seen: 7_680 },
    { type: 'g4dn.xlarge', cpu: 4_096, nominal: 16_384, seen: 15_731 },
  ])('a $type with $cpu CPU units and less than $nominal MiB', async ({ type, cpu, nominal, seen }) => {
    const shop = await openShop();
    await addHosts(shop.fleet, 'shop', [{ type }]);
    const [host] = await shop.hosts();
    const memory = Number(registered(host, 'MEMORY'));
    expect(registered(host, 'CPU')).toBe(cpu);
    expect(memory).toBeLessThan(nominal);
    expect(Math.abs(memory - seen) / seen).toBeLessThan(0.02);
  });

  // The ports of the example in ecs_container_instance_events.html; the list is the agent's own, ECS_RESERVED_PORTS stands in its
  // place and its metrics add one (agent/config of aws/amazon-ecs-agent; ecs-agent-config.html).
  test.each([
    { config: {}, ports: ['22', '2376', '2375', '51678', '51679'], udp: [] },
    { config: { ECS_RESERVED_PORTS: '[22,8080]', ECS_RESERVED_PORTS_UDP: '[53]' }, ports: ['22', '8080'], udp: ['53'] },
    {
      config: { ECS_ENABLE_PROMETHEUS_METRICS: 'true' },
      ports: ['22', '2376', '2375', '51678', '51679', '51680'],
      udp: [],
    },
  ])('the ports $ports with $config', async ({ config, ports, udp }) => {
    const shop = await openShop();
    await addHosts(shop.fleet, 'shop', [{ config }]);
    const [host] = await shop.hosts();
    expect([registered(host, 'PORTS'), registered(host, 'PORTS_UDP')]).toEqual([ports, udp]);
  });

  test(`its GPUs by id (${guide}/ecs-gpu.html)`, async () => {
    const shop = await openShop();
    await addHosts(shop.fleet, 'shop', [{ type: 'g4dn.xlarge' }]);
    expect(registered((await shop.hosts())[0], 'GPU')).toEqual([expect.stringMatching(/^GPU-/)]);
  });

  // "If our clusterRef is empty, we should try to create the default": ecs-agent/api/ecs/client/ecs_client.go of
  // aws/amazon-ecs-agent.
  test('in the cluster default when it is told none, and creates that; another one it waits for', async () => {
    const shop = await openShop();
    const { world, ecs, settle } = shop.fleet;
    agentStarts(world, newInstance(world), {});
    agentStarts(world, newInstance(world), { ECS_CLUSTER: 'nowhere' });
    await settle(60_000);
    const { clusterArns = [] } = await ecs.send(new ListClustersCommand({}));
    expect(clusterArns.map((arn) => arn.split('/')[1])).toEqual(['default', 'shop']);
    const { clusters } = await ecs.send(new DescribeClustersCommand({}));
    expect(clusters).toMatchObject([{ clusterName: 'default', registeredContainerInstancesCount: 1 }]);
  });

  // `setClusterInConfig` in agent/app/agent.go of aws/amazon-ecs-agent
  test('in one cluster only: started with another, it ends', async () => {
    const shop = await openShop();
    await shop.fleet.ecs.send(new CreateClusterCommand({ clusterName: 'other' }));
    const [instance = ''] = await addHosts(shop.fleet, 'shop', [{}]);
    agentStarts(shop.fleet.world, instance, { ECS_CLUSTER: 'other' });
    await shop.fleet.settle(600_000);
    expect(await shop.listHosts({ cluster: 'other' })).toEqual([]);
    expect(await shop.hosts()).toMatchObject([{ agentConnected: false, status: 'ACTIVE' }]);
  });
});

describe('a connection', () => {
  // "The Amazon ECS container agent disconnects and reconnects several times per hour as a part of its normal operation":
  // ecs_cwe_events.html. Each is an event and a new version.
  test('is dropped and taken up again several times an hour, where the knob says so', async () => {
    const shop = await openShop({ agentFlapsPerHour: 4 });
    const events = recordEvents(shop.fleet.world);
    await addHosts(shop.fleet, 'shop', [{}, {}, {}]);
    await shop.fleet.settle(6 * 3_600_000);
    const states = events
      .filter((event) => event['detail-type'] === 'ECS Container Instance State Change')
      .map(({ detail, time }) => ({ ...(detail as ContainerInstance), time }));
    const lost = states.filter(({ agentConnected }) => agentConnected === false);
    expect(lost.length / 18).toBeGreaterThan(2);
    expect(lost.length / 18).toBeLessThan(6);
    for (const { containerInstanceArn, version = 0, time } of lost) {
      const back = states.find(
        (each) => each.containerInstanceArn === containerInstanceArn && each.version === version + 1,
      );
      if (back === undefined) continue;
      expect(back.agentConnected).toBe(true);
      expect(Date.parse(String(back.time)) - Date.parse(String(time))).toBeLessThanOrEqual(180_000);
    }
  });

  // aws/containers-roadmap#2040: tasks of an instance that was disconnected abruptly are RUNNING for ever, and are not replaced.
  test('that is lost leaves tasks RUNNING and in their places, those of a service and those of a draining host too', async () => {
    const shop = await openShop();
    const [gone] = await addHosts(shop.fleet, 'shop', [{}, {}]);
    await registerWeb(shop.fleet);
    await shop.create({ desiredCount: 2 });
    await shop.steady();
    const arns = await shop.listTasks();
    const [host = ''] = (await shop.hosts()).flatMap(({ ec2InstanceId, containerInstanceArn = '' }) =>
      ec2InstanceId === gone ? containerInstanceArn : [],
    );
    disconnect(shop, gone);
    hostGoes(shop.fleet.world, gone ?? '', 'terminated');
    const change = { cluster: 'shop', containerInstances: [host], status: 'DRAINING' as const };
    await shop.fleet.ecs.send(new UpdateContainerInstancesStateCommand(change));
    await shop.fleet.settle(7_200_000);
    const after = await Promise.all(arns.map((arn) => shop.taskNow(arn)));
    expect(after.map((task) => task?.lastStatus)).toEqual(['RUNNING', 'RUNNING']);
    expect(await shop.hosts()).toHaveLength(2);
  });
});

describe('an instance that ends', () => {
  // "Stopped container instances or instances with disconnected agents are not automatically deregistered when terminated":
  // deregister_container_instance.html; INACTIVE ones can be described for an hour: ecs-agent-versions.html#lifecycle.
  test.each([
    { what: 'terminated while connected', before: 'none', left: 0 },
    { what: 'terminated while disconnected', before: 'disconnected', left: 1 },
    { what: 'stopped, then terminated', before: 'stopped', left: 1 },
  ] as const)('$what: $left container instances are left', async ({ before, left }) => {
    const shop = await openShop();
    const [instance = ''] = await addHosts(shop.fleet, 'shop', [{}]);
    const [arn = ''] = await shop.listHosts();
    if (before === 'disconnected') disconnect(shop, instance);
    if (before === 'stopped') hostGoes(shop.fleet.world, instance, 'stopped');
    await shop.fleet.settle(120_000);
    hostGoes(shop.fleet.world, instance, 'terminated');
    await shop.fleet.settle(1_800_000);
    expect(await shop.listHosts()).toHaveLength(left);
    expect((await shop.describeHosts([arn]))[0]?.status).toBe(left === 0 ? 'INACTIVE' : 'ACTIVE');
    await shop.fleet.settle(3_600_000);
    expect(await shop.describeHosts([arn])).toHaveLength(left);
  });

  // bottlerocket-os/bottlerocket-test-system#717: a terminated host can stay registered for 20 minutes.
  test('lingers as ACTIVE until ECS has noticed', async () => {
    const shop = await openShop({ noticeTerminationMs: [1_200_000, 1_200_000] });
    const [instance = ''] = await addHosts(shop.fleet, 'shop', [{}]);
    hostGoes(shop.fleet.world, instance, 'terminated');
    await shop.fleet.settle(1_190_000);
    expect(await shop.hosts()).toMatchObject([{ status: 'ACTIVE', agentConnected: false }]);
    await shop.fleet.settle(20_000);
    expect(await shop.hosts()).toEqual([]);
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterContainerInstance.html
describe('deregistering', () => {
  const deregister = (shop: Shop, containerInstance: string, force?: boolean) =>
    shop.fleet.ecs.send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance, force }));

  test.each([
    { forcedDeregisterStopsTasks: false, orphans: 1 },
    { forcedDeregisterStopsTasks: true, orphans: 0 },
  ])('by force leaves $orphans orphans with $forcedDeregisterStopsTasks, and ECS starts others', async (knob) => {
    const shop = await openShop({ forcedDeregisterStopsTasks: knob.forcedDeregisterStopsTasks });
    const [instance = ''] = await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    await shop.create({ desiredCount: 1 });
    await shop.steady();
    await addHosts(shop.fleet, 'shop', [{}]);
    const [task = ''] = await shop.listTasks();
    const arn = (await shop.taskNow(task))?.containerInstanceArn ?? '';
    expect(await refusalOf(deregister(shop, arn))).toBe(
      'InvalidParameterException: Found running tasks on the instance.',
    );
    const { containerInstance } = await deregister(shop, arn, true);
    expect(containerInstance).toMatchObject({ status: 'INACTIVE' });
    expect(shop.fleet.world.ecs.orphans.get(instance) ?? []).toHaveLength(knob.orphans);
    await shop.steady();
    const replaced = await shop.listTasks();
    expect(replaced).not.toEqual([task]);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'STOPPED', containerInstanceArn: arn });
    hostGoes(shop.fleet.world, instance, 'terminated');
    expect(shop.fleet.world.ecs.orphans.size).toBe(0);
  });

  test('twice is refused', async () => {
    const shop = await openShop();
    await addHosts(shop.fleet, 'shop', [{}]);
    const [arn = ''] = await shop.listHosts();
    await deregister(shop, arn);
    expect(await refusalOf(deregister(shop, arn))).toContain('InvalidParameterException');
  });
});

// "A container instance can't be changed to DRAINING until it has reached an ACTIVE status":
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateContainerInstancesState.html
test('what is neither ACTIVE nor DRAINING cannot be drained, and others of the same call are', async () => {
  const shop = await openShop();
  await addHosts(shop.fleet, 'shop', [{}, {}]);
  const [inactive = '', active = ''] = await shop.listHosts();
  await shop.fleet.ecs.send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance: inactive }));
  const containerInstances = [inactive, 'f'.repeat(32), active];
  const drain = { cluster: 'shop', containerInstances, status: 'DRAINING' as const };
  const answer = await shop.fleet.ecs.send(new UpdateContainerInstancesStateCommand(drain));
  expect(answer.containerInstances?.map(({ containerInstanceArn, status }) => [containerInstanceArn, status])).toEqual([
    [active, 'DRAINING'],
  ]);
  expect(answer.failures?.map(({ reason }) => reason)).toEqual(['INACTIVE', 'MISSING']);
});

// Eventual consistency: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
test('what has just come to be may not be seen yet: MISSING to Describe, absent from List', async () => {
  const shop = await openShop({ ecsVisibleAfterMs: [30_000, 30_000] });
  await addHosts(shop.fleet, 'shop', [{}]);
  await registerWeb(shop.fleet);
  expect(await shop.listHosts()).toEqual([]);
  expect(await shop.describeHosts(shop.hostArns())).toEqual([]);
  const { tasks } = await shop.run();
  const arn = tasks?.[0]?.taskArn;
  expect([await shop.listTasks(), await shop.taskNow(arn)]).toEqual([[], undefined]);
  await shop.fleet.settle(31_000);
  expect([await shop.listTasks(), (await shop.taskNow(arn))?.lastStatus]).toEqual([[arn], 'RUNNING']);
  expect(await shop.hosts()).toHaveLength(1);
});

test('trunk network interfaces are not there, and nobody is made to believe so', async () => {
  const shop = await openShop();
  const setting = new PutAccountSettingCommand({ name: 'awsvpcTrunking', value: 'enabled' });
  expect(await refusalOf(shop.fleet.ecs.send(setting))).toContain('InvalidParameterException');
});
