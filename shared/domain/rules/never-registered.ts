import type { Action } from '../action.ts';
import { terminationBrake } from '../brakes.ts';
import { newDisruption, terminate } from '../disruptions.ts';
import { type Host, hostsOf } from '../hosts.ts';
import type { Situation } from '../situation.ts';
import type { Rule } from './rule.ts';

/** As Karpenter's registration time-out: a host that joins at all has joined long before. */
const registersWithinMs = 15 * 60_000;

/** One that ECS lists again by then was only missing from an answer. */
const deregisteredForMs = 5 * 60_000;

/**
 * A host that was launched and never registered is terminated; what is launched in its place backs off. One that had joined
 * and was deregistered under us can take no task any more: it is terminated too, and is no reason to back off.
 */
export const neverRegistered: Rule = {
  name: 'never-registered',
  find(situation) {
    const hosts = hostsOf(situation);
    const overdue = hosts.filter((host) => isOverdue(host, situation));
    if (overdue.length === 0) return {};
    const brake = terminationBrake(situation, hosts);
    const held = overdue.filter(({ group }) => brake(group).holds);
    return {
      actions: overdue.filter((host) => !held.includes(host)).flatMap((host) => end(host, situation)),
      notes: held.map(({ id, group }) => `${id} is not registered, but it stays, as ${brake(group).counted}`),
    };
  },
};

const isOverdue = (host: Host, { now, history }: Situation): boolean => {
  if (host.state !== 'joining' || host.instance === undefined) return false;
  if (host.containerInstance !== undefined || host.disruption !== undefined) return false;
  const since = history.unregisteredSince[host.id];
  return since === undefined ? now - host.launchedAt >= registersWithinMs : now - since >= deregisteredForMs;
};

const end = (host: Host, { now, wanted, history }: Situation): readonly Action[] => {
  const joined = history.unregisteredSince[host.id] !== undefined;
  const reason = joined
    ? `${host.id} had joined, and was deregistered under us`
    : `${host.id} did not register within 15 minutes of its launch`;
  const cause = joined ? 'deregistered' : 'never-registered';
  const what = { kind: 'terminate', cause, reason } as const;
  return terminate(host, newDisruption(host, what, now, wanted.spec.policy.drainDeadlineSeconds), now, reason);
};
