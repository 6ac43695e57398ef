/** Placement of services, and how they are kept even over Availability Zones. Sources stand beside the facts. */
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { startsForBalance } from '../../local/cloud/ecs/behaviour/zone-balance.ts';
import type { TaskRecord } from '../../local/cloud/ecs/state.ts';
import type { Knobs } from '../../local/cloud/kernel/knobs.ts';
import { addHosts, recordEvents } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';

const cluster = 'shop';
const minute = 60_000;
const [a, b, c] = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
let shop: Shop;
const open = async (zones: readonly (string | undefined)[], knobs: Partial<Knobs> = {}) => {
  shop = await openShop(knobs);
  await addHosts(
    shop.fleet,
    cluster,
    zones.map((zone = '') => ({ zone })),
  );
  await shop.register('nginx');
};
const wanted = (): readonly TaskRecord[] => shop.liveTasks().filter(({ shown }) => shown.desiredStatus === 'RUNNING');
const perZone = () =>
  Object.fromEntries(
    [...Map.groupBy(wanted(), ({ host }) => host.availabilityZone)].map(([zone, { length }]) => [zone, length]).sort(),
  );
const update = (desiredCount: number) =>
  shop.fleet.ecs.send(new UpdateServiceCommand({ cluster, service: 'web', desiredCount }));

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html, its three examples
test.each([
  [{ [a]: 2, [b]: 0 }, [{ zone: b, count: 1 }], 'two tasks, two zones: one each'],
  [{ [a]: 3, [b]: 0 }, [{ zone: b, count: 1 }], 'three tasks, two zones: one and two'],
  [
    { [a]: 5, [b]: 0, [c]: 0 },
    [
      { zone: b, count: 2 },
      { zone: c, count: 1 },
    ],
    'five tasks, three zones: one, two and two',
  ],
  [{ [a]: 1, [b]: 2 }, [], 'three tasks, one and two: even enough'],
])('%o: start %o', (counts, starts, _reason) => {
  expect(startsForBalance(new Map(Object.entries(counts)), 100)).toEqual(starts);
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing-event-messages-list.html
describe('a service that is uneven over zones', () => {
  const uneven = async (input: Parameters<Shop['create']>[0] = {}, knobs: Partial<Knobs> = {}) => {
    await open([a], { eventDelayMs: [0, 0], ...knobs });
    await shop.create({ desiredCount: 4, ...input });
    await shop.steady();
    await shop.fleet.settle(minute);
  };

  test('has tasks moved when hosts come in other zones: started first, stopped when those are healthy', async () => {
    await uneven();
    const events = recordEvents(shop.fleet.world);
    const [deployment] = (await shop.web()).deployments ?? [];
    await addHosts(shop.fleet, cluster, [{ zone: b }]);
    let [fewest, most] = [4, 4];
    await shop.fleet.time.until(
      () => {
        const running = wanted().filter(({ shown }) => shown.lastStatus === 'RUNNING').length;
        fewest = Math.min(fewest, running);
        most = Math.max(most, wanted().length);
        return perZone()[b] === 2 && wanted().length === 4;
      },
      20 * minute,
      'balance',
    );
    expect([fewest, most]).toEqual([4, 6]);
    await shop.steady();
    // The words: service-rebalancing-event-messages-list, with the brackets of messages seen in production.
    const said = (await shop.messages()).slice(0, 5).map((message) => message.replace(/\(task \w{32}\)/g, '(task)'));
    expect(said).toEqual([
      '(service web) has reached a steady state.',
      `(service web) is AZ balanced with 2 tasks in ${a}, 2 tasks in ${b}.`,
      `(service web) has stopped 2 running tasks in ${a} due to AZ rebalancing: (task) (task).`,
      `(service web) has started 2 tasks in ${b} to AZ Rebalance: (task) (task).`,
      `(service web) is not AZ balanced with 4 tasks in ${a}, 0 tasks in ${b}. AZ Rebalancing in progress.`,
    ]);
    await shop.fleet.settle(minute);
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/track-service-rebalancing.html
    const details = events.map(({ detail }) => detail as Record<string, unknown>);
    expect(details.flatMap(({ eventName }) => (String(eventName).startsWith('SERVICE_REB') ? eventName : []))).toEqual([
      'SERVICE_REBALANCING_STARTED',
      'SERVICE_REBALANCING_COMPLETED',
    ]);
    const reason = `Availability-zone rebalancing initiated by (deployment ${deployment?.id})`;
    expect(details.filter(({ lastStatus }) => lastStatus === 'STOPPED')).toMatchObject([
      { stoppedReason: reason, stopCode: 'ServiceSchedulerInitiated' },
      { stoppedReason: reason, stopCode: 'ServiceSchedulerInitiated' },
    ]);
  });

  test('moves no more at a time than the maximum percent allows', async () => {
    await uneven({ deploymentConfiguration: { maximumPercent: 125 } });
    await addHosts(shop.fleet, cluster, [{ zone: b }]);
    let most = 4;
    await shop.fleet.time.until(
      () => {
        most = Math.max(most, wanted().length);
        return perZone()[b] === 2 && wanted().length === 4;
      },
      60 * minute,
      'balance',
    );
    expect(most).toBe(5);
  });

  test.each([
    ['does not want it', { availabilityZoneRebalancing: 'DISABLED' as const }],
    ['packs', { placementStrategy: [{ type: 'binpack' as const, field: 'memory' }] }],
    [
      'may not have more tasks than wanted',
      { deploymentConfiguration: { minimumHealthyPercent: 50, maximumPercent: 100 } },
    ],
    [
      'has no host in the other zone that its constraints allow',
      {
        placementConstraints: [
          {
            type: 'memberOf' as const,
            expression: 'attribute:ecs.instance-type == t3.medium',
          },
        ],
      },
    ],
  ])('is left alone when it %s', async (_, input) => {
    await uneven(input);
    await addHosts(shop.fleet, cluster, [{ zone: b, type: 'm5.large' }]);
    await shop.fleet.settle(30 * minute);
    expect(perZone()).toEqual({ [a]: 4 });
  });

  test('says when there is no room in the other zone', async () => {
    await shop.register('nginx');
    await open([a], { eventDelayMs: [0, 0] });
    await shop.register('nginx', 900);
    await shop.create({ taskDefinition: 'web:2', desiredCount: 4 });
    await shop.steady();
    await addHosts(shop.fleet, cluster, [{ zone: b, type: 't3.micro' }]);
    const full = shop.fleet.world.ecs.clusters.get(cluster)?.hosts.get(shop.hostArns()[1]?.split('/').at(-1) ?? '');
    if (full !== undefined) full.remaining = { ...full.remaining, memory: 0 };
    await shop.fleet.settle(30 * minute);
    const said = (await shop.messages()).filter((message) => message.includes(`in ${b}`));
    expect(said).toEqual([
      `(service web) is unable to place a task in ${b} because no container instance met all of its requirements.`,
      `(service web) is not AZ balanced with 4 tasks in ${a}, 0 tasks in ${b}. AZ Rebalancing in progress.`,
    ]);
  });

  test('keeps protected tasks where they are, and says so', async () => {
    await uneven();
    for (const task of wanted()) task.protectedUntil = shop.fleet.world.clock.now() + 60 * minute;
    const [deployment] = (await shop.web()).deployments ?? [];
    await addHosts(shop.fleet, cluster, [{ zone: b }]);
    await shop.fleet.settle(10 * minute);
    expect(perZone()[a]).toBe(4);
    expect(await shop.messages()).toContain(
      `(service web) was unable to AZ Rebalance because (taskSet ${deployment?.id}) was unable to scale in due to (reason 4 tasks under protection)`,
    );
  });

  test('stops moving when it is updated meanwhile', async () => {
    await uneven({}, { taskStartMs: [minute, minute] });
    await addHosts(shop.fleet, cluster, [{ zone: b }]);
    await shop.fleet.time.until(() => wanted().length > 4, 20 * minute, 'a move');
    await update(5);
    await shop.steady();
    expect(await shop.messages()).toContain('(service web) stopped AZ Rebalancing.');
    expect(wanted()).toHaveLength(5);
  });
});

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler
describe('tasks of a service', () => {
  beforeEach(() => open([a, a, b, b, c, c]));
  const perHost = () => [...Map.groupBy(wanted(), ({ host }) => host.id).values()].map(({ length }) => length).sort();
  const byZone = { type: 'spread' as const, field: 'attribute:ecs.availability-zone' };

  test.each([
    ['without strategies over zones, then hosts', [], { desired: 6, hosts: [1, 1, 1, 1, 1, 1], zones: [2, 2, 2] }],
    ['evenly over zones', [byZone], { desired: 6, zones: [2, 2, 2] }],
    ['evenly over hosts', [{ type: 'spread', field: 'instanceId' }], { desired: 6, hosts: [1, 1, 1, 1, 1, 1] }],
    [
      'over zones, packed in each',
      [byZone, { type: 'binpack', field: 'memory' }],
      { desired: 6, hosts: [2, 2, 2], zones: [2, 2, 2] },
    ],
    ['packed', [{ type: 'binpack', field: 'memory' }], { desired: 6, hosts: [6], zones: [6] }],
  ] as const)('go %s', async (_, placementStrategy, { desired, ...expected }) => {
    await shop.create({ desiredCount: desired, placementStrategy: [...placementStrategy] });
    await shop.steady();
    if ('hosts' in expected) expect(perHost()).toEqual(expected.hosts);
    if ('zones' in expected) expect(Object.values(perZone())).toEqual(expected.zones);
  });

  test('spread within their service: those of another one do not count', async () => {
    await shop.create({
      serviceName: 'other',
      desiredCount: 5,
      placementStrategy: [{ type: 'binpack', field: 'memory' }],
    });
    await shop.create({ desiredCount: 3 });
    await shop.fleet.settle(minute);
    expect(Object.values(perZone())).toEqual([1, 1, 1]);
  });

  test('leave so that zones stay even, and of a packed service from the host that is left with the most', async () => {
    await shop.create({ desiredCount: 6 });
    await shop.steady();
    await update(3);
    await shop.steady();
    expect(Object.values(perZone())).toEqual([1, 1, 1]);

    await open([a, a]);
    await shop.create({ desiredCount: 16, placementStrategy: [{ type: 'binpack', field: 'memory' }] });
    await shop.steady();
    const [more, fewer] = [...Map.groupBy(wanted(), ({ host }) => host).entries()].sort(
      ([, one], [, other]) => other.length - one.length,
    );
    await update(more?.[1].length ?? 0);
    await shop.steady();
    expect(wanted().every(({ host }) => host === more?.[0])).toBe(true);
    expect(fewer).toBeDefined();
  });
});
