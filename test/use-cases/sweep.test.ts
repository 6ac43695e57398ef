import { expect, it } from 'vitest';
import { AppError } from '../../shared/domain/errors.ts';
import { sweep } from '../../shared/use-cases/sweep.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { inMemoryWorld } from '../support/in-memory-world.ts';
import { stored } from '../support/reconciling.ts';
import { anInstance, home } from '../support/situations.ts';

const aWorld = () => {
  const world = inMemoryWorld();
  return { world, ports: { ...inMemoryStores(world), ...inMemoryAws(world), settings: home } };
};

it('An operation that cannot be started holds up no other, and is no secret', async () => {
  const { world, ports } = aWorld();
  for (const id of ['one', 'two', 'three'])
    world.operations.set(id, {
      id,
      wish: { kind: 'stop-task', cluster: 'c', task: 't-1', reason: 'why not' },
      bodyHash: 'x',
      requestedAt: world.nowMs - 60_000,
      requestedBy: 'local',
    });
  const start: typeof ports.workflows.start = async (kind, name, input) => {
    if (name === 'two') throw new AppError('CloudRefused', 'the input is too long');
    return ports.workflows.start(kind, name, input);
  };
  await expect(sweep({ ...ports, workflows: { start } })).rejects.toMatchObject({ code: 'CloudRefused' });
  expect([...world.executions.values()].map(({ input }) => input.operation).sort()).toEqual(['one', 'three']);
  expect(world.operations.get('two')?.executionArn).toBeUndefined();
});

it('Each tenth minute, in one call, clusters are found that have instances of ours and no spec', async () => {
  const { world, ports } = aWorld();
  world.clusterSpecs.set('managed', stored({ cluster: 'managed' }));
  const of = (id: string, changes: Record<string, string>) => {
    const one = anInstance({ id });
    world.instances.set(id, { ...one, tags: { ...one.tags, ...changes } });
  };
  of('i-1', { 'quaymaster:cluster': 'managed' });
  of('i-2', { 'quaymaster:cluster': 'lost' });
  of('i-3', { 'quaymaster:cluster': 'lost' });
  of('i-4', { 'quaymaster:stack': 'another' });
  of('i-5', { 'quaymaster:group': '' });
  of('i-6', { 'quaymaster:cluster': 'no name/of a cluster' });
  let calls = 0;
  const fleet = {
    instancesOfStack: () => {
      calls += 1;
      return ports.fleet.instancesOfStack();
    },
  };
  const found: string[] = [];
  for (let minute = 0; minute < 20; minute += 1) {
    world.nowMs += 60_000;
    found.push(...((await sweep({ ...ports, fleet })).orphaned ?? []));
  }
  expect(calls).toBe(2);
  expect(found).toEqual(['lost', 'lost']);
  const told = world.woken.filter(({ tells }) => tells === 'orphans').map(({ cluster }) => cluster);
  expect(told).toEqual(found);
});

it('Trouble with looking for them wakes the managed clusters all the same', async () => {
  const { world, ports } = aWorld();
  world.nowMs = 0;
  world.clusterSpecs.set('managed', stored({ cluster: 'managed' }));
  const fleet = { instancesOfStack: () => Promise.reject(new AppError('CloudThrottled', 'slow down')) };
  await expect(sweep({ ...ports, fleet })).rejects.toMatchObject({ code: 'CloudThrottled' });
  expect(world.woken.map(({ cluster }) => cluster)).toEqual(['managed']);
});
