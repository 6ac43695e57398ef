/** A ledger that cannot be trusted: nothing of its group is changed, it is said once, and putting the cluster again mends it. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { UnreadableMemory } from '../../shared/domain/situation.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, live, portsOf, stored } from '../support/reconciling.ts';
import { aGroup, aLaunch, minutes } from '../support/situations.ts';

let world: InMemoryWorld;
let unreadable: readonly UnreadableMemory[];

const groups = [aGroup(), aGroup({ name: 'other', count: 2 })];

const run = () => {
  const ports = portsOf(world);
  return reconcile('c', [], {
    ...ports,
    memories: {
      read: async (cluster) => {
        const memory = await ports.memories.read(cluster);
        // Whoever writes over it mends it.
        const still = unreadable.filter(({ name, version }) => world.ledgers.get(`c/${name}`)?.version === version);
        const ledgers = memory.ledgers.filter(({ group }) => !still.some(({ name }) => name === group));
        return { ...memory, ledgers, ...(still.length > 0 && { unreadable: still }) };
      },
    },
  });
};
const pass = async (count: number): Promise<void> => {
  for (let minute = 0; minute < count; minute += 1) {
    world.nowMs += minutes(1);
    await run();
    hostsJoin(world);
  }
};
const ofGroup = (group: string) => live(world).filter(({ tags }) => tags['quaymaster:group'] === group);
const told = () => world.decisions.filter(({ rule, outcome }) => rule !== 'x' && outcome === 'nothing');

beforeEach(async () => {
  world = freshWorld();
  unreadable = [];
  world.clusterSpecs.set('c', stored({ spec: { ...stored().spec, groups } }));
  await run();
  hostsJoin(world);
  await pass(4);
  expect([ofGroup('main').length, ofGroup('other').length]).toEqual([3, 2]);
});

const spoil: Readonly<Record<string, () => void>> = {
  'is gone': () => void world.ledgers.delete('c/main'),
  'was restored from a backup': () => {
    const ledger = world.ledgers.get('c/main')!;
    world.ledgers.set('c/main', { ...ledger, version: 1, nextLaunch: 1, launches: [] });
  },
  'was restored together with the history, and has an open launch': () => {
    const ledger = world.ledgers.get('c/main')!;
    const open = aLaunch({ number: 1, state: 'open', instanceIds: [] });
    world.ledgers.set('c/main', { ...ledger, version: 1, nextLaunch: 2, launches: [open] });
    world.histories.delete('c');
  },
  'cannot be read': () => {
    const { version } = world.ledgers.get('c/main')!;
    unreadable = [{ of: 'ledger', name: 'main', version, why: 'is damaged', newer: false }];
  },
};

describe.each(Object.entries(spoil))('the ledger of a group %s', (_what, happens) => {
  const lose = (group: string): void => {
    const [first] = ofGroup(group);
    world.instances.set(first!.id, { ...first!, state: 'terminated' });
  };

  it('so the group is left as it is, which is said once, while other groups are healed', async () => {
    happens();
    lose('main');
    lose('other');
    const before = told().length;
    const ledger = JSON.stringify(world.ledgers.get('c/main'));
    const launched = world.instances.size;
    await pass(10);
    expect([ofGroup('main').length, ofGroup('other').length]).toEqual([2, 2]);
    expect(world.instances.size).toBe(launched + 1);
    expect(JSON.stringify(world.ledgers.get('c/main'))).toBe(ledger);
    const said = told()
      .slice(before)
      .filter(({ reason }) => reason.startsWith('the ledger of main'));
    expect(said).toHaveLength(1);
    expect(said[0]?.reason).toContain('until the cluster is put again');
    expect(world.observations.get('c')?.waitingFor[0]).toContain('the ledger of main');
    expect(world.observations.get('c')?.settled).toBe(false);
  });

  it('and is founded anew once the cluster is put again, above all numbers that were used', async () => {
    happens();
    await pass(2);
    lose('main');
    const used = Math.max(...ofGroup('main').map(({ tags }) => Number(tags['quaymaster:launch'])));
    const launched = world.instances.size;
    const spec = world.clusterSpecs.get('c')!;
    world.clusterSpecs.set('c', { ...spec, generation: spec.generation + 1, writtenBy: 'again' });
    world.nowMs += minutes(1);
    await run();
    hostsJoin(world);
    await pass(5);
    expect(ofGroup('main')).toHaveLength(3);
    expect(world.instances.size).toBe(launched + 1);
    const ledger = world.ledgers.get('c/main')!;
    expect(ledger.nextLaunch).toBeGreaterThan(used + 1);
    expect(world.decisions.filter(({ action }) => action === 'found-ledger')).toMatchObject([
      { operation: 'again', outcome: 'done' },
    ]);
    expect(world.observations.get('c')).toMatchObject({ settled: true });
    expect(world.observations.get('c')?.riddles).toBeUndefined();
  });
});

it('a ledger that a later version of us has written is never written over', async () => {
  const { version } = world.ledgers.get('c/main')!;
  unreadable = [{ of: 'ledger', name: 'main', version, why: 'has schema 2', newer: true }];
  const spec = world.clusterSpecs.get('c')!;
  await pass(1);
  world.clusterSpecs.set('c', { ...spec, generation: 2 });
  const before = JSON.stringify(world.ledgers.get('c/main'));
  await pass(3);
  expect(JSON.stringify(world.ledgers.get('c/main'))).toBe(before);
});

it('a group that is removed and made anew is no riddle', async () => {
  const spec = world.clusterSpecs.get('c')!;
  world.clusterSpecs.set('c', { ...spec, generation: 2, spec: { ...spec.spec, groups: [aGroup()] } });
  await pass(6);
  expect(world.ledgers.has('c/other')).toBe(false);
  world.clusterSpecs.set('c', { ...spec, generation: 3 });
  await pass(6);
  expect(ofGroup('other')).toHaveLength(2);
  expect(told().filter(({ reason }) => reason.includes('ledger'))).toEqual([]);
});
