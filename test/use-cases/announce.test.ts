/** What is told of a reconcile, and that it never gets in its way. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Decision } from '../../shared/domain/decision.ts';
import type { HeldBrake } from '../../shared/domain/held-brake.ts';
import { announcing } from '../../shared/use-cases/announce.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from '../support/in-memory-world.ts';

let world: InMemoryWorld;
let unsent: unknown[];
beforeEach(() => {
  world = inMemoryWorld();
  unsent = [];
});

const ports = (bus = inMemoryAws(world).bus) =>
  announcing(inMemoryStores(world), {
    bus,
    meter: inMemoryAws(world).meter,
    stack: 's',
    onUnsent: (some) => void unsent.push(...some),
  });

const decision = (changes: Partial<Decision> = {}): Decision => ({
  id: '000000001-0000-abcdef01',
  cluster: 'c',
  at: 1_700_000_000_000,
  rule: 'disruption-impaired',
  reason: 'i-1 is impaired',
  action: 'terminate',
  outcome: 'done',
  cause: 'automatic',
  seen: ['EC2 says so'],
  about: { group: 'main', host: 'i-1' },
  ...changes,
});

describe('a decision', () => {
  it('of ours that changed something is told as a heal, with why', async () => {
    await ports().decisions.add([decision()]);
    expect(world.announced).toMatchObject([
      {
        type: 'Quaymaster Heal',
        detail: {
          id: '000000001-0000-abcdef01',
          stack: 's',
          cluster: 'c',
          group: 'main',
          host: 'i-1',
          kind: 'impaired',
          action: 'terminate',
          seen: ['EC2 says so'],
          outcome: 'done',
          at: '2023-11-14T22:13:20.000Z',
        },
      },
    ]);
    expect(world.measured).toEqual(
      new Map([
        ['Decisions done', 1],
        ['Heals terminate impaired', 1],
      ]),
    );
  });

  it.each<{ reason: string; changes: Partial<Decision> }>([
    { reason: 'people asked for', changes: { cause: 'requested' } },
    { reason: 'has only begun', changes: { outcome: 'begun' } },
    { reason: 'failed', changes: { outcome: 'failed' } },
    { reason: 'would only have been made', changes: { outcome: 'would-do' } },
    { reason: 'changed our own ledger', changes: { action: 'enter-disruption' } },
  ])('that $reason is no heal', async ({ changes }) => {
    await ports().decisions.add([decision(changes)]);
    expect(world.announced).toEqual([]);
  });

  it('whose telling fails has been made all the same', async () => {
    const bus = { put: async () => ({ unsent: [{ id: 'x', why: 'InternalFailure' }] }) };
    await ports(bus).decisions.add([decision()]);
    expect(world.decisions).toHaveLength(1);
    expect(unsent).toEqual([{ id: 'x', why: 'InternalFailure' }]);
    expect(world.measured.get('EventsUnsent')).toBe(1);
  });
});

describe('a brake', () => {
  const group: HeldBrake = { brake: 'group', group: 'main', reason: '3 of 5 look unhealthy', since: 1_000 };
  const paused: HeldBrake = { brake: 'paused', reason: 'people said so', since: 2_000 };
  const seen = async (brakes: readonly HeldBrake[]) => {
    const { memories, observations } = ports();
    await memories.read('c');
    const rest = { generation: 1, settled: true, waitingFor: [], groups: [], services: [], foreignHosts: 0 };
    await observations.write({ cluster: 'c', startedAt: 0, finishedAt: 3_000, ...rest, brakes });
  };
  const told = () =>
    world.announced.map(({ detail }) => ('brake' in detail ? `${detail.brake} ${detail.state}` : 'heal'));

  it('is told when it begins and when it ends to hold, and not in between', async () => {
    await seen([]);
    await seen([group]);
    await seen([group, paused]);
    await seen([paused]);
    expect(told()).toEqual(['group holds', 'paused holds', 'group released']);
  });

  it('has one id for its beginning, however often it is told', async () => {
    await seen([group]);
    world.observations.clear();
    await seen([group]);
    expect(new Set(world.announced.map(({ detail }) => detail.id)).size).toBe(1);
  });

  it('that people hold is not measured as one: it is no reason for an alarm', async () => {
    await seen([paused]);
    expect(world.measured.get('BrakesHeld')).toBe(0);
  });
});

it('a ledger that cannot be read is measured, for the alarm', async () => {
  const stores = inMemoryStores(world);
  const unreadable = [{ what: 'the ledger of main', problem: 'it is no JSON' }] as never;
  const memories = { read: async (cluster: string) => ({ ...(await stores.memories.read(cluster)), unreadable }) };
  const { bus, meter } = inMemoryAws(world);
  await announcing({ ...stores, memories }, { bus, meter, stack: 's', onUnsent: () => {} }).memories.read('c');
  expect(world.measured.get('UnreadableState')).toBe(1);
});
