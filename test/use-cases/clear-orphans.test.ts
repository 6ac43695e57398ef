/** Instances of ours whose cluster has no spec. */
import { beforeEach, describe, expect, it } from 'vitest';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, live, portsOf, run } from '../support/reconciling.ts';
import { minutes } from '../support/situations.ts';

let world: InMemoryWorld;
let lost: readonly string[];

/** A cluster of three hosts, whose spec is then gone. */
beforeEach(async () => {
  world = freshWorld();
  await run(world);
  hostsJoin(world);
  world.nowMs += minutes(30);
  await run(world);
  lost = live(world).map(({ id }) => id);
  world.clusterSpecs.delete('c');
  world.calls.length = 0;
  world.decisions.length = 0;
});

const wake = (tells?: 'orphans') => {
  world.nowMs += 1_000;
  const message = { cluster: 'c', cause: 'a test', sentAt: world.nowMs, ...(tells && { tells }) };
  return reconcile('c', [message], portsOf(world));
};

describe('a cluster whose spec is gone', () => {
  it('loses nothing when nobody asked for its deletion, and that is said once', async () => {
    expect(await wake('orphans')).toEqual({ status: 'orphans', applied: [], leftAlone: lost });
    world.nowMs += minutes(60);
    await wake('orphans');
    expect(world.calls).toEqual([]);
    expect(live(world)).toHaveLength(3);
    expect(world.decisions).toMatchObject([{ cluster: 'c', rule: 'orphans', outcome: 'nothing' }]);
    expect(world.decisions[0]?.reason).toMatch(/cluster c has no spec, and nobody has asked for its deletion/);
  });

  it('keeps what was remembered of it, for when the spec is back', async () => {
    const before = world.histories.get('c');
    await wake('orphans');
    expect({ ...world.histories.get('c'), lastSaid: '' }).toEqual({ ...before, lastSaid: '' });
  });

  it('is not even looked at for another cause', async () => {
    expect(await wake()).toEqual({ status: 'nothing-to-look-at' });
    expect(world.decisions).toEqual([]);
  });
});

describe('what a deletion has left behind', () => {
  it('is terminated and deregistered a quarter of an hour later, decided first, in that order', async () => {
    world.graves.set('c', world.nowMs);
    world.nowMs += minutes(14);
    expect(await wake('orphans')).toMatchObject({ applied: [], leftAlone: [] });
    expect(world.calls).toEqual([]);
    world.nowMs += minutes(1);
    expect(await wake('orphans')).toMatchObject({ status: 'orphans', leftAlone: [] });
    expect(live(world)).toEqual([]);
    expect(world.containerInstances.get('c')).toEqual([]);
    expect(world.calls.map((call) => call.split(' ')[0])).toEqual([
      ...['terminate', 'terminate', 'terminate'],
      ...['deregister', 'deregister', 'deregister'],
    ]);
    expect(world.decisions.map(({ outcome, action, subject }) => [outcome, action, subject])).toEqual([
      ...lost.map((id) => ['done', 'terminate', id]),
      ...lost.map((id) => ['done', 'deregister', id]),
    ]);
    expect(world.decisions[0]?.reason).toMatch(/was left behind: cluster c was deleted at/);
    expect(await wake('orphans')).toMatchObject({ applied: [], leftAlone: [] });
  });

  it('is finished by another look when the first ended early', async () => {
    world.graves.set('c', world.nowMs);
    world.nowMs += minutes(15);
    const ports = portsOf(world);
    const dying = { ...ports, clusters: { ...ports.clusters, deregister: () => Promise.reject(new Error('crash')) } };
    const message = { cluster: 'c', cause: 'a test', sentAt: world.nowMs, tells: 'orphans' as const };
    await expect(reconcile('c', [message], dying)).rejects.toThrow('crash');
    expect(world.decisions.map(({ outcome }) => outcome)).toEqual(lost.flatMap(() => ['begun', 'begun']));
    await wake('orphans');
    expect(world.containerInstances.get('c')).toEqual([]);
    expect(live(world)).toEqual([]);
  });

  it('is not what was launched after it: the cluster was made anew since, and its spec was lost', async () => {
    world.graves.set('c', world.nowMs - minutes(60));
    expect(await wake('orphans')).toMatchObject({ applied: [], leftAlone: lost });
    expect(world.calls).toEqual([]);
    expect(world.decisions[0]?.reason).toMatch(/was before they were launched/);
  });

  it('does not include what lacks a part of our tags', async () => {
    world.graves.set('c', world.nowMs);
    world.nowMs += minutes(20);
    const [id = ''] = lost;
    const { 'quaymaster:group': _, ...tags } = world.instances.get(id)!.tags;
    world.instances.set(id, { ...world.instances.get(id)!, tags });
    await wake('orphans');
    expect(live(world).map((one) => one.id)).toEqual([id]);
  });
});
