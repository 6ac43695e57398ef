import { isUnasked } from '../capacity.ts';
import { beginDrain, newDisruption } from '../disruptions.ts';
import { hostsOf } from '../hosts.ts';
import type { Rule } from './rule.ts';

/** A launch was entered as failed, and its instance shows up after all: it is too many, and goes before any other. */
export const unaskedHosts: Rule = {
  name: 'unasked-hosts',
  find(situation) {
    const { now, wanted } = situation;
    const unasked = hostsOf(situation).filter(
      (host) => isUnasked(host) && host.disruption === undefined && host.state !== 'gone' && host.state !== 'stopped',
    );
    return {
      actions: unasked.flatMap((host) => {
        const reason = `${host.id} comes from launch ${host.launch?.number}, which had failed`;
        const what = { kind: 'remove', cause: 'surplus', reason } as const;
        return beginDrain(host, newDisruption(host, what, now, wanted.spec.policy.drainDeadlineSeconds), now);
      }),
    };
  },
};
