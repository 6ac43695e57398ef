import type { Ec2Instance } from '../../../local/cloud/ec2/state.ts';
import type { HostRecord } from '../../../local/cloud/ecs/state.ts';
import { type Invariant, minuteMs, type Scene } from '../scene.ts';

/** What was read may be as old as reads are under the fault `stale-reads`. */
const readWithinMs = 12 * minuteMs;

/** Looks may be this far apart while functions are throttled. */
const unseenMs = 5 * minuteMs;

/** Design section 6: what must have been so, for how long, before it is taken for a reason to take a host away. */
const reasons: Readonly<
  Record<string, { readonly forMs: number; readonly isSo: (scene: Scene, id: string) => number | undefined }>
> = {
  'agent-away': { forMs: 9 * minuteMs, isSo: awaySince },
  impaired: { forMs: 1.5 * minuteMs, isSo: impairedSince },
  'runtime-impaired': { forMs: 0, isSo: runtimeImpairedSince },
  'never-registered': { forMs: 14 * minuteMs, isSo: unregisteredSince },
};

/**
 * Looked at each minute and when an entry is written. Where a fault has the clocks of functions go wrong nobody can keep to
 * times, and nothing is said.
 */
export const patienceKept: Invariant = {
  name: 'patience-kept',
  promise:
    'No host is taken away because of what has only just begun: agents come and go, and hosts take their time to boot.',
  watch: (scene, broken) => {
    const lastSo = new Map<string, number>();
    const judged = new Set<string>();
    const awaySoFar = new Map<string, { readonly since: number; readonly until: number }>();
    /** An agent that was back for less than the time between two looks may never have been seen. */
    const awaySinceAsSeen = (id: string, since: number, now: number): number => {
      const before = awaySoFar.get(id);
      const seen = before !== undefined && since - before.until < unseenMs ? before.since : since;
      awaySoFar.set(id, { since: seen, until: now });
      return seen;
    };
    let skewed = false;
    const look = (id: string, now: number): void => {
      for (const [cause, { forMs, isSo }] of Object.entries(reasons)) {
        const truth = isSo(scene, id);
        const since = truth !== undefined && cause === 'agent-away' ? awaySinceAsSeen(id, truth, now) : truth;
        if (since !== undefined && now - since >= forMs) lastSo.set(`${id} ${cause}`, now);
      }
    };
    return {
      eachMinute: () => {
        skewed ||= [...scene.world.lambda.invocationFaults].some(({ kind }) => kind === 'skewed');
        for (const { id, state } of scene.world.ec2.instances.values())
          if (state === 'running' || state === 'pending') look(id, scene.clock.now());
      },
      after: ({ service, operation, at }) => {
        if (service !== 'dynamodb' || operation !== 'PutItem') return;
        for (const { disruptions } of scene.stored.ledgers.values())
          for (const { host, cause } of disruptions) {
            const key = `${host} ${cause}`;
            if (reasons[cause] === undefined || judged.has(key)) continue;
            judged.add(key);
            look(host, at);
            skewed ||= [...scene.world.lambda.invocationFaults].some(({ kind }) => kind === 'skewed');
            if (!skewed && at - (lastSo.get(key) ?? Number.NEGATIVE_INFINITY) > readWithinMs)
              broken(`${host} is to go as ${cause}, which it was not for long enough`);
          }
      },
    };
  },
};

const registrations = ({ world }: Scene, id: string): readonly HostRecord[] => world.ecs.hostsByInstance.get(id) ?? [];
const instance = ({ world }: Scene, id: string): Ec2Instance | undefined => world.ec2.instances.get(id);

function awaySince(scene: Scene, id: string): number | undefined {
  const times = registrations(scene, id).map(({ agentConnected, away }) => (agentConnected ? undefined : away?.since));
  return times.includes(undefined) || times.length === 0 ? undefined : Math.max(...times.map(Number));
}

function impairedSince(scene: Scene, id: string): number | undefined {
  const times = [...(instance(scene, id)?.impairments ?? [])].map(({ since }) => since);
  return times.length === 0 ? undefined : Math.min(...times);
}

function runtimeImpairedSince(scene: Scene, id: string): number | undefined {
  return registrations(scene, id).find(({ runtime }) => runtime.status === 'IMPAIRED')?.runtime.since;
}

function unregisteredSince(scene: Scene, id: string): number | undefined {
  // Without its user data an agent joins the cluster `default`.
  const cluster = instance(scene, id)?.tags.get('quaymaster:cluster');
  const isThere = registrations(scene, id).some((one) => one.cluster.name === cluster);
  return isThere ? undefined : instance(scene, id)?.launchedAt;
}
