import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { RunTask } from '../../shared/domain/wish.ts';
import type { RunRequest } from '../../shared/ports/ecs-tasks.ts';
import { type Chunk, chunksOf, placeTasks } from '../../shared/use-cases/place-tasks.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { inMemoryWorld } from '../support/in-memory-world.ts';
import { aGroup } from '../support/situations.ts';

const wish: RunTask = {
  kind: 'run-task',
  cluster: 'c',
  taskDefinition: 'web:1',
  count: 25,
  placement: { name: 'binpack' },
  timeoutSeconds: 300,
};

/** ECS with room for so many tasks, which answers a repeated token as it did before. */
const ecs = (room: number) => {
  const world = inMemoryWorld();
  const requests: RunRequest[] = [];
  const answered = new Map<string, string[]>();
  let free = room;
  let next = 0;
  const aws = inMemoryAws(world);
  const ports = {
    ...inMemoryStores(world),
    ...aws,
    stack: 'quaymaster-test',
    ecsTasks: {
      ...aws.ecsTasks,
      run: async (request: RunRequest) => {
        requests.push(request);
        const before = answered.get(request.clientToken);
        const ids = before ?? Array.from({ length: Math.min(free, request.count) }, () => `t-${++next}`);
        if (before === undefined) free -= ids.length;
        answered.set(request.clientToken, ids);
        const failures =
          ids.length < request.count ? [{ reason: 'RESOURCE:MEMORY' }, { reason: 'RESOURCE:MEMORY' }] : [];
        return { started: ids.map((id) => ({ id })) as never, failures };
      },
    },
  };
  const makeRoom = (more: number) => {
    free += more;
  };
  return { world, ports, requests, makeRoom, started: () => next };
};

const prepare = (
  world: ReturnType<typeof inMemoryWorld>,
  containers: object = { name: 'a', image: 'b', memory: 64 },
) => {
  const policy = { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' } as const;
  const spec = { groups: [aGroup()], policy, tags: {} };
  world.clusterSpecs.set('c', { cluster: 'c', spec, generation: 1, writtenBy: 'x', writtenAt: 0 });
  const document = { family: 'web', containerDefinitions: [containers] };
  world.taskDefinitions.push({ family: 'web', revision: 1, arn: 'arn', status: 'ACTIVE', document, tags: {} });
};

describe('Placing tasks', () => {
  let cloud: ReturnType<typeof ecs>;
  beforeEach(() => {
    cloud = ecs(17);
    prepare(cloud.world);
  });

  it('asks for ten at a time, each under its own token, and says what has no place', async () => {
    const placed = await placeTasks(wish, 'op', null, cloud.ports);
    expect(cloud.requests.map(({ count }) => count)).toEqual([10, 10]);
    expect(new Set(cloud.requests.map(({ clientToken }) => clientToken)).size).toBe(2);
    expect(cloud.requests[0]).toMatchObject({
      startedBy: 'op',
      group: 'run:op',
      taskDefinition: 'web:1',
      tags: { 'quaymaster:stack': 'quaymaster-test', 'quaymaster:cluster': 'c' },
    });
    expect(placed).toMatchObject({
      more: false,
      chunks: [
        { chunk: 1, attempt: 1, missing: 3 },
        { chunk: 2, attempt: 0, missing: 5 },
      ],
      progress: { done: 17, total: 25 },
      waitingFor: ['8 of 25 tasks have no place yet: RESOURCE:MEMORY on 2 hosts'],
    });
    expect(placed.started).toHaveLength(17);
  });

  it('asks again only for what is missing, under new tokens', async () => {
    const { chunks } = await placeTasks(wish, 'op', null, cloud.ports);
    cloud.makeRoom(8);
    const again = await placeTasks(wish, 'op', chunks, cloud.ports);
    expect(again).toMatchObject({ chunks: [], progress: { done: 25, total: 25 }, waitingFor: [] });
    expect(cloud.requests.slice(2).map(({ count }) => count)).toEqual([3, 5]);
    expect(new Set(cloud.requests.map(({ clientToken }) => clientToken)).size).toBe(4);
  });

  it('starts nothing twice when a step is repeated, whenever that happens', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.record({ room: fc.nat(20), repeats: fc.nat(2) }), { minLength: 1, maxLength: 6 }),
        async (count, goes) => {
          const { world, ports, makeRoom, started } = ecs(0);
          prepare(world);
          let chunks: readonly Chunk[] | null = null;
          const ids = new Set<string>();
          for (const { room, repeats } of goes) {
            makeRoom(room);
            const first = await placeTasks({ ...wish, count }, 'op', chunks, ports);
            let last = first;
            for (let time = 0; time < repeats; time += 1)
              last = await placeTasks({ ...wish, count }, 'op', chunks, ports);
            expect(last).toEqual(first);
            for (const id of last.started) ids.add(id);
            chunks = last.chunks;
            if (chunks.length === 0) break;
          }
          expect(ids.size).toBe(started());
          expect(started()).toBeLessThanOrEqual(count);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('leaves the rest of a thousand for further goes', async () => {
    const { requests, ports, world } = ecs(5_000);
    prepare(world);
    const placed = await placeTasks({ ...wish, count: 1_000 }, 'op', null, ports);
    expect(requests).toHaveLength(10);
    expect(placed.more).toBe(true);
    expect(placed.chunks[0]).toEqual({ chunk: 10, attempt: 0, missing: 10 });
    expect(placed.chunks).toHaveLength(90);
  });

  it('of a thousand asks no further when there is no room, and then waits', async () => {
    const placed = await placeTasks({ ...wish, count: 1_000 }, 'op', null, cloud.ports);
    expect(cloud.requests).toHaveLength(2);
    expect(placed).toMatchObject({ more: false, progress: { done: 17, total: 1_000 } });
    expect(placed.chunks[0]).toEqual({ chunk: 1, attempt: 1, missing: 3 });
    const again = await placeTasks({ ...wish, count: 1_000 }, 'op', placed.chunks, cloud.ports);
    expect(cloud.requests).toHaveLength(3);
    expect(again.more).toBe(false);
  });

  it('starts nothing in a cluster that is paused, and goes on after that', async () => {
    const { world, ports, requests } = ecs(25);
    prepare(world);
    const stored = world.clusterSpecs.get('c')!;
    const policy = { ...stored.spec.policy, paused: true };
    world.clusterSpecs.set('c', { ...stored, spec: { ...stored.spec, policy } });
    const held = await placeTasks(wish, 'op', null, ports);
    expect([held.waitingFor, requests]).toEqual([['c is paused: nothing is started in it'], []]);
    world.clusterSpecs.set('c', stored);
    expect((await placeTasks(wish, 'op', held.chunks, ports)).progress).toEqual({ done: 25, total: 25 });
  });

  it('refuses what no host group allows', async () => {
    const refusing = ecs(5);
    prepare(refusing.world, { name: 'a', image: 'b', memory: 64, privileged: true });
    await expect(placeTasks(wish, 'op', null, refusing.ports)).rejects.toMatchObject({ code: 'PolicyRefusal' });
    expect(refusing.requests).toEqual([]);
  });
});

it('Chunks add up to what was asked for, none above ten', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), (count) => {
      const sizes = chunksOf(count).map(({ missing }) => missing);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
    }),
  );
});
