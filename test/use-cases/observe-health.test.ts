/** What is read of a cluster beside its hosts, when, and how often: each read has to pay for itself. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Told } from '../../shared/domain/happening.ts';
import { noHistory } from '../../shared/domain/history.ts';
import type { StoredCluster } from '../../shared/domain/spec.ts';
import { observe } from '../../shared/use-cases/observe.ts';
import { recall } from '../../shared/use-cases/recall.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import { aTask } from '../support/in-memory-situations.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, live, portsOf, run, stored } from '../support/reconciling.ts';
import { aGroup, minutes } from '../support/situations.ts';

let world: InMemoryWorld;
let ids: readonly string[];

/** Three hosts that have joined, and been seen. */
beforeEach(async () => {
  world = freshWorld();
  await run(world);
  hostsJoin(world);
  world.nowMs += minutes(5);
  await run(world);
  ids = live(world).map(({ id }) => id);
});

/** Counts what is asked through the ports, as `port.method`. */
const counting = () => {
  const calls: Record<string, number> = {};
  const counted = Object.fromEntries(
    Object.entries(portsOf(world)).map(([name, port]) => [
      name,
      new Proxy(port as object, {
        get: (target, key) => {
          const member = Reflect.get(target, key);
          if (typeof member !== 'function' || name === 'clock') return member;
          return (...args: unknown[]) => {
            calls[`${name}.${String(key)}`] = (calls[`${name}.${String(key)}`] ?? 0) + 1;
            return member.apply(target, args);
          };
        },
      }),
    ]),
  ) as unknown as ReturnType<typeof portsOf>;
  return { ports: counted, calls };
};

const look = async (told: readonly Told[] = [], wanted: StoredCluster = world.clusterSpecs.get('c')!) => {
  const { ports, calls } = counting();
  const memory = recall(wanted, await portsOf(world).memories.read('c'));
  const { world: seen } = await observe(memory, ports, new Set(told));
  return { seen, calls };
};
const history = (changes: object) =>
  world.histories.set('c', { ...noHistory('c'), ...world.histories.get('c'), ...changes });
const agentOf = (id: string, agentConnected: boolean) =>
  world.containerInstances.set(
    'c',
    (world.containerInstances.get('c') ?? []).map((one) => (one.instanceId === id ? { ...one, agentConnected } : one)),
  );

describe('at rest', () => {
  it('a look asks for the hosts, and once a minute for their health', async () => {
    const { ports, calls } = counting();
    history({ statusReadAt: world.nowMs });
    for (let seconds = 0; seconds < 120; seconds += 10) {
      world.nowMs += 10_000;
      await reconcile('c', [{ cluster: 'c', cause: 'a test', sentAt: world.nowMs }], ports);
    }
    const looks = calls['fleet.instancesOf'] ?? 0;
    expect(looks).toBe(12);
    expect(calls).toMatchObject({
      'clusters.cluster': looks,
      'clusters.containerInstances': looks,
      'parameters.read': looks,
      'fleet.statuses': 2,
      'stoppedTasks.since': 2,
      'regionHealth.write': 1,
    });
    const seldom = ['fleet.interrupted', 'agents.reachable', 'regionHealth.read', 'fleet.instanceTypes'];
    expect(Object.keys(calls).filter((call) => seldom.includes(call))).toEqual([]);
  });

  it('nothing is read of a cluster that goes away, or whose healing is off', async () => {
    history({ statusReadAt: 0 });
    for (const wanted of [
      stored({ deleting: { cascade: true } }),
      stored({ spec: { ...stored().spec, policy: { ...stored().spec.policy, healing: 'off' } } }),
    ]) {
      const { seen, calls } = await look(['tasks', 'maintenance'], wanted);
      expect(calls['fleet.statuses'] ?? 0).toBe(0);
      expect(calls['stoppedTasks.since'] ?? 0).toBe(0);
      expect(seen).not.toHaveProperty('statuses');
    }
  });
});

describe('status checks', () => {
  it('are read of running hosts, by id', async () => {
    history({ statusReadAt: world.nowMs - 55_000 });
    world.statuses.push({ id: ids[0]!, system: 'ok', instance: 'impaired', events: [] });
    expect((await look()).seen.statuses).toEqual({ [ids[0]!]: world.statuses[0] });
  });

  it.each([
    { reason: 'a minute has passed', ago: 55_000, told: [], away: false, reads: 1 },
    { reason: 'it was a moment ago', ago: 54_000, told: [], away: false, reads: 0 },
    { reason: 'maintenance was told of', ago: 10_000, told: ['maintenance' as const], away: false, reads: 1 },
    { reason: 'the same told again at once', ago: 9_000, told: ['maintenance' as const], away: false, reads: 0 },
    { reason: 'an agent has just gone', ago: 10_000, told: [], away: true, reads: 1 },
    { reason: 'tasks have ended', ago: 30_000, told: ['tasks' as const], away: false, reads: 0 },
  ])('are read $reads times when $reason', async ({ ago, told, away, reads }) => {
    history({ statusReadAt: world.nowMs - ago });
    if (away) agentOf(ids[0]!, false);
    expect((await look(told)).calls['fleet.statuses'] ?? 0).toBe(reads);
  });

  it('are not read again because an agent is still away', async () => {
    history({ statusReadAt: world.nowMs - 30_000, agentAwaySince: { [ids[0]!]: world.nowMs - 40_000 } });
    agentOf(ids[0]!, false);
    expect((await look()).calls['fleet.statuses'] ?? 0).toBe(0);
  });
});

describe('spot hosts', () => {
  it('are asked about at each look, and nobody else', async () => {
    history({ statusReadAt: world.nowMs });
    const [spot = '', other = ''] = ids;
    world.instances.set(spot, { ...world.instances.get(spot)!, market: 'spot' });
    world.interrupted.add(spot).add(other);
    const { seen, calls } = await look();
    expect(seen.interrupted).toEqual([spot]);
    expect(calls['fleet.interrupted']).toBe(1);
  });
});

it('what EC2 has taken back is remembered for as long as EC2 shows it, to be avoided', async () => {
  const [spot = ''] = ids;
  const change = (changes: object) => world.instances.set(spot, { ...world.instances.get(spot)!, ...changes });
  change({ market: 'spot' });
  world.interrupted.add(spot);
  await run(world);
  const since = world.histories.get('c')?.interruptedSince[spot];
  expect(since).toBe(world.nowMs);
  change({ state: 'terminated' });
  world.nowMs += minutes(2);
  await run(world);
  expect(world.histories.get('c')?.interruptedSince).toEqual({ [spot]: since });
});

describe('a host whose agent is away', () => {
  const [fourMinutes, fiveMinutes] = [minutes(4), minutes(5)];
  it.each([
    { reason: 'for four minutes', away: fourMinutes, restarted: false, asked: undefined },
    { reason: 'for five minutes', away: fiveMinutes, restarted: false, asked: 1 },
    { reason: 'and was restarted', away: fiveMinutes, restarted: true, asked: undefined },
  ])('is asked for by SSM only after five minutes and once: $reason', async ({ away, restarted, asked }) => {
    const [id = ''] = ids;
    agentOf(id, false);
    world.reachable.add(id);
    history({
      statusReadAt: world.nowMs,
      agentAwaySince: { [id]: world.nowMs - away },
      agentRestartedAt: restarted ? { [id]: world.nowMs - 1_000 } : {},
    });
    const { seen, calls } = await look();
    expect(calls['agents.reachable']).toBe(asked);
    expect(seen.reachable).toEqual(asked && [id]);
  });

  it('makes it matter how the other clusters are', async () => {
    const [id = ''] = ids;
    world.regionHealth.set('other', { cluster: 'other', at: world.nowMs, hosts: 10, unhealthy: 9 });
    agentOf(id, false);
    history({ statusReadAt: world.nowMs, agentAwaySince: { [id]: world.nowMs - fiveMinutes } });
    expect((await look()).seen.region?.map(({ cluster }) => cluster)).toEqual(['other']);
  });

  it('is told to the others when it is unhealthy, and when it is well again', async () => {
    const [id = ''] = ids;
    const said = () => world.regionHealth.get('c')?.unhealthy;
    expect(said()).toBe(0);
    agentOf(id, false);
    await run(world);
    world.nowMs += minutes(5);
    await run(world);
    expect(said()).toBe(1);
    agentOf(id, true);
    await run(world);
    expect(said()).toBe(0);
  });
});

it('impaired checks make it matter at once how the other clusters are', async () => {
  history({ statusReadAt: 0 });
  world.statuses.push({ id: ids[0]!, system: 'impaired', instance: 'ok', events: [] });
  expect((await look()).calls['regionHealth.read']).toBe(1);
});

describe('tasks that ended badly', () => {
  const failed = (id: string, changes: object = {}) => {
    const task = aTask(world, id, {
      lastStatus: 'STOPPED',
      stoppedAt: world.nowMs - minutes(1),
      stopCode: 'EssentialContainerExited',
      containerInstanceArn: world.containerInstances.get('c')![0]!.arn,
      containers: [
        {
          name: 'web',
          image: 'nginx',
          lastStatus: 'STOPPED',
          exitCode: 137,
          reason: 'OutOfMemoryError',
          hostPorts: [],
        },
      ],
      ...changes,
    });
    world.stoppedTasks.set(`c/${id}`, { task, keepUntil: world.nowMs + minutes(60) });
  };

  it('are read at once when an event tells of them, of the last quarter of an hour', async () => {
    history({ statusReadAt: world.nowMs });
    failed('new');
    failed('old', { stoppedAt: world.nowMs - minutes(16) });
    failed('on a host that is gone', { containerInstanceArn: 'arn:gone' });
    expect((await look()).seen).not.toHaveProperty('failures');
    const { seen } = await look(['tasks']);
    expect(seen.failures).toMatchObject([
      {
        task: 'new',
        instanceId: world.containerInstances.get('c')![0]!.instanceId,
        what: expect.stringContaining('OutOfMemoryError'),
      },
    ]);
  });
});

it('a group without hosts costs no call about their health', async () => {
  world = freshWorld();
  world.clusterSpecs.set('c', stored({ spec: { ...stored().spec, groups: [aGroup({ count: 0 })] } }));
  const { seen, calls } = await look();
  expect(seen.statuses).toEqual({});
  expect(calls['fleet.statuses'] ?? 0).toBe(0);
});
