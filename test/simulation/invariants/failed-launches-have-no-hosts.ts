import { type Invariant, minuteMs } from '../scene.ts';

/** What EC2 shows late may be taken for missing; the knob goes up to half a minute, the fault `stale-reads` further. */
const shownWithinMs = 12 * minuteMs;

/** Section 4: "failed" is said of what EC2 has refused, never of what nobody has heard of. */
export const failedLaunchesHaveNoHosts: Invariant = {
  name: 'failed-launches-have-no-hosts',
  promise: 'A launch is not called failed while instances of its token run: its outcome was unknown.',
  watch: ({ world, stored }, broken) => {
    const judged = new Set<string>();
    return {
      after: ({ service, operation, at }) => {
        if (service !== 'dynamodb' || operation !== 'PutItem') return;
        for (const { launches } of stored.ledgers.values())
          for (const { state, request } of launches) {
            if (state !== 'failed' || judged.has(request.clientToken)) continue;
            judged.add(request.clientToken);
            const living = [...world.ec2.instances.values()].filter(
              (one) =>
                one.clientToken === request.clientToken &&
                (one.state === 'running' || one.state === 'pending') &&
                at - one.launchedAt >
                  (world.faults.underWay().some(({ name }) => name === 'stale-reads') ? shownWithinMs : minuteMs),
            );
            if (living.length > 0) broken(`a launch is entered as failed, and ${living[0]?.id} runs`);
          }
      },
    };
  },
};
