/** How our own disruptions that can wait begin: in a free slot, in a window, and not while too much looks unhealthy. */
import type { Action } from './action.ts';
import { slotsTaken, terminationBrake, voluntarySlots } from './brakes.ts';
import { isInferred } from './causes.ts';
import { beginDrain, enter, grounded, newDisruption } from './disruptions.ts';
import type { Host } from './hosts.ts';
import type { Disruption, DisruptionCause } from './ledger.ts';
import type { Findings } from './rules/rule.ts';
import type { Situation } from './situation.ts';
import type { ClusterPolicy } from './spec.ts';
import { isOpen, nextOpening } from './windows.ts';
import { moment } from './words.ts';

export interface Voluntary {
  readonly host: Host;
  readonly cause: Extract<DisruptionCause, 'runtime-impaired' | 'scheduled-event' | 'quarantined'>;
  /** `remove` drains it at once; `replace` launches first. */
  readonly kind: 'replace' | 'remove';
  readonly reason: string;
  readonly seen: readonly string[];
  readonly weighed: readonly string[];
  /** It cannot wait for a window, or no longer. */
  readonly due?: boolean;
}

/** What is to be done in time; the rest is said, and is no reason for anybody to wait. */
export const beginVoluntary = (
  situation: Situation,
  hosts: readonly Host[],
  candidates: readonly Voluntary[],
): Findings => {
  if (candidates.length === 0) return {};
  const { now, wanted } = situation;
  const brake = terminationBrake(situation, hosts);
  const closed = closedUntil(wanted.spec.policy, now);
  const taken = new Map<string, number>();
  const actions: Action[] = [];
  const remarks: string[] = [];
  for (const { host, kind, cause, reason, seen, weighed, due } of candidates) {
    const group = wanted.spec.groups.find(({ name }) => name === host.group);
    if (group === undefined) continue;
    const slots = voluntarySlots(group.count);
    const used = taken.get(group.name) ?? slotsTaken(hosts.filter((one) => one.group === group.name));
    const { holds, counted } = brake(group.name);
    if (holds && isInferred({ cause })) remarks.push(`${reason}; it is left as it is, as ${counted}`);
    else if (closed !== undefined && due !== true) remarks.push(`${reason}; ${closed}`);
    else if (used >= slots) remarks.push(`${reason}; it waits, as ${slotsSaid(used, slots, group.name)}`);
    else {
      taken.set(group.name, used + 1);
      const entered = newDisruption(host, { kind, cause, reason }, now, wanted.spec.policy.drainDeadlineSeconds);
      const launchesFirst = kind === 'replace' && group.count > 0 && group.surge > 0;
      const begun = launchesFirst ? [launching(host, entered)] : beginDrain(host, entered, now);
      actions.push(...grounded(begun, seen, [...weighed, slotsSaid(used, slots, group.name), counted]));
    }
  }
  return { actions, remarks };
};

const launching = (host: Host, disruption: Disruption): Action => enter(host, { ...disruption, stage: 'launching' });

const slotsSaid = (used: number, slots: number, group: string): string =>
  `${used} of at most ${slots} voluntary disruptions of ${group} are in flight`;

/** Undefined while our own voluntary disruptions may begin. */
export const closedUntil = ({ windows = [] }: ClusterPolicy, now: number): string | undefined => {
  if (isOpen(windows, now)) return undefined;
  const next = nextOpening(windows, now);
  return next === undefined ? 'no window of the policy can be read' : `the next window begins ${moment(next)}`;
};
