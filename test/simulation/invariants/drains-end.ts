import { type Invariant, minuteMs } from '../scene.ts';

/** Looks, terminations and what is waited for in their place take their time. */
const afterDeadlineMs = 25 * minuteMs;

/** The other half of `drains-are-waited-for`. Where launches are refused a host may wait for the one in its place. */
export const drainsEnd: Invariant = {
  name: 'drains-end',
  promise: 'A drain ends with its deadline: the host goes, or the drain is given up and said to be.',
  watch: (scene, broken) => {
    let quietSince = Number.POSITIVE_INFINITY;
    return {
      eachMinute: () => {
        const now = scene.clock.now();
        const isQuiet = scene.world.faults.underWay().length === 0;
        quietSince = isQuiet ? Math.min(quietSince, now) : Number.POSITIVE_INFINITY;
        for (const { cluster, group, disruptions } of scene.stored.ledgers.values())
          for (const { host, stage, cause, deadline } of disruptions)
            if (
              cluster !== scene.wanted.poisoned &&
              stage === 'draining' &&
              now - Math.max(deadline, quietSince) > afterDeadlineMs
            )
              broken(`${host} of ${cluster}/${group} is drained (${cause}), long after its deadline`);
      },
    };
  },
};
