import { newDisruption, terminate } from '../disruptions.ts';
import { hostsOf } from '../hosts.ts';
import type { Rule } from './rule.ts';

/** Somebody may have stopped it to look at it. */
const keptForMs = 3_600_000;

/** A host that was stopped under us is replaced at once (it no longer counts), but terminated only after an hour. */
export const stoppedHosts: Rule = {
  name: 'stopped-hosts',
  find(situation) {
    const { history, now, wanted } = situation;
    const stopped = hostsOf(situation).filter((host) => host.state === 'stopped' && host.disruption === undefined);
    const due = stopped.filter(({ id }) => now - (history.stoppedSince[id] ?? now) >= keptForMs);
    return {
      actions: due.flatMap((host) => {
        const reason = `${host.id} was stopped under us an hour ago and has been replaced`;
        const what = { kind: 'terminate', cause: 'stopped', reason } as const;
        return terminate(host, newDisruption(host, what, now, wanted.spec.policy.drainDeadlineSeconds), now, reason);
      }),
    };
  },
};
