import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../shared/domain/ledger.ts';
import { removeDisruption } from '../../shared/domain/ledger-changes.ts';
import type { ServiceSpec } from '../../shared/domain/spec.ts';
import type { ChangeHost, DeployService, ProvisionCluster, Wish } from '../../shared/domain/wish.ts';
import { writeWish } from '../../shared/use-cases/write-wish.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { inMemoryWorld } from '../support/in-memory-world.ts';
import { aGroup } from '../support/situations.ts';

const provision = (count: number): ProvisionCluster => ({
  kind: 'provision-cluster',
  cluster: 'c',
  spec: {
    groups: [aGroup({ count })],
    policy: { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' },
    tags: {},
  },
});
const spec: ServiceSpec = {
  taskDefinition: 'web:1',
  scheduling: 'REPLICA',
  desiredCount: 1,
  placement: { name: 'binpack' },
  deployment: { minimumHealthyPercent: 100, maximumPercent: 200, circuitBreaker: true },
  tags: {},
};
const deploy: DeployService = { kind: 'deploy-service', cluster: 'c', service: 'web', spec };
const remove = { kind: 'delete-cluster', cluster: 'c', cascade: false } as const;
const change = (what: ChangeHost['change']): ChangeHost => ({
  kind: 'change-host',
  cluster: 'c',
  host: 'i-1',
  change: what,
});

const desk = () => {
  const world = inMemoryWorld();
  const ports = { ...inMemoryStores(world), ...inMemoryAws(world) };
  const write = (wish: Wish, operation: string, requestedAt?: number) => {
    world.nowMs += 1_000;
    return writeWish(wish, operation, ports, requestedAt);
  };
  return { world, ports, write };
};

describe('A spec', () => {
  it('is written as the next generation, and says which operation wrote it', async () => {
    const { world, write } = desk();
    expect(await write(provision(1), 'a')).toEqual({ outcome: 'written', generation: 1 });
    expect(await write(provision(2), 'b')).toEqual({ outcome: 'written', generation: 2 });
    expect(world.clusterSpecs.get('c')).toMatchObject({ generation: 2, writtenBy: 'b', writtenAt: world.nowMs });
  });

  it('is not written again when it is so already, or when this operation has written it', async () => {
    const { write } = desk();
    await write(provision(1), 'a');
    expect(await write(provision(1), 'b')).toEqual({ outcome: 'unchanged', generation: 1 });
    expect(await write(provision(1), 'a')).toEqual({ outcome: 'own-write', generation: 1 });
  });

  it('of a later operation stays, when a workflow comes late with an earlier one', async () => {
    const { world, write } = desk();
    const requestedAt = world.nowMs;
    await write(provision(1), 'a');
    await write(provision(5), 'b');
    expect(await write(provision(1), 'a', requestedAt)).toEqual({ outcome: 'superseded', generation: 2 });
    expect(world.clusterSpecs.get('c')?.spec.groups[0]?.count).toBe(5);
  });

  it('that was asked for in the same moment stays too: workflows do not write over each other in turns', async () => {
    const { world, write } = desk();
    await write(provision(1), 'a');
    await write(provision(5), 'b');
    expect(await write(provision(1), 'a', world.nowMs)).toEqual({ outcome: 'superseded', generation: 2 });
  });

  it('is written only over the generation that was asked for', async () => {
    const { write } = desk();
    await write(provision(1), 'a');
    await expect(write({ ...provision(2), expectedGeneration: 7 }, 'b')).rejects.toMatchObject({
      code: 'StaleGeneration',
    });
    expect(await write({ ...provision(2), expectedGeneration: 1 }, 'b')).toMatchObject({ outcome: 'written' });
  });

  it('is read again and decided again when somebody else writes first', async () => {
    const { ports } = desk();
    let rivals = 1;
    const clusterSpecs: typeof ports.clusterSpecs = {
      ...ports.clusterSpecs,
      write: async (stored, over) => {
        if (rivals-- > 0) await ports.clusterSpecs.write({ ...stored, ...provision(9), writtenBy: 'rival' }, over);
        return ports.clusterSpecs.write(stored, over);
      },
    };
    expect(await writeWish(provision(1), 'a', { ...ports, clusterSpecs })).toEqual({
      outcome: 'written',
      generation: 2,
    });
    rivals = 99;
    await expect(writeWish(provision(2), 'b', { ...ports, clusterSpecs })).rejects.toMatchObject({ code: 'Conflict' });
  });

  it('of a service needs its cluster', async () => {
    const { write } = desk();
    await expect(write(deploy, 'a')).rejects.toMatchObject({ code: 'ClusterNotFound' });
    await write(provision(1), 'a');
    expect(await write(deploy, 'b')).toEqual({ outcome: 'written', generation: 1 });
    await write(remove, 'c');
    await expect(write(deploy, 'd')).rejects.toMatchObject({ code: 'BeingDeleted' });
  });
});

describe('A tombstone', () => {
  it('is not put over a cluster that is paused, as its pause could never be lifted again', async () => {
    const { world, write } = desk();
    const wish = provision(1);
    await write({ ...wish, spec: { ...wish.spec, policy: { ...wish.spec.policy, paused: true } } }, 'a');
    await expect(write(remove, 'b')).rejects.toMatchObject({ code: 'ClusterPaused' });
    expect(world.clusterSpecs.get('c')).not.toHaveProperty('deleting');
    await write(wish, 'c');
    expect(await write(remove, 'd')).toMatchObject({ outcome: 'written' });
  });

  it('is a generation of its own, once; what is gone is success', async () => {
    const { world, write } = desk();
    expect(await write(remove, 'x')).toEqual({ outcome: 'unchanged' });
    await write(provision(1), 'a');
    expect(await write(remove, 'b')).toEqual({ outcome: 'written', generation: 2 });
    expect(world.clusterSpecs.get('c')).toMatchObject({ deleting: { cascade: false }, spec: provision(1).spec });
    expect(await write(remove, 'b')).toEqual({ outcome: 'own-write', generation: 2 });
    expect(await write(remove, 'c')).toEqual({ outcome: 'unchanged', generation: 2 });
    expect(await write({ ...remove, cascade: true }, 'd')).toEqual({ outcome: 'written', generation: 3 });
    await expect(write(provision(3), 'e')).rejects.toMatchObject({ code: 'BeingDeleted' });
  });

  it('of a service leaves its spec to be read', async () => {
    const { world, write } = desk();
    await write(provision(1), 'a');
    await write(deploy, 'b');
    const wish = { kind: 'delete-service', cluster: 'c', service: 'web' } as const;
    expect(await write(wish, 'd')).toEqual({ outcome: 'written', generation: 2 });
    expect(world.serviceSpecs.get('c/web')).toMatchObject({ spec, deleting: { cascade: false } });
  });
});

describe('A disruption', () => {
  const ledger: Ledger = { cluster: 'c', group: 'main', version: 1, nextLaunch: 2, launches: [], disruptions: [] };
  const launched = { number: 1, state: 'launched', enteredAt: 0, request: {}, instanceIds: ['i-1'], reason: '' };

  const withHost = async () => {
    const one = desk();
    await one.write(provision(1), 'a');
    one.world.ledgers.set('c/main', { ...ledger, launches: [launched as unknown as Ledger['launches'][number]] });
    return one;
  };

  it('is entered into the ledger that launched the host, with its deadline', async () => {
    const { world, write } = await withHost();
    expect(await write({ ...change('drain'), deadlineSeconds: 60 }, 'op')).toEqual({ outcome: 'written' });
    expect(world.ledgers.get('c/main')).toMatchObject({
      version: 2,
      disruptions: [
        {
          host: 'i-1',
          kind: 'drain',
          cause: 'requested',
          stage: 'wanted',
          operation: 'op',
          deadline: world.nowMs + 60_000,
        },
      ],
    });
    expect(await write(change('drain'), 'op')).toEqual({ outcome: 'own-write' });
  });

  it('has the patience of the cluster unless told otherwise, and takes the place of an earlier one', async () => {
    const { world, write } = await withHost();
    await write(change('drain'), 'one');
    await write({ kind: 'replace-host', cluster: 'c', host: 'i-1' }, 'two');
    expect(world.ledgers.get('c/main')?.disruptions).toMatchObject([
      { kind: 'replace', operation: 'two', attempt: 2, deadline: world.nowMs + 900_000 },
    ]);
  });

  it('of a later operation stays, when a workflow comes late with an earlier one', async () => {
    const { world, write } = await withHost();
    const requestedAt = world.nowMs;
    await write(change('drain'), 'one');
    await write(change('activate'), 'two');
    expect(await write(change('drain'), 'one', requestedAt)).toEqual({ outcome: 'superseded' });
    expect(world.ledgers.get('c/main')?.disruptions).toMatchObject([{ kind: 'activate', operation: 'two' }]);
  });

  it('that was carried out already is not entered again by its own workflow', async () => {
    const { world, write } = await withHost();
    await write(change('activate'), 'one');
    const entered = world.ledgers.get('c/main')!;
    world.ledgers.set('c/main', { ...removeDisruption(entered, 'i-1'), launches: [] });
    expect(await write(change('activate'), 'one')).toEqual({ outcome: 'own-write' });
    expect(world.ledgers.get('c/main')?.disruptions).toEqual([]);
  });

  it('finds a host whose launch was long ago', async () => {
    const { world, write } = await withHost();
    const ledger = world.ledgers.get('c/main')!;
    const former = ledger.launches.map(({ number, enteredAt, reason, instanceIds }) => ({
      number,
      enteredAt,
      reason,
      instanceIds,
    }));
    world.ledgers.set('c/main', { ...ledger, launches: [], former });
    expect(await write(change('drain'), 'one')).toEqual({ outcome: 'written' });
  });

  it('is never entered for a host that we did not launch', async () => {
    const { world, write } = await withHost();
    await expect(write({ ...change('terminate'), host: 'i-foreign' }, 'op')).rejects.toMatchObject({
      code: 'HostNotFound',
    });
    expect(world.ledgers.get('c/main')?.version).toBe(1);
  });

  it('leaves a host alone that is being terminated', async () => {
    const { world, write } = await withHost();
    await write(change('terminate'), 'one');
    const entered = world.ledgers.get('c/main')!;
    world.ledgers.set('c/main', { ...entered, disruptions: [{ ...entered.disruptions[0]!, stage: 'terminating' }] });
    expect(await write(change('activate'), 'two')).toEqual({ outcome: 'unchanged' });
  });
});

it('A demand is added for the one writer', async () => {
  const { world, write } = desk();
  await write(provision(1), 'a');
  await write({ kind: 'stop-task', cluster: 'c', task: 't', reason: 'enough' }, 'op');
  expect(world.demands).toEqual([
    { kind: 'stop-task', cluster: 'c', task: 't', reason: 'enough', operation: 'op', wishedAt: world.nowMs },
  ]);
});

describe('What was deleted', () => {
  it('is not brought back by a workflow that comes late, and is by whoever asks for it anew', async () => {
    const { world, ports, write } = desk();
    const requestedAt = world.nowMs;
    await write(provision(1), 'a');
    world.clusterSpecs.clear();
    await ports.graves.add('c', world.nowMs + 500);
    expect(await write(provision(1), 'a', requestedAt)).toEqual({ outcome: 'superseded' });
    expect(world.clusterSpecs.size).toBe(0);
    expect(await write(provision(1), 'b', world.nowMs + 1_000)).toMatchObject({ outcome: 'written' });
    world.clusterSpecs.clear();
    expect(await write(provision(1), 'c')).toMatchObject({ outcome: 'written' });
  });

  it('is a service of a cluster that is still there, too', async () => {
    const { world, ports, write } = desk();
    await write(provision(1), 'a');
    const requestedAt = world.nowMs;
    await write(deploy, 'b', requestedAt);
    world.serviceSpecs.clear();
    await ports.graves.add('c', world.nowMs, 'web');
    expect(await write(deploy, 'b', requestedAt)).toEqual({ outcome: 'superseded' });
    expect(await write(deploy, 'c')).toMatchObject({ outcome: 'written' });
  });
});

describe('The very same wish again', () => {
  const seen = (changes: object) => ({
    cluster: 'c',
    startedAt: 0,
    finishedAt: 0,
    generation: 1,
    settled: false,
    waitingFor: [],
    groups: [],
    services: [],
    foreignHosts: 0,
    ...changes,
  });
  const failed = (generation: number) => ({
    service: 'web',
    generation,
    desired: 1,
    running: 0,
    pending: 0,
    rolloutState: 'FAILED',
    settled: false,
    waitingFor: [],
  });

  it('is a new try of a service that ECS gave up on, once for each time', async () => {
    const { world, write } = desk();
    await write(provision(1), 'a');
    await write(deploy, 'b');
    expect(await write(deploy, 'c')).toEqual({ outcome: 'unchanged', generation: 1 });
    world.observations.set('c', seen({ services: [failed(1)] }));
    expect(await write(deploy, 'd')).toEqual({ outcome: 'written', generation: 2 });
    expect(await write(deploy, 'd')).toEqual({ outcome: 'own-write', generation: 2 });
    expect(await write(deploy, 'e')).toEqual({ outcome: 'unchanged', generation: 2 });
  });

  it('is a new generation of a cluster of which we lost our memory', async () => {
    const { world, write } = desk();
    await write(provision(1), 'a');
    world.observations.set('c', seen({ riddles: ['the ledger of main is gone'] }));
    expect(await write(provision(1), 'b')).toEqual({ outcome: 'written', generation: 2 });
  });
});
