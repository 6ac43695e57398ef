import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/domain/errors.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, live, portsOf, run } from '../support/reconciling.ts';
import { aServiceSpec, aServiceView, aStoredService } from '../support/service-sketches.ts';
import { aContainerInstance, aDisruption, minutes } from '../support/situations.ts';

let world: InMemoryWorld;

beforeEach(() => {
  world = freshWorld();
});

describe('reconciling a new cluster', () => {
  it('launches its hosts, enters them in the ledger, and says what it waits for', async () => {
    const outcome = await run(world);
    expect(outcome).toMatchObject({ status: 'reconciled', settled: false });
    expect(
      live(world)
        .map(({ availabilityZone }) => availabilityZone)
        .sort(),
    ).toEqual(['us-east-1a', 'us-east-1b', 'us-east-1c']);
    expect(world.ledgers.get('c/main')?.launches.map(({ state }) => state)).toEqual([
      'launched',
      'launched',
      'launched',
    ]);
    expect(world.observations.get('c')).toMatchObject({ settled: false, groups: [{ joining: 3, joined: 0 }] });
    expect([...world.instanceIndex.values()]).toEqual(['c', 'c', 'c']);
    expect(world.decisions.filter(({ outcome: did }) => did === 'done')).toHaveLength(5);
  });

  it('is settled once they have joined, and then changes nothing', async () => {
    await run(world);
    hostsJoin(world);
    expect(await run(world)).toMatchObject({ settled: true, applied: [] });
    const { calls } = world;
    const decisions = world.decisions.length;
    const before = calls.length;
    world.nowMs += minutes(1);
    expect(await run(world)).toMatchObject({ settled: true, applied: [] });
    expect(calls).toHaveLength(before);
    expect(world.decisions).toHaveLength(decisions);
  });

  it('tries the next offering at once when one is refused, and asks for no more than is missing', async () => {
    const ports = portsOf(world);
    const refusing = {
      ...ports,
      fleet: {
        ...ports.fleet,
        launch: async (request: Parameters<typeof ports.fleet.launch>[0]) =>
          request.availabilityZone === 'us-east-1a'
            ? { status: 'refused' as const, code: 'InsufficientInstanceCapacity', message: 'none left' }
            : ports.fleet.launch(request),
      },
    };
    await reconcile('c', [], refusing);
    expect(live(world)).toHaveLength(3);
    expect(world.decisions.find(({ outcome }) => outcome === 'failed')?.detail).toContain(
      'InsufficientInstanceCapacity',
    );
  });
});

describe('why nothing is done', () => {
  const told = () => world.decisions.filter(({ outcome }) => outcome === 'nothing').map(({ reason }) => reason);

  it('is recorded once, not again for each host less that it is about', async () => {
    await run(world);
    hostsJoin(world);
    await run(world);
    world.nowMs += minutes(2);
    await run(world);
    const ids = live(world).map(({ id }) => id);
    const ledger = world.ledgers.get('c/main')!;
    const disruptions = ids.map((host) =>
      aDisruption({
        host,
        kind: 'drain',
        stage: 'draining',
        enteredAt: world.nowMs,
        deadline: world.nowMs + minutes(99),
      }),
    );
    world.ledgers.set('c/main', { ...ledger, disruptions });
    const drain = (busy: number) =>
      world.containerInstances.set(
        'c',
        ids.map((id, index) => aContainerInstance({ id, state: 'draining', tasks: index < busy ? 1 : 0 })),
      );
    drain(3);
    await run(world);
    const before = told().length;
    drain(2);
    await run(world);
    drain(1);
    await run(world);
    expect(told().slice(before)).toEqual([]);
  });
});

describe('what AWS does not show yet', () => {
  const updates = () => world.calls.filter((call) => call.startsWith('update service')).length;
  const settledWithWeb = async () => {
    await run(world);
    world.nowMs += minutes(2);
    hostsJoin(world);
    world.serviceSpecs.set('c/web', aStoredService({ generation: 2, spec: aServiceSpec({ desiredCount: 3 }) }));
    const document = { family: 'web', containerDefinitions: [{ name: 'main', image: 'nginx', memory: 128 }] };
    world.taskDefinitions.push({ family: 'web', revision: 1, arn: 'arn', status: 'ACTIVE', document, tags: {} });
    // ECS in memory never shows an update.
    world.services.set('c', [aServiceView()]);
  };

  it('is not done again in the same look, nor in the next ones until it should be shown', async () => {
    await settledWithWeb();
    expect(await run(world)).toMatchObject({ settled: false });
    expect(updates()).toBe(1);
    world.nowMs += 20_000;
    expect(await run(world)).toMatchObject({ settled: false, applied: [] });
    expect(updates()).toBe(1);
    world.nowMs += 15_000;
    await run(world);
    expect(updates()).toBe(2);
  });

  it('is done again at once when somebody wants something else, or when it was refused', async () => {
    await settledWithWeb();
    await run(world);
    world.serviceSpecs.set('c/web', aStoredService({ generation: 3, spec: aServiceSpec({ desiredCount: 4 }) }));
    await run(world);
    world.serviceSpecs.set('c/web', aStoredService({ generation: 4, spec: aServiceSpec({ desiredCount: 3 }) }));
    const ports = portsOf(world);
    const update = () => Promise.reject(new AppError('CloudRefused', 'not now'));
    await reconcile('c', [], { ...ports, services: { ...ports.services, update } });
    expect(updates()).toBe(2);
    await run(world);
    expect(updates()).toBe(3);
  });
});

describe('what is not there', () => {
  it('a cluster without a spec is left alone, whatever hosts it has', async () => {
    await run(world);
    world.clusterSpecs.clear();
    const before = world.calls.length;
    expect(await run(world)).toEqual({ status: 'nothing-to-look-at' });
    expect(world.calls).toHaveLength(before);
  });

  it('a spec that cannot be read changes nothing', async () => {
    await run(world);
    const before = world.calls.length;
    const ports = portsOf(world);
    const unreadable = {
      ...ports,
      clusterSpecs: { ...ports.clusterSpecs, read: () => Promise.reject(new AppError('UnreadableState', 'x')) },
    };
    const told = world.decisions.length;
    expect(await reconcile('c', [], unreadable)).toEqual({ status: 'unreadable', what: 'x' });
    expect(await reconcile('c', [], unreadable)).toEqual({ status: 'unreadable', what: 'x' });
    expect(world.calls).toHaveLength(before);
    expect(world.decisions.slice(told).map(({ reason }) => reason)).toMatchObject([
      'the stored spec cannot be read, so nothing is changed here until the cluster is put again: x',
    ]);
  });

  it('messages from before the last observation are skipped', async () => {
    await run(world);
    const message = { cluster: 'c', cause: 'an event', sentAt: world.nowMs - 1 };
    expect(await reconcile('c', [message], portsOf(world))).toEqual({ status: 'nothing-to-look-at' });
    expect(await reconcile('c', [{ ...message, sentAt: world.nowMs }], portsOf(world))).toMatchObject({
      status: 'reconciled',
    });
  });

  it('the message that woke it is not skipped when it comes back, because something was left undone', async () => {
    const ports = portsOf(world);
    const throttled = () => Promise.reject(new AppError('CloudThrottled', 'slow down'));
    const message = { cluster: 'c', cause: 'a wish', sentAt: world.nowMs - 1 };
    const first = await reconcile('c', [message], { ...ports, fleet: { ...ports.fleet, launch: throttled } });
    expect(first).toMatchObject({ status: 'reconciled', lookAgainAfterMs: 3_000 });
    world.nowMs += 3_000;
    expect(await reconcile('c', [message], ports)).toMatchObject({ status: 'reconciled' });
    expect(live(world)).toHaveLength(3);
    world.nowMs += 3_000;
    expect(await reconcile('c', [message], ports)).toEqual({ status: 'nothing-to-look-at' });
  });

  it('a snapshot that is older than what an event told is taken again', async () => {
    await run(world);
    hostsJoin(world);
    const [host] = world.containerInstances.get('c') ?? [];
    const message = { cluster: 'c', cause: 'an event', sentAt: world.nowMs, seen: { arn: host!.arn, version: 2 } };
    expect(await reconcile('c', [message], portsOf(world))).toEqual({ status: 'too-early' });
    world.containerInstances.set('c', [
      { ...host!, version: 2 },
      ...(world.containerInstances.get('c') ?? []).slice(1),
    ]);
    expect(await reconcile('c', [message], portsOf(world))).toMatchObject({ status: 'reconciled' });
  });
});
