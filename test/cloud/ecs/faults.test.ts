/** What each fault of ECS does to hosts and tasks, and what is left of it when it ends. */
import { StopTaskCommand, type Task } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { agentStarts } from '../../../local/cloud/ecs/behaviour/agent-starts.ts';
import { hostGoes } from '../../../local/cloud/ecs/behaviour/host-goes.ts';
import type { FaultName, FaultParameters } from '../../../local/cloud/faults/catalogue.ts';
import { addHosts, newInstance, recordEvents, registerWeb } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let instances: readonly string[];
beforeEach(async () => {
  shop = await openShop();
  instances = await addHosts(shop.fleet, 'shop', [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }]);
});

const begin = <Name extends FaultName>(name: Name, parameters: FaultParameters<Name>, forMs?: number) =>
  shop.fleet.world.faults.begin(name, parameters, forMs);
const connected = async () => (await shop.hosts()).filter(({ agentConnected }) => agentConnected).length;
const tasksNow = async (status?: 'STOPPED'): Promise<readonly (Task | undefined)[]> =>
  Promise.all((await shop.listTasks(status && { desiredStatus: status })).map((arn) => shop.taskNow(arn)));
const oneHost = () => ({ instanceIds: [instances[0] ?? ''] });

describe('agents', () => {
  test('of a region are cut off, those that come later too; all join when it ends', async () => {
    const fault = begin('agent-disconnect', {});
    const late = newInstance(shop.fleet.world);
    agentStarts(shop.fleet.world, late, { ECS_CLUSTER: 'shop' });
    await shop.fleet.settle(60_000);
    expect([await connected(), (await shop.hosts()).length]).toEqual([0, 2]);
    fault.end();
    expect(await connected()).toBe(2);
    await shop.fleet.settle(300_000);
    expect(await connected()).toBe(3);
  });

  test('of a zone are cut off without touching the other; a reboot does not help', async () => {
    const fault = begin('agent-disconnect', { availabilityZone: 'us-east-1a' });
    hostGoes(shop.fleet.world, instances[0] ?? '', 'stopped');
    agentStarts(shop.fleet.world, instances[0] ?? '', { ECS_CLUSTER: 'shop' });
    await shop.fleet.settle(60_000);
    expect(await connected()).toBe(1);
    fault.end();
    await shop.fleet.settle(300_000);
    expect([await connected(), (await shop.hosts()).length]).toEqual([2, 2]);
  });

  test('that die are away until something starts them', async () => {
    const task = await shop.runOne();
    begin('agent-stop', {});
    await shop.fleet.settle(3_600_000);
    expect(await connected()).toBe(0);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'RUNNING' });
    for (const id of instances) agentStarts(shop.fleet.world, id, { ECS_CLUSTER: 'shop' });
    await shop.fleet.settle(10_000);
    expect(await connected()).toBe(2);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'RUNNING' });
    expect(() => begin('agent-stop', { instanceIds: ['i-0'] })).toThrow('No running instance');
  });

  test('that lose their state register their instance a second time; the first stays, and its tasks with it', async () => {
    const task = await shop.runOne();
    const before = await shop.hosts();
    begin('agent-state-lost', { instanceIds: [...instances] });
    await shop.fleet.settle(10_000);
    const hosts = await shop.hosts();
    expect(hosts.map(({ ec2InstanceId }) => ec2InstanceId).sort()).toEqual([...instances, ...instances].sort());
    const old = before.map(({ containerInstanceArn }) => containerInstanceArn);
    for (const { containerInstanceArn, agentConnected } of hosts)
      expect(agentConnected).toBe(!old.includes(containerInstanceArn));
    for (const id of instances) hostGoes(shop.fleet.world, id, 'terminated');
    await shop.fleet.settle(3_600_000);
    expect((await shop.hosts()).map(({ containerInstanceArn }) => containerInstanceArn).sort()).toEqual(old.sort());
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'RUNNING' });
  });
});

describe('hosts', () => {
  test('that freeze do nothing until they thaw, and then all of it', async () => {
    const task = await shop.runOne();
    const fault = begin('host-freeze', { cluster: 'shop' }, 600_000);
    await shop.fleet.ecs.send(new StopTaskCommand({ cluster: 'shop', task }));
    await shop.fleet.settle(599_000);
    expect(await connected()).toBe(0);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'RUNNING', desiredStatus: 'STOPPED' });
    expect(fault.until).toBeDefined();
    await shop.fleet.settle(60_000);
    expect(await connected()).toBe(2);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'STOPPED' });
  });

  test('that two faults freeze thaw when both have ended', async () => {
    begin('host-freeze', oneHost(), 60_000);
    begin('host-freeze', {}, 300_000);
    await shop.fleet.settle(200_000);
    expect(await connected()).toBe(0);
    await shop.fleet.settle(101_000);
    expect(await connected()).toBe(2);
  });

  test('that freeze are well again after a reboot', async () => {
    begin('host-freeze', oneHost());
    hostGoes(shop.fleet.world, instances[0] ?? '', 'stopped');
    agentStarts(shop.fleet.world, instances[0] ?? '', { ECS_CLUSTER: 'shop' });
    await shop.fleet.settle(10_000);
    expect(await connected()).toBe(2);
  });

  test('whose container runtime does not answer start and stop no container, and ECS calls them impaired', async () => {
    const task = await shop.runOne();
    const events = recordEvents(shop.fleet.world);
    begin('runtime-impaired', {}, 120_000);
    await shop.stop(task);
    const { tasks } = await shop.run();
    await shop.fleet.settle(100_000);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'RUNNING' });
    expect(await shop.taskNow(tasks?.[0]?.taskArn)).toMatchObject({ lastStatus: 'PENDING' });
    await shop.fleet.settle(60_000);
    expect(await shop.taskNow(task)).toMatchObject({ lastStatus: 'STOPPED' });
    expect(await shop.taskNow(tasks?.[0]?.taskArn)).toMatchObject({ lastStatus: 'RUNNING' });
    const told = events
      .filter((event) => event['detail-type'] === 'ECS Container Instance Health Change')
      .map(({ detail }) => (detail as { overallStatus: string }).overallStatus);
    expect(told).toEqual(['IMPAIRED', 'IMPAIRED', 'OK', 'OK']);
  });

  test('whose container runtime two faults keep from answering are impaired until both have ended', async () => {
    const hosts = shop.fleet.world.ecs.clusters.get('shop')?.hosts ?? new Map();
    const impaired = () => [...hosts.values()].filter(({ runtime }) => runtime.status === 'IMPAIRED').length;
    begin('runtime-impaired', oneHost(), 60_000);
    begin('runtime-impaired', {}, 300_000);
    await shop.fleet.settle(200_000);
    expect(impaired()).toBe(2);
    await shop.fleet.settle(101_000);
    expect(impaired()).toBe(0);
  });
});

describe('containers', () => {
  const serve = async (definition: Parameters<typeof registerWeb>[1] = {}, desiredCount = 2) => {
    await registerWeb(shop.fleet, definition);
    await shop.create({ desiredCount, availabilityZoneRebalancing: 'DISABLED' });
    await shop.fleet.settle();
  };

  test('crash again and again while the fault lasts, and no longer', async () => {
    await serve();
    begin('container-crash', { service: 'web', afterMs: 10_000, exitCode: 139 }, 300_000);
    await shop.fleet.settle(300_000);
    const crashed = async () =>
      (await tasksNow('STOPPED')).filter((task) => task?.stopCode === 'EssentialContainerExited');
    for (const task of await crashed()) expect(task).toMatchObject({ containers: [{ exitCode: 139 }] });
    expect((await crashed()).length).toBeGreaterThan(4);
    await shop.fleet.settle(120_000);
    const { length } = await crashed();
    await shop.fleet.settle(300_000);
    expect((await crashed()).length).toBe(length);
    expect(await shop.web()).toMatchObject({ runningCount: 2 });
  });

  test('crash once', async () => {
    await serve();
    begin('container-crash', { family: 'web', lasting: false });
    await shop.fleet.settle(120_000);
    expect(await tasksNow('STOPPED')).toHaveLength(2);
    expect(shop.fleet.world.faults.underWay()).toEqual([]);
    expect(() => begin('container-crash', { family: 'other', lasting: false })).toThrow('None of these tasks');
  });

  test('crash on a bad host only', async () => {
    await serve({}, 4);
    begin('container-crash', { hosts: oneHost(), afterMs: 5_000 });
    await shop.fleet.settle(120_000);
    const bad = new Set((await tasksNow('STOPPED')).map((task) => task?.containerInstanceArn));
    const [host] = (await shop.hosts()).filter(({ ec2InstanceId }) => ec2InstanceId === instances[0]);
    expect([...bad]).toEqual([host?.containerInstanceArn]);
  });

  test('are killed for their memory', async () => {
    const task = await shop.runOne();
    begin('task-out-of-memory', { lasting: false });
    await shop.fleet.settle();
    expect(await shop.taskNow(task)).toMatchObject({
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
    });
  });

  test('fail their health checks, and pass them again when the fault ends', async () => {
    const healthCheck = { command: ['CMD-SHELL', 'true'], interval: 10, retries: 2 };
    await registerWeb(shop.fleet, {
      containerDefinitions: [{ name: 'web', image: 'nginx', memory: 128, healthCheck }],
    });
    const arn = (await shop.run()).tasks?.[0]?.taskArn;
    await shop.fleet.settle();
    const fault = begin('container-unhealthy', { family: 'web' });
    await shop.fleet.settle(19_000);
    expect(await shop.taskNow(arn)).toMatchObject({ healthStatus: 'HEALTHY' });
    await shop.fleet.settle(2_000);
    expect(await shop.taskNow(arn)).toMatchObject({ healthStatus: 'UNHEALTHY', lastStatus: 'RUNNING' });
    fault.end();
    await shop.fleet.settle(11_000);
    expect(await shop.taskNow(arn)).toMatchObject({ healthStatus: 'HEALTHY' });
  });

  test('have an image that nobody can pull', async () => {
    await registerWeb(shop.fleet, { containerDefinitions: [{ name: 'web', image: 'shop/web:7', memory: 128 }] });
    const fault = begin('image-unpullable', { image: 'shop/web:7' });
    const failed = (await shop.run()).tasks?.[0]?.taskArn;
    await shop.fleet.settle();
    expect(await shop.taskNow(failed)).toMatchObject({
      stopCode: 'TaskFailedToStart',
      containers: [{ reason: expect.stringContaining('manifest for shop/web:7 not found') }],
    });
    fault.end();
    const started = (await shop.run()).tasks?.[0]?.taskArn;
    await shop.fleet.settle();
    expect(await shop.taskNow(started)).toMatchObject({ lastStatus: 'RUNNING' });
  });

  test('are placed anywhere, whatever is preferred', async () => {
    await registerWeb(shop.fleet);
    const placementStrategy = [{ type: 'binpack' as const, field: 'memory' }];
    const hostsOfTen = async () => {
      const { tasks = [] } = await shop.run({ count: 10, placementStrategy });
      return new Set(tasks.map(({ containerInstanceArn }) => containerInstanceArn)).size;
    };
    expect(await hostsOfTen()).toBe(1);
    const fault = begin('placement-on-any-valid-host', {});
    expect(await hostsOfTen()).toBe(2);
    fault.end();
  });
});
