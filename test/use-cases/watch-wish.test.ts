import { describe, expect, it } from 'vitest';
import { watchTasks } from '../../shared/use-cases/watch-tasks.ts';
import { watchWish } from '../../shared/use-cases/watch-wish.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { inMemoryWorld } from '../support/in-memory-world.ts';

const desk = () => {
  const world = inMemoryWorld();
  return { world, ports: { ...inMemoryStores(world), ...inMemoryAws(world) } };
};
const wish = { kind: 'delete-cluster', cluster: 'c', cascade: false } as const;
const tombstone = { cluster: 'c', generation: 2, writtenBy: 'op', writtenAt: 0, deleting: { cascade: false } };
const observed = (startedAt: number) => ({
  cluster: 'c',
  startedAt,
  finishedAt: startedAt,
  generation: 2,
  settled: false,
  waitingFor: ['hosts'],
  groups: [],
  services: [],
  foreignHosts: 0,
});

describe('Watching', () => {
  it('wakes the one writer when nobody has looked for a while, and only while something is waited for', async () => {
    const { world, ports } = desk();
    world.clusterSpecs.set('c', tombstone as never);
    const mark = { since: 0 };
    await watchWish(wish, 'op', mark, ports);
    expect(world.woken).toMatchObject([{ cluster: 'c', sentAt: world.nowMs }]);
    world.observations.set('c', observed(world.nowMs - 15_000));
    await watchWish(wish, 'op', mark, ports);
    expect(world.woken).toHaveLength(1);
    world.nowMs += 1;
    expect(await watchWish(wish, 'op', mark, ports)).toMatchObject({ settled: false, waitingFor: ['hosts'] });
    expect(world.woken).toHaveLength(2);
    world.clusterSpecs.clear();
    expect(await watchWish(wish, 'op', mark, ports)).toMatchObject({ settled: true });
    expect(world.woken).toHaveLength(2);
  });

  it('finds a stopped task among those that ECS no longer shows', async () => {
    const { world, ports } = desk();
    const gone = { id: 't', lastStatus: 'STOPPED', startedAt: 1, stoppedReason: 'done', containers: [] };
    world.stoppedTasks.set('c/t', { task: gone as never, keepUntil: Number.POSITIVE_INFINITY });
    const stop = { kind: 'stop-task', cluster: 'c', task: 't', reason: 'enough' } as const;
    expect(await watchWish(stop, 'op', { since: 0 }, ports)).toMatchObject({
      settled: true,
      result: { stoppedReason: 'done' },
    });
    expect(await watchTasks('c', ['t'], ports)).toMatchObject({ settled: true, result: { tasks: ['t'] } });
  });
});
