import type { Action } from '../action.ts';
import { holdsTerminations } from '../brakes.ts';
import { newDisruption, terminate } from '../disruptions.ts';
import { type Host, hostsOf } from '../hosts.ts';
import type { Situation } from '../situation.ts';
import type { Rule } from './rule.ts';

/** As Karpenter's registration time-out: a host that joins at all has joined long before. */
const registersWithinMs = 15 * 60_000;

/** A host that was launched and never registered is terminated; what is launched in its place backs off. */
export const neverRegistered: Rule = {
  name: 'never-registered',
  find(situation) {
    const hosts = hostsOf(situation);
    const overdue = hosts.filter((host) => isOverdue(host, situation));
    if (overdue.length === 0) return {};
    const { history, now } = situation;
    const held = overdue.filter(({ group }) =>
      holdsTerminations(
        hosts.filter((host) => host.group === group),
        history.agentAwaySince,
        now,
      ),
    );
    return {
      actions: overdue.filter((host) => !held.includes(host)).flatMap((host) => end(host, situation)),
      notes: held.map(
        ({ id }) => `${id} never registered, but too many agents are away to tell whether the host is the reason`,
      ),
    };
  },
};

const isOverdue = (host: Host, { now }: Situation): boolean =>
  host.state === 'joining' &&
  host.instance !== undefined &&
  host.containerInstance === undefined &&
  host.disruption === undefined &&
  now - host.launchedAt >= registersWithinMs;

const end = (host: Host, { now, wanted }: Situation): readonly Action[] => {
  const reason = `${host.id} did not register within 15 minutes of its launch`;
  const what = { kind: 'terminate', cause: 'never-registered', reason } as const;
  return terminate(host, newDisruption(host, what, now, wanted.spec.policy.drainDeadlineSeconds), now, reason);
};
