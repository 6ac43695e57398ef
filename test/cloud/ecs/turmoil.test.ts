import {
  CreateClusterCommand,
  CreateServiceCommand,
  DeregisterContainerInstanceCommand,
  DescribeServicesCommand,
  RunTaskCommand,
  StopServiceDeploymentCommand,
  StopTaskCommand,
  UpdateContainerInstancesStateCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { agentDisconnects } from '../../../local/cloud/ecs/behaviour/agent-disconnects.ts';
import { agentStarts } from '../../../local/cloud/ecs/behaviour/agent-starts.ts';
import { exitContainer } from '../../../local/cloud/ecs/behaviour/exit-container.ts';
import { hostGoes } from '../../../local/cloud/ecs/behaviour/host-goes.ts';
import { countTasks, tallyTasks } from '../../../local/cloud/ecs/find.ts';
import type { ClusterRecord, HostRecord } from '../../../local/cloud/ecs/state.ts';
import { type Knobs, knobsOfSeed } from '../../../local/cloud/kernel/knobs.ts';
import { Random } from '../../../local/cloud/kernel/random.ts';
import { miscounted, passLooking } from './counts.ts';
import { addHosts, type Fleet, newFleet, newInstance, recordEvents, registerWeb } from './fleet.ts';

const hostPort = 8_080;

/** Two services and loose tasks on a few hosts, of which one has a fixed port and one is a daemon. */
const begin = async (fleet: Fleet): Promise<ClusterRecord> => {
  await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await addHosts(fleet, 'shop', [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }, { zone: 'us-east-1c' }, {}]);
  await registerWeb(fleet);
  await registerWeb(fleet, {
    family: 'fixed',
    containerDefinitions: [
      { name: 'web', image: 'nginx', memory: 64, portMappings: [{ containerPort: 80, hostPort }] },
    ],
  });
  const service = { cluster: 'shop', taskDefinition: 'web' };
  await fleet.ecs.send(new CreateServiceCommand({ ...service, serviceName: 'web', desiredCount: 4 }));
  await fleet.ecs.send(
    new CreateServiceCommand({
      ...service,
      serviceName: 'daemon',
      taskDefinition: 'fixed',
      schedulingStrategy: 'DAEMON',
    }),
  );
  return fleet.world.ecs.clusters.get('shop') as ClusterRecord;
};

/** Something happens, or somebody does something. */
const disturb = async (fleet: Fleet, cluster: ClusterRecord, random: Random): Promise<void> => {
  const { ecs, world } = fleet;
  const hosts = [...cluster.hosts.values()].filter(({ status }) => status !== 'INACTIVE');
  const tasks = [...cluster.tasks.live];
  const host = hosts.length > 0 ? random.pick(hosts) : undefined;
  const task = tasks.length > 0 ? random.pick(tasks) : undefined;
  const common = { cluster: 'shop' };
  switch (random.between(0, 11)) {
    case 0:
      await ecs
        .send(new RunTaskCommand({ ...common, taskDefinition: random.pick(['web', 'fixed']), count: 3 }))
        .catch(() => {});
      break;
    case 1:
      if (task !== undefined) await ecs.send(new StopTaskCommand({ ...common, task: task.arn }));
      break;
    case 2:
      if (task?.shown.containers?.[0]?.lastStatus === 'RUNNING' && task.host.ended === undefined)
        exitContainer(world, task.arn, 'web', 1);
      break;
    case 3:
      if (host?.agentConnected === true) agentDisconnects(world, host, random.between(1_000, 90_000));
      break;
    case 4:
      if (host !== undefined && hosts.length > 2)
        hostGoes(world, host.instanceId, random.pick(['stopped', 'terminated'] as const));
      break;
    case 5:
      agentStarts(world, newInstance(world), { ECS_CLUSTER: 'shop' });
      break;
    case 6:
      if (host !== undefined) {
        const status = random.pick(['ACTIVE', 'DRAINING'] as const);
        await ecs.send(new UpdateContainerInstancesStateCommand({ ...common, containerInstances: [host.id], status }));
      }
      break;
    case 7:
      await ecs.send(new UpdateServiceCommand({ ...common, service: 'web', desiredCount: random.between(0, 6) }));
      break;
    case 8:
      if (task !== undefined) task.protectedUntil = world.clock.now() + random.between(0, 300_000);
      break;
    case 9: {
      const serviceDeploymentArn = cluster.services.get('web')?.current?.arn;
      const stopType = random.pick(['ROLLBACK', 'ABORT'] as const);
      await ecs.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType })).catch(() => {});
      break;
    }
    case 10:
      if (!world.ecs.unpullableImages.delete('nginx')) world.ecs.unpullableImages.add('nginx');
      break;
    default:
      await ecs.send(
        new UpdateServiceCommand({ ...common, service: random.pick(['web', 'daemon']), forceNewDeployment: true }),
      );
  }
};

/** What a host has free, and what its tasks hold, are all there is; nobody has a port twice. */
const expectAccountsInOrder = (cluster: ClusterRecord): void => {
  for (const host of cluster.hosts.values()) {
    const live = [...host.tasks.live];
    const held = (amount: 'cpu' | 'memory') => live.reduce((sum, { requirements }) => sum + requirements[amount], 0);
    expect(host.remaining.cpu + held('cpu')).toBe(host.registered.cpu);
    expect(host.remaining.memory + held('memory')).toBe(host.registered.memory);
    expect(host.remaining.cpu).toBeGreaterThanOrEqual(0);
    expect(host.remaining.memory).toBeGreaterThanOrEqual(0);
    expect(portsHeld(host)).toEqual([...new Set(portsHeld(host))]);
    expect(host.remaining.tcpPorts.includes(hostPort)).toBe(
      live.some(({ definition }) => definition.family === 'fixed'),
    );
  }
  for (const tasks of [
    cluster.tasks,
    ...[...cluster.hosts.values(), ...cluster.services.values()].map((each) => each.tasks),
  ])
    expect(countTasks(tasks)).toEqual(tallyTasks(tasks.live));
  const inactive = [...cluster.hosts.values()].filter(({ status }) => status === 'INACTIVE').map(({ id }) => id);
  expect(cluster.inactiveHosts.map(({ id }) => id).toSorted()).toEqual(inactive.toSorted());
  for (const task of cluster.tasks.live) {
    expect(task.host.tasks.live.has(task)).toBe(true);
    expect(task.shown.lastStatus).not.toBe('STOPPED');
    expect(cluster.tasksById.get(task.id)).toBe(task);
  }
};

const portsHeld = (host: HostRecord): readonly number[] =>
  [...host.tasks.live].flatMap(({ shown }) =>
    (shown.containers ?? []).flatMap(({ networkBindings = [] }) =>
      networkBindings.map(({ hostPort: port = 0 }) => port),
    ),
  );

const turmoil = async (seed: number, knobs: Partial<Knobs>) => {
  const fleet = newFleet(knobs, seed);
  const events = recordEvents(fleet.world);
  const cluster = await begin(fleet);
  const random = new Random(seed);
  for (let step = 0; step < 60; step++) {
    await disturb(fleet, cluster, random);
    await passLooking(fleet, random.between(0, 20_000), () => {
      const wrong = miscounted(cluster);
      if (wrong.length > 0) expect(wrong).toEqual([]);
    });
    expectAccountsInOrder(cluster);
  }
  return { fleet, cluster, events };
};

/** Images can be pulled, nobody wants loose tasks any more, hosts are ACTIVE, and those whose agents have gone for good are deregistered. */
const calmDown = async ({ ecs, world }: Fleet, cluster: ClusterRecord): Promise<void> => {
  const common = { cluster: 'shop' };
  world.ecs.unpullableImages.clear();
  for (const task of cluster.tasks.live)
    if (task.service === undefined) await ecs.send(new StopTaskCommand({ ...common, task: task.arn }));
  for (const { id, status, agentConnected } of cluster.hosts.values()) {
    if (status === 'INACTIVE') continue;
    if (agentConnected)
      await ecs.send(
        new UpdateContainerInstancesStateCommand({ ...common, containerInstances: [id], status: 'ACTIVE' }),
      );
    else await ecs.send(new DeregisterContainerInstanceCommand({ ...common, containerInstance: id, force: true }));
  }
};

describe.each([{ placeOnAnyValidHost: false }, { placeOnAnyValidHost: true }])(
  'in turmoil, with placeOnAnyValidHost $placeOnAnyValidHost',
  ({ placeOnAnyValidHost }) => {
    test.each([3, 21])('accounts stay in order, and services come to rest when it ends (seed %i)', async (seed) => {
      const { fleet, cluster } = await turmoil(seed, { placeOnAnyValidHost });
      await calmDown(fleet, cluster);
      await addHosts(fleet, 'shop', [{}, {}, {}]);
      for (const service of ['web', 'daemon'])
        await fleet.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service, forceNewDeployment: true }));
      await fleet.settle(1_000_000);
      const { services } = await fleet.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['web'] }));
      expect(services?.[0]?.runningCount).toBe(services?.[0]?.desiredCount);
      expect(services?.[0]?.deployments).toHaveLength(1);
      const connected = [...cluster.hosts.values()].filter(({ agentConnected }) => agentConnected);
      for (const host of connected)
        expect([...host.tasks.live].filter(({ service }) => service?.name === 'daemon')).toHaveLength(1);
      expectAccountsInOrder(cluster);
    });
  },
);

test('the same seed gives the same events', async () => {
  const instances = (events: readonly unknown[]) => JSON.stringify(events).replace(/i-[0-9a-f]{17}/g, 'i');
  const [one, other, another] = [await turmoil(7, {}), await turmoil(7, {}), await turmoil(8, {})];
  expect(instances(one.events)).toBe(instances(other.events));
  expect(instances(one.events)).not.toBe(instances(another.events));
});

test.each([2, 19])('counts and accounts stay in order whatever the knobs (seed %i)', async (seed) => {
  await turmoil(seed, knobsOfSeed(new Random(`knobs ${seed}`)));
});
