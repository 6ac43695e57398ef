import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HostCapacity, reserve } from '../../shared/ecs/host.ts';
import type { PlacementStrategy } from '../../shared/ecs/placement-strategies.ts';
import { createRemoval, type RemovableTask, type RemovalRequest } from '../../shared/ecs/scale-in.ts';
import { aHost, aTask } from './builders.ts';

const group = 'service:web';
const byZone = { type: 'spread', field: 'attribute:ecs.availability-zone' };

/** Hosts with so many tasks of the service on each; the tasks are called `<host>/<number>`. */
const cluster = (counts: Readonly<Record<string, number>>, zoneOf = (id: string) => `us-east-1${id[0]}`) => {
  const hosts: HostCapacity[] = Object.entries(counts).map(([id, count]) =>
    Array.from({ length: count }).reduce<HostCapacity>(
      (host) => reserve(host, aTask(), { group, running: true }),
      aHost({ id, zone: zoneOf(id) }),
    ),
  );
  const tasks = Object.entries(counts).flatMap(([host, count]) =>
    Array.from({ length: count }, (_, index) => ({ id: `${host}/${index}`, host, requirements: aTask() })),
  );
  return { hosts, tasks };
};
const removed = (counts: Readonly<Record<string, number>>, strategies: readonly PlacementStrategy[], random = 0) =>
  chooseTaskToRemove({ ...cluster(counts), group, strategies, random: () => random })?.host;

const chooseTaskToRemove = ({ tasks, ...request }: RemovalRequest & { readonly tasks: readonly RemovableTask[] }) =>
  createRemoval(request)(tasks, 1)[0];

describe('scaling in', () => {
  it.each([
    {
      reason: 'spread over zones: the zone with the most',
      counts: { a1: 1, b1: 1, b2: 1 },
      strategies: [byZone],
      from: 'b',
    },
    {
      reason: "no strategies (AWS's example: one task in zone A, two in B and C): not zone A",
      counts: { a1: 1, b1: 2, c1: 2 },
      strategies: [],
      from: 'bc',
    },
    { reason: 'random: anyone', counts: { a1: 1, b1: 1 }, strategies: [{ type: 'random' }], from: 'ab' },
  ])('with $reason', ({ counts, strategies, from }) => {
    for (const random of [0, 0.5, 0.99]) expect(from).toContain(removed(counts, strategies, random)?.[0]);
  });

  it('with binpack takes from the host that is left with the most', () => {
    expect(removed({ a1: 3, b1: 1, c1: 2 }, [{ type: 'binpack', field: 'memory' }])).toBe('b1');
  });

  it('with binpack looks at what is left after the task has gone', () => {
    const hosts = [
      aHost({ id: 'small', remaining: { memory: 1_000 } }),
      aHost({ id: 'large', remaining: { memory: 900 } }),
    ];
    const task = (host: string, memory: number) => ({ id: host, host, requirements: aTask({ memory }) });
    const strategies = [{ type: 'binpack', field: 'memory' }];
    const tasks = [task('small', 100), task('large', 500)];
    expect(chooseTaskToRemove({ tasks, group, hosts, strategies, random: () => 0 })?.id).toBe('large');
  });

  it('without strategies takes from the fullest host of the fullest zone', () => {
    expect(removed({ a1: 2, b1: 1, b2: 3 }, [])).toBe('b2');
  });

  it('within a zone is random', () => {
    const hosts = [0, 0.99].map((random) => removed({ a1: 2, a2: 2, b1: 1 }, [byZone], random));
    expect(hosts).toEqual(['a1', 'a2']);
  });

  it('without tasks takes none', () => expect(removed({ a1: 0 }, [])).toBeUndefined());

  it('takes a task first whose host is not known any more', () => {
    const { hosts, tasks } = cluster({ a1: 3, b1: 1 });
    const left = hosts.filter(({ id }) => id !== 'b1');
    expect(chooseTaskToRemove({ tasks, group, hosts: left, strategies: [], random: () => 0 })?.host).toBe('b1');
  });

  it('of several tasks chooses each in the light of those before it', () => {
    const { tasks, hosts } = cluster({ a1: 2, a2: 2, b1: 2, c1: 4 });
    const remove = createRemoval({ group, hosts, strategies: [byZone], random: () => 0.5 });
    const zonesOf = (gone: readonly { readonly host: string }[]) => gone.map(({ host }) => host[0]);
    expect(zonesOf(remove(tasks.slice(0, 6), 2))).toEqual(['a', 'a']);
    expect(zonesOf(remove(tasks, 2))).toEqual(['c', 'c']);
  });

  it('keeps zones that were even within one task of each other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (each, random) => {
          const counts: Record<string, number> = { a1: each, b1: each, c1: each };
          for (let left = each * 3; left > 0; left--) {
            const host = removed(counts, [byZone], random.next().value);
            counts[host!]! -= 1;
            expect(Math.max(...Object.values(counts)) - Math.min(...Object.values(counts))).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});
