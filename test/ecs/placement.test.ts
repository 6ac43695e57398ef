import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HostCapacity, unmet } from '../../shared/ecs/host.ts';
import { type PlacementRequest, placeTasks } from '../../shared/ecs/placement.ts';
import { defaultServiceStrategies } from '../../shared/ecs/placement-strategies.ts';
import { matches } from '../../shared/ecs/query-language.ts';
import { aHost, aTask } from './builders.ts';
import { placeTask, validHosts } from './placing.ts';

const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c'];
const group = 'family:web';
const first = () => 0;
const byZone = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const byHost = { type: 'spread', field: 'instanceId' };
const packed = (field: string) => ({ type: 'binpack', field });

const place = (hosts: readonly HostCapacity[], parts: Partial<PlacementRequest> = {}) =>
  placeTask({ requirements: aTask(), group, constraints: [], strategies: [], random: first, ...parts, hosts });
const placeMany = (hosts: readonly HostCapacity[], count: number, parts: Partial<PlacementRequest> = {}) =>
  placeTasks({ requirements: aTask(), group, constraints: [], strategies: [], random: first, ...parts, hosts }, count);
const idOf = (placement: ReturnType<typeof place>) => (placement.status === 'placed' ? placement.host.id : undefined);
const tally = (names: readonly (string | undefined)[]): Record<string, number> =>
  Object.fromEntries([...new Set(names)].sort().map((name) => [name, names.filter((each) => each === name).length]));

/** Six hosts, two in each of three zones: a1, a2, b1, b2, c1, c2. */
const six = zones.flatMap((zone) => ['1', '2'].map((number) => aHost({ id: `${zone.at(-1)}${number}`, zone })));

describe('the strategies that AWS shows in its guide', () => {
  it('spread over zones', () => {
    const { placed } = placeMany(six, 6, { strategies: [byZone] });
    expect(tally(placed.map((id) => id[0]))).toEqual({ a: 2, b: 2, c: 2 });
  });

  it('spread over instances', () => {
    expect(tally(placeMany(six, 6, { strategies: [byHost] }).placed)).toEqual({
      a1: 1,
      a2: 1,
      b1: 1,
      b2: 1,
      c1: 1,
      c2: 1,
    });
    expect(tally(placeMany(six, 6, { strategies: [{ type: 'spread', field: 'host' }] }).placed)).toEqual(
      tally(placeMany(six, 6, { strategies: [byHost] }).placed),
    );
  });

  it('pack by memory: the host that is left with the least', () => {
    const hosts = [
      aHost({ id: 'empty' }),
      aHost({ id: 'fuller', remaining: { memory: 600 } }),
      aHost({ id: 'full', remaining: { memory: 100 } }),
    ];
    expect(idOf(place(hosts, { strategies: [packed('memory')] }))).toBe('fuller');
    expect(placeMany(six, 7, { strategies: [packed('memory')] }).placed).toEqual(Array(7).fill('a1'));
  });

  it('pack by CPU', () => {
    const hosts = [aHost({ id: 'empty' }), aHost({ id: 'busy', remaining: { cpu: 300 } })];
    expect(idOf(place(hosts, { strategies: [packed('CPU')] }))).toBe('busy');
  });

  it('at random, over all valid hosts', () => {
    const anywhere = six.map((_, index) =>
      idOf(place(six, { strategies: [{ type: 'random' }], random: () => index / 6 })),
    );
    expect(new Set(anywhere).size).toBe(6);
  });

  it('spread over zones, then over instances', () => {
    const { placed } = placeMany(six, 6, { strategies: [byZone, byHost] });
    expect(tally(placed)).toEqual({ a1: 1, a2: 1, b1: 1, b2: 1, c1: 1, c2: 1 });
  });

  it('spread over zones, then pack by memory', () => {
    const { placed } = placeMany(six, 6, { strategies: [byZone, packed('memory')] });
    expect(tally(placed)).toEqual({ a1: 2, b1: 2, c1: 2 });
  });

  it('spread counts tasks of the own group only, on full hosts too', () => {
    const hosts = [
      aHost({ id: 'a1', zone: 'us-east-1a', groups: [group, group], remaining: { memory: 0 } }),
      aHost({ id: 'a2', zone: 'us-east-1a' }),
      aHost({ id: 'b1', zone: 'us-east-1b', groups: ['family:other', 'family:other', 'family:other'] }),
    ];
    expect(idOf(place(hosts, { strategies: [byZone] }))).toBe('b1');
  });

  it('spread within what the strategy before has chosen', () => {
    const rack = (id: string, zone: string, name: string, tasks: number) =>
      aHost({ id, zone, attributes: { rack: name }, groups: Array(tasks).fill(group) });
    const hosts = [
      rack('a-north', zones[0]!, 'north', 0),
      rack('a-south', zones[0]!, 'south', 1),
      rack('b-north', zones[1]!, 'north', 5),
    ];
    expect(idOf(place(hosts, { strategies: [byZone, { type: 'spread', field: 'attribute:rack' }] }))).toBe('a-north');
  });

  it('are best effort: where the best zone has no room, the next is taken', () => {
    const hosts = [
      aHost({ id: 'a', zone: zones[0]!, groups: [group] }),
      aHost({ id: 'b', zone: zones[1]!, remaining: { cpu: 0 } }),
    ];
    expect(idOf(place(hosts, { strategies: [byZone] }))).toBe('a');
  });

  it('by default spread a service over zones, then hosts', () => {
    const { placed } = placeMany(six, 6, { strategies: defaultServiceStrategies });
    expect(tally(placed)).toEqual({ a1: 1, a2: 1, b1: 1, b2: 1, c1: 1, c2: 1 });
  });
});

describe('the constraints that AWS shows in its guide', () => {
  it('memberOf an instance type', () => {
    const hosts = [aHost({ id: 'm', type: 'm5.large' }), aHost({ id: 't', type: 't2.small' })];
    const constraints = [{ type: 'memberOf', expression: 'attribute:ecs.instance-type =~ t2.*' }];
    expect(idOf(place(hosts, { constraints }))).toBe('t');
  });

  it('memberOf a task group', () => {
    const hosts = [aHost({ id: 'empty' }), aHost({ id: 'db', groups: ['databases'] })];
    expect(idOf(place(hosts, { constraints: [{ type: 'memberOf', expression: 'task:group == databases' }] }))).toBe(
      'db',
    );
  });

  it('distinctInstance: one task of the group on each host', () => {
    const { placed, failures } = placeMany(six, 7, { constraints: [{ type: 'distinctInstance' }] });
    expect(tally(placed)).toEqual({ a1: 1, a2: 1, b1: 1, b2: 1, c1: 1, c2: 1 });
    expect(failures.map(({ unmet }) => unmet[0]?.reason)).toEqual(
      Array(6).fill('DistinctInstance placement constraint unsatisfied.'),
    );
  });

  it('distinctInstance does not mind tasks of other groups', () => {
    const hosts = [aHost({ groups: ['service:other'] })];
    expect(place(hosts, { constraints: [{ type: 'distinctInstance' }] }).status).toBe('placed');
  });

  it('of the definition hold as well as those of the request', () => {
    const requirements = aTask({ constraints: ['attribute:ecs.availability-zone == us-east-1b'] });
    const constraints = [{ type: 'memberOf', expression: 'attribute:ecs.availability-zone != us-east-1b' }];
    expect(validHosts({ hosts: six, requirements, constraints: [], group }).map(({ id }) => id)).toEqual(['b1', 'b2']);
    expect(validHosts({ hosts: six, requirements, constraints, group })).toEqual([]);
  });
});

describe('whatever the cluster', () => {
  const anyHost = fc.record({
    zone: fc.constantFrom(...zones),
    status: fc.constantFrom('ACTIVE', 'ACTIVE', 'DRAINING'),
    agentConnected: fc.boolean(),
    groups: fc.array(fc.constantFrom(group, 'service:other'), { maxLength: 4 }),
    cpu: fc.constantFrom(0, 256, 2_048),
    memory: fc.constantFrom(0, 512, 3_832),
  });
  const anyHosts = fc
    .array(anyHost, { maxLength: 8 })
    .map((hosts) =>
      hosts.map(({ cpu, memory, ...rest }, index) => aHost({ ...rest, id: `h${index}`, remaining: { cpu, memory } })),
    );
  const anyStrategies = fc.array(fc.constantFrom(byZone, byHost, packed('cpu'), packed('memory'), { type: 'random' }), {
    maxLength: 3,
  });
  const inZone = 'attribute:ecs.availability-zone != us-east-1a';
  const anyConstraints = fc.subarray([{ type: 'distinctInstance' }, { type: 'memberOf', expression: inZone }]);
  const anyRandom = fc.double({ min: 0, max: 0.999, noNaN: true });

  it('a task is placed on a valid host if there is one, and never on another', () => {
    fc.assert(
      fc.property(anyHosts, anyStrategies, anyConstraints, anyRandom, (hosts, strategies, constraints, random) => {
        const placement = place(hosts, { strategies, constraints, random: () => random });
        const valid = validHosts({ hosts, requirements: aTask(), constraints, group });
        expect(placement.status).toBe(valid.length > 0 ? 'placed' : 'failed');
        if (placement.status === 'failed') return;
        const { host } = placement;
        expect(valid).toContain(host);
        expect(unmet(host, aTask())).toEqual([]);
        if (constraints.some(({ type }) => type === 'memberOf')) expect(matches(inZone, host)).toBe(true);
        if (constraints.some(({ type }) => type === 'distinctInstance')) {
          expect(host.tasks.some((task) => task.group === group)).toBe(false);
        }
      }),
    );
  });

  it('no amount of placing takes more than there is', () => {
    fc.assert(
      fc.property(anyHosts, anyStrategies, fc.nat(30), (hosts, strategies, count) => {
        const { placed, hosts: after } = placeMany(hosts, count, { strategies });
        expect(after.every(({ remaining }) => remaining.cpu >= 0 && remaining.memory >= 0)).toBe(true);
        const room = hosts.reduce((sum, host) => {
          if (host.status !== 'ACTIVE' || !host.agentConnected) return sum;
          return sum + Math.min(Math.floor(host.remaining.cpu / 256), Math.floor(host.remaining.memory / 512));
        }, 0);
        expect(placed).toHaveLength(Math.min(count, room));
      }),
    );
  });

  it('spreading over zones with room in all differs by at most one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), anyRandom, (count, random) => {
        const { placed } = placeMany(six, count, { strategies: [byZone, byHost], random: () => random });
        const perZone = Object.values(tally(placed.map((id) => id[0])));
        expect(Math.max(...perZone) - (perZone.length < 3 ? 0 : Math.min(...perZone))).toBeLessThanOrEqual(1);
      }),
    );
  });
});
