/** What the service scheduler does over time, as AWS's pages and people in the field describe it. */
import {
  PutAttributesCommand,
  RunTaskCommand,
  StopTaskCommand,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { agentDisconnects } from '../../local/cloud/ecs/behaviour/agent-disconnects.ts';
import { checksChange } from '../../local/cloud/ecs/behaviour/container-health.ts';
import { exitContainer } from '../../local/cloud/ecs/behaviour/exit-container.ts';
import type { TaskRecord } from '../../local/cloud/ecs/state.ts';
import type { Knobs } from '../../local/cloud/kernel/knobs.ts';
import { addHosts, type HostOptions, recordEvents, registerWeb } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';

const cluster = 'shop';
const [second, minute, hour] = [1_000, 60_000, 3_600_000];
let shop: Shop;
const open = async (hosts: readonly HostOptions[], knobs: Partial<Knobs> = {}) => {
  shop = await openShop(knobs);
  await addHosts(shop.fleet, cluster, hosts);
  await shop.register('nginx:1');
};
const update = (input: Partial<UpdateServiceCommandInput>) =>
  shop.fleet.ecs.send(new UpdateServiceCommand({ cluster, service: 'web', ...input }));
const drain = (host: string) =>
  shop.fleet.ecs.send(
    new UpdateContainerInstancesStateCommand({ cluster, containerInstances: [host], status: 'DRAINING' }),
  );
const wanted = () => shop.liveTasks().filter(({ shown }) => shown.desiredStatus === 'RUNNING');
const running = () => wanted().filter(({ shown }) => shown.lastStatus === 'RUNNING');
const host = (index: number) =>
  shop.fleet.world.ecs.clusters.get(cluster)?.hosts.get(shop.hostArns()[index]?.split('/').at(-1) ?? '');
const record = () => shop.fleet.world.ecs.clusters.get(cluster)?.services.get('web');

// aws/amazon-ecs-agent#1160: three tries, then minutes; reproio/ecs_deploy#53: about 50 s of tries, then about 5 min
describe('a service for whose tasks there is no room', () => {
  const failures = () => record()?.pauses.get('')?.failures;

  test('is tried three times within a minute, and again after five', async () => {
    await open([]);
    const begun = shop.fleet.world.clock.now();
    await shop.create({ desiredCount: 1 });
    for (const [afterMs, expected] of [
      [2 * second, 1],
      [27 * second, 2],
      [52 * second, 3],
      [5.8 * minute, 3],
      [5.9 * minute, 4],
      [6.8 * minute, 6],
    ] as const) {
      await shop.fleet.settle(begun + afterMs - shop.fleet.world.clock.now());
      expect(failures()).toBe(expected);
    }
  });

  test('is tried at once when it is updated', async () => {
    await open([]);
    await shop.create({ desiredCount: 1 });
    await shop.fleet.settle(minute);
    await addHosts(shop.fleet, cluster, [{}]);
    await shop.fleet.settle(minute);
    expect(wanted()).toEqual([]);
    await update({ desiredCount: 1 });
    await shop.fleet.settle(10 * second);
    expect(wanted()).toHaveLength(1);
  });

  test.each([
    { newCapacityEndsBackoff: true, tasks: 1 },
    { newCapacityEndsBackoff: false, tasks: 0 },
  ])(
    'with newCapacityEndsBackoff $newCapacityEndsBackoff has $tasks soon after a host has come',
    async ({ tasks, ...knobs }) => {
      await open([], knobs);
      await shop.create({ desiredCount: 1 });
      await shop.fleet.settle(2 * minute);
      await addHosts(shop.fleet, cluster, [{}]);
      await shop.fleet.settle(20 * second);
      expect(wanted()).toHaveLength(tasks);
    },
  );

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html; the words for constraints
  // and the brackets are those of messages that people quote.
  const help = 'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.';
  const unplaced = 'was unable to place a task because no container instance met all of its requirements.';
  test.each<[string, readonly HostOptions[], object, string]>([
    ['no host', [], {}, 'Reason: No Container Instances were found in your cluster.'],
    ['no CPU', [{}], { cpu: 4_096 }, 'has insufficient CPU units available'],
    ['no memory', [{}], { memory: 8_000 }, 'has insufficient memory available'],
    [
      'a port that is taken',
      [{}],
      { portMappings: [{ containerPort: 22, hostPort: 22 }] },
      'is already using a port required by your task',
    ],
    [
      'an attribute that is missing',
      [{ config: { ECS_AVAILABLE_LOGGING_DRIVERS: '["json-file"]' } }],
      { logConfiguration: { logDriver: 'gelf' } },
      'is missing an attribute required by your task',
    ],
  ])('says why: %s', async (_, hosts, container, why) => {
    await open(hosts);
    await registerWeb(shop.fleet, {
      containerDefinitions: [{ name: 'web', image: 'nginx', memory: 128, ...container }],
    });
    await shop.create({ taskDefinition: 'web:2', desiredCount: 1 });
    await shop.fleet.settle(20 * second);
    const closest = hosts.length === 0 ? why : `The closest matching (container-instance ${host(0)?.id}) ${why}.`;
    expect(await shop.messages()).toEqual([`(service web) ${unplaced} ${closest} ${help}`]);
  });

  test.each([
    ['an agent that is away', 'AGENT', {}],
    [
      'a constraint',
      'MemberOf placement constraint unsatisfied.',
      { placementConstraints: [{ type: 'memberOf' as const, expression: 'attribute:rack == 7' }] },
    ],
  ])('says why: %s', async (_, reason, input) => {
    await open([{}]);
    const [only] = [host(0)];
    if (reason === 'AGENT' && only !== undefined) agentDisconnects(shop.fleet.world, only);
    await shop.create({ desiredCount: 1, ...input });
    await shop.fleet.settle(20 * second);
    expect(await shop.messages()).toEqual([
      `(service web) ${unplaced} The closest matching (container-instance ${only?.id}) encountered error "${reason}". ${help}`,
    ]);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html
  test('repeats itself after six hours only', async () => {
    await open([]);
    await shop.create({ desiredCount: 1 });
    const said = async () => (await shop.messages()).filter((message) => message.includes(unplaced)).length;
    await shop.fleet.settle(5.9 * hour);
    expect(await said()).toBe(1);
    await shop.fleet.settle(0.2 * hour);
    expect(await said()).toBe(2);
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
describe('restarts', () => {
  const starts = async (forMs: number): Promise<readonly number[]> => {
    await shop.fleet.settle(forMs);
    const { events = [] } = await shop.web();
    return events
      .filter(({ message }) => message?.includes('has started'))
      .map(({ createdAt }) => createdAt?.getTime() ?? 0)
      .reverse();
  };
  const pauses = (times: readonly number[]) => times.slice(1).map((time, index) => time - (times[index] ?? 0));

  test('of tasks that never run come ever later, at most 15 minutes apart, until the service is updated', async () => {
    await open([{}]);
    shop.fleet.world.ecs.unpullableImages.add('bad');
    await shop.register('bad');
    await shop.create({ taskDefinition: 'web:2', desiredCount: 1 });
    const waits = pauses(await starts(3 * hour));
    const growing = waits.filter((wait) => wait < 14 * minute);
    expect(growing.length).toBeGreaterThan(5);
    expect(growing).toEqual(growing.toSorted((one, other) => one - other));
    expect(Math.max(...waits)).toBeGreaterThan(14 * minute);
    expect(Math.max(...waits)).toBeLessThan(16 * minute);
    expect(await shop.messages()).toContain(
      '(service web) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
    );
    await update({ taskDefinition: 'web:1' });
    await shop.steady(2 * minute);
    expect(running()).toHaveLength(1);
  });

  test('of tasks that ran and then ended come at once, however often', async () => {
    await open([{}]);
    await shop.create({ desiredCount: 1 });
    for (let crash = 0; crash < 20; crash++) {
      await shop.fleet.time.until(() => running().length === 1, minute, 'a task that runs');
      exitContainer(shop.fleet.world, running()[0]?.arn ?? '', 'web', 1);
    }
    expect(Math.max(...pauses(await starts(minute)))).toBeLessThan(45 * second);
    expect((await shop.messages()).join()).not.toContain('unable to consistently');
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html
describe('a DRAINING host', () => {
  test('has its PENDING service tasks stopped at once, its standalone tasks left alone', async () => {
    await open([{}], { taskStartMs: [10 * minute, 10 * minute] });
    await shop.create({ desiredCount: 2 });
    await shop.run();
    await shop.fleet.settle(5 * second);
    await drain(shop.hostArns()[0] ?? '');
    await shop.fleet.settle(minute);
    expect(wanted()).toEqual([]);
    expect(await shop.listTasks({ desiredStatus: 'RUNNING' })).toHaveLength(1);
    expect(await shop.messages()).toContain('(service web) stopped 2 pending tasks.');
  });

  test.each([
    { minimumHealthyPercent: 50, maximumPercent: 100, fewest: 2, most: 4, reason: 'two of four stop before two start' },
    { minimumHealthyPercent: 100, maximumPercent: 200, fewest: 4, most: 8, reason: 'four start before four stop' },
    { minimumHealthyPercent: 100, maximumPercent: 125, fewest: 4, most: 5, reason: 'one after the other' },
  ])('with $minimumHealthyPercent to $maximumPercent %: $reason', async ({ fewest, most, reason: _, ...percents }) => {
    await open([{}]);
    await shop.create({ desiredCount: 4, deploymentConfiguration: percents });
    await shop.steady();
    await shop.fleet.settle(minute);
    await addHosts(shop.fleet, cluster, [{}]);
    await drain(shop.hostArns()[0] ?? '');
    const seen = { fewest: 4, most: 4 };
    await shop.fleet.time.until(
      () => {
        seen.fewest = Math.min(seen.fewest, running().length);
        seen.most = Math.max(seen.most, wanted().length);
        return running().length === 4 && running().every((task) => task.host !== host(0));
      },
      hour,
      'the empty host',
    );
    expect(seen).toEqual({ fewest, most });
  });

  test('waits for room elsewhere, and says that there is none', async () => {
    await open([{}]);
    await shop.create({ desiredCount: 2 });
    await shop.steady();
    await drain(shop.hostArns()[0] ?? '');
    await shop.fleet.settle(hour);
    expect(running()).toHaveLength(2);
    expect((await shop.messages()).join()).toContain('No Container Instances were found in your cluster.');
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon
describe('a daemon', () => {
  const daemon = () => shop.create({ schedulingStrategy: 'DAEMON' });
  beforeEach(() => open([{}, {}, {}]));

  test('is the first on a new host: no other task takes its room', async () => {
    await registerWeb(shop.fleet, {
      family: 'big',
      containerDefinitions: [{ name: 'web', image: 'nginx', memory: 3_700 }],
    });
    await shop.create({ serviceName: 'big', taskDefinition: 'big', desiredCount: 9 });
    await shop.fleet.settle(minute);
    await daemon();
    await addHosts(shop.fleet, cluster, [{}]);
    await shop.fleet.settle(10 * minute);
    expect(running().map((task) => task.host.id)).toEqual([host(3)?.id]);
  });

  test('is the last to leave a draining host', async () => {
    await daemon();
    await shop.create({ serviceName: 'other', desiredCount: 3 });
    await shop.steady();
    await shop.fleet.settle(minute);
    await drain(shop.hostArns()[0] ?? '');
    const leaving: TaskRecord[] = [];
    await shop.fleet.time.until(
      () => {
        for (const task of host(0)?.tasks.live ?? [])
          if (task.shown.desiredStatus === 'STOPPED' && !leaving.includes(task)) leaving.push(task);
        return host(0)?.tasks.live.size === 0;
      },
      hour,
      'the empty host',
    );
    expect(leaving.map(({ service }) => service?.name)).toEqual(['other', 'web']);
  });

  test('is replaced host by host as the minimum allows, never beside its predecessor', async () => {
    await shop.create({ schedulingStrategy: 'DAEMON', deploymentConfiguration: { minimumHealthyPercent: 60 } });
    await shop.steady();
    await shop.fleet.settle(minute);
    await update({ forceNewDeployment: true });
    let fewest = 3;
    await shop.fleet.time.until(
      async () => {
        fewest = Math.min(fewest, running().length);
        for (const { host: on } of shop.liveTasks()) expect(on.tasks.live.size).toBe(1);
        return (await shop.web()).deployments?.length === 1;
      },
      hour,
      'the end of the deployment',
    );
    expect(fewest).toBe(2);
  });

  test('is stopped where its constraints are no longer met, which is an event', async () => {
    const expression = 'attribute:rack !exists';
    await shop.create({ schedulingStrategy: 'DAEMON', placementConstraints: [{ type: 'memberOf', expression }] });
    await shop.steady();
    const events = recordEvents(shop.fleet.world);
    const attributes = [{ name: 'rack', value: '7', targetId: shop.hostArns()[0] ?? '' }];
    await shop.fleet.ecs.send(new PutAttributesCommand({ cluster, attributes }));
    await shop.fleet.settle(minute);
    expect(await shop.web()).toMatchObject({ desiredCount: 2, runningCount: 2 });
    expect(events.map(({ detail }) => detail)).toContainEqual(
      expect.objectContaining({ eventType: 'ERROR', eventName: 'SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED' }),
    );
  });

  test('that has no room on one host does not wait on others', async () => {
    const full = new RunTaskCommand({
      cluster,
      taskDefinition: 'big',
      placementConstraints: [{ type: 'distinctInstance' }],
    });
    await registerWeb(shop.fleet, {
      family: 'big',
      containerDefinitions: [{ name: 'web', image: 'nginx', memory: 3_700 }],
    });
    await shop.fleet.ecs.send(full);
    await daemon();
    await shop.fleet.settle(2 * minute);
    expect(running()).toHaveLength(2);
    await addHosts(shop.fleet, cluster, [{}]);
    await shop.fleet.settle(20 * second);
    expect(running()).toHaveLength(3);
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
describe('a protected task', () => {
  beforeEach(async () => {
    await open([{}, {}]);
    await shop.create({ desiredCount: 4 });
    await shop.steady();
    await shop.fleet.settle(minute);
  });
  const protect = (tasks: readonly TaskRecord[], forMs: number) => {
    for (const task of tasks) task.protectedUntil = shop.fleet.world.clock.now() + forMs;
  };

  test('is not chosen when the service is scaled in', async () => {
    const [one] = running();
    protect(one === undefined ? [] : [one], hour);
    await update({ desiredCount: 1 });
    await shop.steady();
    expect(running()).toEqual([one]);
  });

  test('keeps the service from scaling in, and says so, until its protection ends', async () => {
    protect(running().slice(0, 3), hour);
    await update({ desiredCount: 1 });
    await shop.fleet.settle(30 * minute);
    expect(running()).toHaveLength(3);
    const { deployments } = await shop.web();
    // As seen in production; service-event-messages-list has "Reason: The number of protected tasks are more than the desired
    // count of tasks." in its heading.
    expect((await shop.messages())[0]).toBe(
      `(service web) was unable to reach steady state because (taskSet ${deployments?.[0]?.id}) was unable to scale in due to (reason 2 tasks under protection)`,
    );
    await shop.fleet.settle(31 * minute);
    expect(running()).toHaveLength(1);
  });

  test.each([true, false])('stays on a draining host if the knob says so (%s)', async (drainingSparesProtected) => {
    await open([{}], { drainingSparesProtected });
    await shop.create({ desiredCount: 1 });
    await shop.steady();
    protect(running(), hour);
    await addHosts(shop.fleet, cluster, [{}]);
    await drain(shop.hostArns()[0] ?? '');
    await shop.fleet.settle(10 * minute);
    expect(running().some((task) => task.host === host(0))).toBe(drainingSparesProtected);
  });

  test('outlives a deployment', async () => {
    const [one] = running();
    protect(one === undefined ? [] : [one], hour);
    await update({ forceNewDeployment: true });
    await shop.fleet.settle(50 * minute);
    expect(running().filter((task) => task.deployment === one?.deployment)).toEqual([one]);
    expect((await shop.web()).deployments).toHaveLength(2);
    await shop.fleet.settle(20 * minute);
    expect((await shop.web()).deployments).toHaveLength(1);
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html; the texts: seen in production
test('a task that fails its health checks is replaced before it is stopped', async () => {
  await open([{}]);
  const containerDefinitions = [
    { name: 'web', image: 'nginx', memory: 128, healthCheck: { command: ['CMD', 'true'] } },
  ];
  await registerWeb(shop.fleet, { containerDefinitions });
  await shop.create({ taskDefinition: 'web:2', desiredCount: 1 });
  await shop.steady();
  const [ill] = running();
  const fault = { hits: (task: TaskRecord) => task === ill, container: undefined, exit: undefined };
  shop.fleet.world.ecs.containerFaults.add(fault);
  if (ill !== undefined) checksChange(shop.fleet.world, ill);
  let fewest = 1;
  await shop.fleet.time.until(
    () => {
      fewest = Math.min(fewest, running().length);
      return ill?.shown.lastStatus === 'STOPPED';
    },
    10 * minute,
    'the end of the ill task',
  );
  expect(fewest).toBe(1);
  expect(ill?.shown).toMatchObject({
    stopCode: 'ServiceSchedulerInitiated',
    stoppedReason: 'Task failed container health checks',
  });
  const said = await shop.messages();
  expect(said).toContain(`(service web) (task ${ill?.id}) failed container health checks.`);
  expect(said.join()).toContain('Amazon ECS replaced 1 tasks due to an unhealthy status.');
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages.html
test('a service remembers its last 100 events', async () => {
  await open([{}]);
  await shop.create({ desiredCount: 1 });
  for (let time = 0; time < 55; time++) {
    await shop.fleet.settle(20 * second);
    await shop.fleet.ecs.send(new StopTaskCommand({ cluster, task: running()[0]?.arn }));
  }
  expect((await shop.web()).events).toHaveLength(100);
});
