/**
 * The one planner: what is wanted, what is remembered and what is seen go in; what to do comes out, as plain data. It is a
 * pure function, and planning the result of a plan gives nothing to do.
 */
import type { Action } from './action.ts';
import { isAsked } from './asked.ts';
import { foresee } from './foresee.ts';
import { withGrounds } from './grounds.ts';
import type { History } from './history.ts';
import { remember } from './remember.ts';
import { concerns, riddlesOf, withLedgers } from './riddles.ts';
import { agentAway } from './rules/agent-away.ts';
import { clusterDeleted } from './rules/cluster-deleted.ts';
import { clusterExists } from './rules/cluster-exists.ts';
import { configWritten } from './rules/config-written.ts';
import { demandsMet } from './rules/demands-met.ts';
import { disruptionsAdvance } from './rules/disruptions-advance.ts';
import { groupsRemoved } from './rules/groups-removed.ts';
import { hostsImpaired } from './rules/hosts-impaired.ts';
import { hostsLost } from './rules/hosts-lost.ts';
import { launchMissing } from './rules/launch-missing.ts';
import { ledgersFounded } from './rules/ledgers-founded.ts';
import { neverRegistered } from './rules/never-registered.ts';
import { quarantine } from './rules/quarantine.ts';
import { registeredTwice } from './rules/registered-twice.ts';
import type { Rule } from './rules/rule.ts';
import { runtimeImpaired } from './rules/runtime-impaired.ts';
import { scaleIn } from './rules/scale-in.ts';
import { scheduledEvents } from './rules/scheduled-events.ts';
import { servicesAsWanted } from './rules/services-as-wanted.ts';
import { servicesNudged, withNudges } from './rules/services-nudged.ts';
import { spotInterrupted } from './rules/spot-interrupted.ts';
import { stoppedHosts } from './rules/stopped-hosts.ts';
import { unaskedHosts } from './rules/unasked-hosts.ts';
import { type Settling, settlingOf } from './settling.ts';
import type { Situation } from './situation.ts';

/**
 * The order is policy: what is lost is seen first, what is under way goes on before anything new begins, and hosts come
 * before services.
 */
const rules: readonly Rule[] = [
  ledgersFounded,
  clusterExists,
  configWritten,
  hostsLost,
  registeredTwice,
  demandsMet,
  groupsRemoved,
  clusterDeleted,
  disruptionsAdvance,
  spotInterrupted,
  hostsImpaired,
  agentAway,
  quarantine,
  runtimeImpaired,
  scheduledEvents,
  neverRegistered,
  stoppedHosts,
  unaskedHosts,
  scaleIn,
  launchMissing,
  servicesNudged,
  servicesAsWanted,
];

export interface Plan {
  readonly actions: readonly Action[];
  /**
   * What would have been done: all in a cluster that is paused, and of automatic causes in one that only observes; one whose
   * healing is off does not even tell.
   */
  readonly held: readonly Action[];
  /** What is not done although it is wanted, and why, in words for people. */
  readonly notes: readonly string[];
  readonly history: History;
  readonly settling: Settling;
}

export const plan = (given: Situation): Plan => {
  let situation: Situation = { ...given, history: remember(given) };
  const actions: Action[] = [];
  const held: Action[] = [];
  const notes: string[] = [];
  const remarks: string[] = [];
  const { healing, paused = false } = given.wanted.spec.policy;
  const isUntouchable = concerns(riddlesOf(situation), situation);
  for (const rule of rules) {
    const found = rule.find(situation);
    const touchable = (found.actions ?? []).filter((action) => !isUntouchable(action));
    const asked = touchable.filter((action) => isAsked(action, given.history.asked, given.now));
    const possible = touchable.filter((action) => !asked.includes(action));
    const now = possible.filter(({ cause }) => !paused && (healing === 'act' || cause === 'requested'));
    actions.push(...now);
    if (paused || healing === 'observe') held.push(...possible.filter((action) => !now.includes(action)));
    notes.push(...(found.notes ?? []), ...asked.map(({ reason }) => `${reason}: asked for, and not shown yet`));
    remarks.push(...(found.remarks ?? []));
    situation = foresee(
      situation,
      touchable.filter((action) => now.includes(action) || asked.includes(action)),
    );
  }
  if (paused) remarks.push(`${given.wanted.cluster} is paused: nothing is changed, whoever asks for it`);
  const history = withNudges(withLedgers(withRestarts(situation, actions), actions), situation, actions);
  situation = { ...situation, history };
  const settling = settlingOf(situation, paused ? held : actions, notes);
  const grounded = withGrounds([...actions, ...held], { ...given, history: situation.history });
  return {
    actions: grounded.slice(0, actions.length),
    held: grounded.slice(actions.length),
    notes: [...notes, ...remarks],
    settling,
    history: settling.remembered,
  };
};

/** The history is written before anything is done: an agent is restarted once each time, whatever becomes of the call. */
const withRestarts = ({ history, now }: Situation, actions: readonly Action[]): History => {
  const restarted = actions.flatMap((action) => (action.type === 'restart-agent' ? [[action.host, now] as const] : []));
  if (restarted.length === 0) return history;
  return { ...history, agentRestartedAt: { ...history.agentRestartedAt, ...Object.fromEntries(restarted) } };
};
