import { beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/domain/errors.ts';
import type { StoredCluster } from '../../shared/domain/spec.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import { Crash, type Fault, withFault } from '../support/faulty-ports.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from '../support/in-memory-world.ts';
import { aContainerInstance, aDisruption, aGroup, home, minutes } from '../support/situations.ts';

let world: InMemoryWorld;

const portsOf = (of: InMemoryWorld) => {
  const aws = inMemoryAws(of);
  return {
    ...inMemoryStores(of),
    clock: aws.clock,
    settings: home,
    fleet: {
      ...aws.fleet,
      // EC2 shows what it has launched with a delay: only the ledger knows of it until then.
      instancesOf: async (cluster: string) =>
        (await aws.fleet.instancesOf(cluster)).filter(({ launchedAt }) => of.nowMs - launchedAt >= 90_000),
    },
    clusters: aws.ecsClusters,
    tasks: aws.ecsTasks,
    services: aws.ecsServices,
    taskDefinitions: aws.taskDefinitions,
    parameters: aws.parameters,
  };
};

const stored = (changes: Partial<StoredCluster> = {}): StoredCluster => ({
  cluster: 'c',
  spec: {
    groups: [aGroup()],
    policy: { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' },
    tags: {},
  },
  generation: 1,
  writtenBy: 'op-1',
  writtenAt: 0,
  ...changes,
});

const image = {
  id: 'ami-0123456789abcdef0',
  architecture: 'x86_64',
  rootDevice: '/dev/xvda',
  minimumRootGiB: 30,
  available: true,
};
const imageParameter = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';

const freshWorld = (): InMemoryWorld => {
  const fresh = inMemoryWorld();
  fresh.clusterSpecs.set('c', stored());
  fresh.images.push(image);
  fresh.parameters.set(imageParameter, [{ name: imageParameter, version: 1, value: image.id }]);
  return fresh;
};

const live = (of: InMemoryWorld) =>
  [...of.instances.values()].filter(({ state }) => state === 'pending' || state === 'running');

/** Every pending instance runs and registers; registrations of instances that are gone stay, as they do in ECS. */
const hostsJoin = (of: InMemoryWorld): void => {
  const registered = of.containerInstances.get('c') ?? [];
  for (const instance of live(of)) {
    of.instances.set(instance.id, { ...instance, state: 'running' });
    if (!registered.some(({ instanceId }) => instanceId === instance.id))
      registered.push(aContainerInstance({ id: instance.id }));
  }
  of.containerInstances.set('c', registered);
};

const run = (of: InMemoryWorld, fault?: Fault) => reconcile('c', [], withFault(portsOf(of), fault).ports);

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
    await expect(reconcile('c', [], unreadable)).rejects.toThrow('x');
    expect(world.calls).toHaveLength(before);
  });

  it('messages from before the last observation are skipped', async () => {
    await run(world);
    const message = { cluster: 'c', cause: 'an event', sentAt: world.nowMs - 1 };
    expect(await reconcile('c', [message], portsOf(world))).toEqual({ status: 'nothing-to-look-at' });
    expect(await reconcile('c', [{ ...message, sentAt: world.nowMs }], portsOf(world))).toMatchObject({
      status: 'reconciled',
    });
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

/** Stories, each up to the point from which one reconcile is to be interrupted at every single call. */
const stories: readonly {
  readonly name: string;
  readonly begin: (of: InMemoryWorld) => Promise<void>;
  readonly end: (of: InMemoryWorld) => void;
}[] = [
  {
    name: 'a new cluster',
    begin: async () => {},
    end: (of) => expect(live(of)).toHaveLength(3),
  },
  {
    name: 'a host that was terminated under us',
    begin: async (of) => {
      await run(of);
      hostsJoin(of);
      await run(of);
      const [first] = live(of);
      of.instances.set(first!.id, { ...first!, state: 'terminated' });
    },
    end: (of) => {
      expect(live(of)).toHaveLength(3);
      expect(of.containerInstances.get('c')).toHaveLength(3);
    },
  },
  {
    name: 'a host that people want to be replaced',
    begin: async (of) => {
      await run(of);
      hostsJoin(of);
      await run(of);
      const ledger = of.ledgers.get('c/main')!;
      const host = live(of)[0]!.id;
      const deadline = of.nowMs + minutes(15);
      const disruption = aDisruption({ host, kind: 'replace', enteredAt: of.nowMs, stageAt: of.nowMs, deadline });
      of.ledgers.set('c/main', { ...ledger, version: ledger.version + 1, disruptions: [disruption] });
    },
    end: (of) => {
      expect(live(of)).toHaveLength(3);
      expect(of.ledgers.get('c/main')?.disruptions).toEqual([]);
      expect(of.calls.filter((call) => call.startsWith('terminate'))).toHaveLength(1);
    },
  },
  {
    name: 'a cluster that is scaled in',
    begin: async (of) => {
      await run(of);
      hostsJoin(of);
      await run(of);
      of.clusterSpecs.set('c', {
        ...stored(),
        generation: 2,
        spec: { ...stored().spec, groups: [aGroup({ count: 1 })] },
      });
    },
    end: (of) => expect(live(of)).toHaveLength(1),
  },
  {
    name: 'a cluster that is deleted',
    begin: async (of) => {
      await run(of);
      hostsJoin(of);
      await run(of);
      of.clusterSpecs.set('c', { ...stored(), generation: 2, deleting: { cascade: true } });
    },
    end: (of) => {
      expect(live(of)).toEqual([]);
      expect([of.clusters.size, of.clusterSpecs.size, of.ledgers.size, of.histories.size]).toEqual([0, 0, 0, 0]);
      expect([...of.parameters.keys()]).toEqual([imageParameter]);
    },
  },
];

/** As time goes on: hosts join, the sweep comes each minute. */
const goOn = async (of: InMemoryWorld): Promise<void> => {
  for (let minute = 0; minute < 8; minute += 1) {
    of.nowMs += minutes(1);
    await run(of);
    expect(live(of).length).toBeLessThanOrEqual(4);
    hostsJoin(of);
  }
};

describe.each(stories)('$name', ({ begin, end }) => {
  it('comes to its end', async () => {
    await begin(world);
    await goOn(world);
    end(world);
  });

  it('comes to the same end when the process dies at any call, or loses any answer', async () => {
    const counted = freshWorld();
    await begin(counted);
    const counting = withFault(portsOf(counted));
    await reconcile('c', [], counting.ports);
    const calls = counting.calls();
    expect(calls).toBeGreaterThan(10);
    for (let atCall = 1; atCall <= calls; atCall += 1)
      for (const when of ['before', 'after'] as const) {
        const of = freshWorld();
        await begin(of);
        await run(of, { atCall, when }).catch((error: unknown) => expect(error).toBeInstanceOf(Crash));
        await goOn(of);
        end(of);
      }
  });
});

describe('two that reconcile at once', () => {
  it('launch what one would have launched', async () => {
    const outcomes = await Promise.allSettled([run(world), run(world), run(world)]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    await goOn(world);
    expect(live(world)).toHaveLength(3);
    expect(world.calls.filter((call) => call.startsWith('terminate'))).toEqual([]);
  });
});
