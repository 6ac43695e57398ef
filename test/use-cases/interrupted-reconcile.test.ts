import { beforeEach, describe, expect, it } from 'vitest';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import { Crash, withFault } from '../support/faulty-ports.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, imageParameter, live, portsOf, run, stored } from '../support/reconciling.ts';
import { aDisruption, aGroup, minutes } from '../support/situations.ts';

let world: InMemoryWorld;

beforeEach(() => {
  world = freshWorld();
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
    expect(calls).toBeGreaterThan(6);
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

describe('a group of two hundred hosts that is removed', () => {
  it('costs reads and writes by the batch, and one call per host for what ECS does not do for several', async () => {
    world.clusterSpecs.set('c', { ...stored(), spec: { ...stored().spec, groups: [aGroup({ count: 200 })] } });
    await run(world);
    hostsJoin(world);
    await run(world);
    world.clusterSpecs.set('c', { ...stored(), generation: 2, deleting: { cascade: true } });
    world.nowMs += minutes(5);
    const counting = withFault(portsOf(world));
    await reconcile('c', [], counting.ports);
    expect(live(world)).toEqual([]);
    expect(counting.calls()).toBeLessThan(200 + 90);
  });
});
