/** How the replacement of a host that looks lost begins. */
import type { Action } from './action.ts';
import { byHand, terminationBrake } from './brakes.ts';
import { isForceful } from './causes.ts';
import { beginDrain, enter, grounded, newDisruption } from './disruptions.ts';
import { isRegistered } from './health.ts';
import { type Host, hostsOf } from './hosts.ts';
import type { Disruption, DisruptionCause } from './ledger.ts';
import type { Findings } from './rules/rule.ts';
import type { Situation } from './situation.ts';

export interface Lost {
  readonly host: Host;
  readonly cause: Extract<DisruptionCause, 'impaired' | 'agent-away'>;
  /** One sentence, with what is wrong and for how long. */
  readonly reason: string;
  readonly seen: readonly string[];
  readonly weighed: readonly string[];
}

/** Whoever asked for what was given up has read so by then. */
const givenUpIsReadMs = 5 * 60_000;

/**
 * Hosts of groups in the spec that nothing is being done about. What people have drained is theirs to look after; and what EC2 does not
 * show as ours just now may have been taken from us by its tags.
 */
export const undisturbed = (situation: Situation, hosts = hostsOf(situation)): readonly Host[] => {
  if (situation.wanted.deleting !== undefined) return [];
  const groups = new Set(situation.wanted.spec.groups.map(({ name }) => name));
  return hosts.filter(
    (host) =>
      groups.has(host.group) &&
      isRegistered(host) &&
      host.instance !== undefined &&
      (host.disruption === undefined || isGivenUpForLong(host.disruption, situation.now)),
  );
};

const isGivenUpForLong = ({ stage, stageAt, enteredAt, kind }: Disruption, now: number): boolean =>
  stage === 'given-up' && kind !== 'drain' && now - (stageAt ?? enteredAt) >= givenUpIsReadMs;

/**
 * The host stops counting, so that another is launched in the same plan, and takes no more tasks. While the brake holds nothing
 * is drained, and only as many are replaced as the surge has room for.
 */
export const replaceLost = (situation: Situation, hosts: readonly Host[], lost: readonly Lost[]): Findings => {
  if (lost.length === 0) return {};
  const { now, wanted } = situation;
  const brake = terminationBrake(situation, hosts);
  const room = new Map(wanted.spec.groups.map(({ name, surge }) => [name, surge - underWay(hosts, name)]));
  const actions: Action[] = [];
  const notes: string[] = [];
  for (const { host, cause, reason, seen, weighed } of lost) {
    const { holds, counted } = brake(host.group);
    const left = room.get(host.group) ?? 0;
    if (holds && left <= 0) {
      notes.push(`${reason}; it is not replaced now, as ${counted}; ${byHand}`);
      continue;
    }
    room.set(host.group, left - 1);
    const what = { kind: 'replace', cause, reason } as const;
    const entered = newDisruption(host, what, now, wanted.spec.policy.drainDeadlineSeconds);
    const begun = holds ? [enter(host, { ...entered, stage: 'launching' })] : beginDrain(host, entered, now);
    actions.push(...grounded(begun, seen, [...weighed, counted]));
  }
  return { actions, notes };
};

const underWay = (hosts: readonly Host[], group: string): number =>
  hosts.filter(
    ({ group: of, state, disruption }) =>
      of === group && state !== 'gone' && disruption?.stage === 'launching' && isForceful(disruption),
  ).length;
