import { type Invariant, minuteMs, type Seen } from '../scene.ts';

/** A bucket that is found empty costs an attempt before anybody knows. */
const forGood = 40;
const recoversWithinMs = 10 * minuteMs;

/** I8: what we send, against what AWS would have answered at once. */
export const asksLittleMore: Invariant = {
  name: 'asks-little-more',
  promise:
    'Where AWS throttles us of itself, attempts stay within one and a half times what was carried out, for each service.',
  watch: (scene, broken) => {
    const carriedOut = new Map<string, number>();
    const throttled = new Map<string, number>();
    let quietSince = Number.POSITIVE_INFINITY;
    const add = (to: Map<string, number>, { service }: Seen) => to.set(service, (to.get(service) ?? 0) + 1);
    return {
      answered: (seen) => {
        if (!seen.ours || seen.at - quietSince < recoversWithinMs) return;
        if (seen.refused === undefined) add(carriedOut, seen);
        else if (/Throttl|RequestLimitExceeded|TooManyRequests|ProvisionedThroughput/.test(seen.refused))
          add(throttled, seen);
      },
      eachMinute: () => {
        const isQuiet = scene.world.faults.underWay().length === 0;
        quietSince = isQuiet ? Math.min(quietSince, scene.clock.now()) : Number.POSITIVE_INFINITY;
        for (const [service, refusals] of throttled) {
          const done = carriedOut.get(service) ?? 0;
          if (refusals > forGood + done / 2)
            broken(`${service} has refused ${refusals} of our calls as too many, and carried out ${done}`);
        }
      },
    };
  },
};
