/**
 * The one writer: observe → plan → apply → verify, until nothing is left to do now. Two of one cluster never run at once,
 * because the queue hands out one message group at a time; conditions on the ledger hold even if they did.
 */
import type { Action } from '../domain/action.ts';
import { withAsked } from '../domain/asked.ts';
import { heldBrakes } from '../domain/held-brake.ts';
import type { History } from '../domain/history.ts';
import type { Observation } from '../domain/observation.ts';
import { type Plan, plan } from '../domain/plan.ts';
import type { Situation } from '../domain/situation.ts';
import type { WakeMessage } from '../ports/wake.ts';
import { heardUntil, isAnswered } from './answered.ts';
import { type Applied, apply } from './apply.ts';
import { isStale, isTooEarly } from './behind-events.ts';
import { type Cleared, clearOrphans } from './clear-orphans.ts';
import { lookAtCluster } from './look-at-cluster.ts';
import type { ReconcilePorts } from './reconcile-ports.ts';
import { type DecisionRecorder, decisionRecorder } from './record-decisions.ts';
import { tellRegion } from './tell-region.ts';
import { clockPutRight, wrongByMs } from './time-of-look.ts';
import { isTooSoon } from './too-soon.ts';

export type Reconciled =
  /** There is no spec, so nothing is ours to change; or every message is older than what was observed since. */
  | { readonly status: 'nothing-to-look-at' }
  /** The stored spec cannot be read: it was said, nothing is done, and asking again would not mend it. */
  | { readonly status: 'unreadable'; readonly what: string }
  /** ECS does not show yet what an event told: to be looked at again in a few seconds. */
  | { readonly status: 'too-early' }
  /** It is one of a burst: to be looked at when that has passed. */
  | { readonly status: 'too-soon' }
  /** There is no spec, but there are instances of ours: what became of them. */
  | ({ readonly status: 'orphans' } & Cleared)
  | {
      readonly status: 'reconciled';
      readonly settled: boolean;
      readonly applied: readonly Applied[];
      readonly waitingFor: readonly string[];
      /** Set when more can be done without anything else happening first. */
      readonly lookAgainAfterMs?: number;
    };

/** What is started by one step (a refused launch tries the next offering) is finished in one reconcile, within reason. */
const mostRounds = 6;
const lookAgainAfterMs = 3_000;
/** EC2 is in trouble when it says nothing of a launch for so long: each time that it is asked takes several attempts. */
const openForLongMs = 20_000;

export const reconcile = async (
  cluster: string,
  messages: readonly WakeMessage[],
  given: ReconcilePorts,
): Promise<Reconciled> => {
  const begunAt = given.clock.now();
  let remembered = await given.memories.read(cluster);
  const wrong = wrongByMs(begunAt, messages, remembered.observation);
  const ports = { ...given, clock: clockPutRight(given.clock, wrong) };
  const startedAt = begunAt + wrong;
  if (messages.length > 0 && isAnswered(messages, remembered.observation)) return { status: 'nothing-to-look-at' };
  if (isTooSoon(messages, remembered.observation, startedAt)) return { status: 'too-soon' };
  const record = decisionRecorder(cluster, ports);
  const applied: Applied[] = [];
  let before = '';
  for (let round = 1; ; round += 1) {
    if (round > 1) remembered = await ports.memories.read(cluster);
    const told = new Set(round === 1 ? messages.flatMap(({ tells }) => tells ?? []) : []);
    const seen = await lookAtCluster(cluster, remembered, ports, told);
    if (seen === undefined)
      return messages.some(({ tells }) => tells === 'orphans')
        ? { status: 'orphans', ...(await clearOrphans(cluster, remembered, ports)) }
        : forgotten(applied);
    if ('problem' in seen) return { status: 'unreadable', what: seen.problem };
    const situation = { ...seen, history: knowing(seen.history, applied, seen.now) };
    if (round === 1 && isTooEarly(situation, messages)) return { status: 'too-early' };
    const planned = plan(situation);
    const results = await attempt(planned, situation, record, ports);
    await record.outcomes(results.applied, situation);
    applied.push(...results.applied);
    if (results.applied.some(({ action, outcome }) => action.type === 'forget-cluster' && outcome === 'done'))
      return forgotten(applied);
    const now = signature(planned.actions);
    const more = results.conflict || (planned.actions.length > 0 && now !== before);
    before = now;
    if (more && round < mostRounds) continue;
    const open = situation.ledgers.some(({ launches }) => launches.some(({ state }) => state === 'open'));
    const stale = isStale(situation, messages);
    const again = more || open || stale || results.applied.some(({ retryable }) => retryable === true);
    const { observation } = remembered;
    const ended = { startedAt, unfinished: again, last: observation, messages };
    const known = { ...planned, history: knowing(planned.history, results.applied, situation.now) };
    await end(known, seen, ended, record, ports);
    return {
      status: 'reconciled',
      settled: planned.settling.settled,
      applied,
      waitingFor: planned.settling.waitingFor,
      ...(again && { lookAgainAfterMs: isOpenForLong(situation) ? openForLongMs : lookAgainAfterMs }),
    };
  }
};

const isOpenForLong = ({ ledgers, now }: Situation): boolean =>
  ledgers.some(({ launches }) =>
    launches.some(({ state, enteredAt }) => state === 'open' && now - enteredAt >= openForLongMs),
  );

const forgotten = (applied: readonly Applied[]): Reconciled =>
  applied.length === 0
    ? { status: 'nothing-to-look-at' }
    : { status: 'reconciled', settled: true, applied, waitingFor: [] };

const attempt = async (
  planned: Plan,
  situation: Situation,
  record: DecisionRecorder,
  ports: ReconcilePorts,
): Promise<{ readonly applied: readonly Applied[]; readonly conflict: boolean }> => {
  // The history is kept before anything is done, so that what was seen is not forgotten when this run ends early.
  if (planned.actions.length === 0) return { applied: [], conflict: false };
  await ports.histories.write(planned.history);
  return apply(planned.actions, situation, ports, (actions) => record.begin(actions, situation));
};

/** AWS may not show yet what was done in an earlier round. */
const knowing = (history: History, applied: readonly Applied[], now: number): History => {
  const done = applied.filter(({ outcome }) => outcome === 'done').map(({ action }) => action);
  return { ...history, asked: withAsked(history.asked, done, now) };
};

const signature = (actions: readonly Action[]): string =>
  JSON.stringify(actions.map(({ type, subject, reason }) => [type, subject, reason]));

/** Writes down what was said instead of acting, and what was seen. */
const end = async (
  planned: Plan,
  situation: Situation,
  {
    startedAt,
    unfinished,
    last,
    messages,
  }: Required<Pick<Observation, 'startedAt' | 'unfinished'>> & {
    readonly last: Observation | undefined;
    readonly messages: readonly WakeMessage[];
  },
  record: DecisionRecorder,
  ports: ReconcilePorts,
): Promise<void> => {
  const { cluster } = situation.wanted;
  const history = await record.unacted(planned, situation);
  if (JSON.stringify(history) !== JSON.stringify(situation.history)) await ports.histories.write(history);
  const { remembered: _, ...seen } = planned.settling;
  const told = await tellRegion(situation, history, last?.told, ports.regionHealth);
  const brakes = heldBrakes({ ...situation, history }, last?.brakes ?? []);
  const finishedAt = ports.clock.now();
  const held = brakes.length > 0 && { brakes };
  const until = heardUntil(messages);
  const heard = until !== undefined && { heardUntil: until };
  await ports.observations.write({ cluster, startedAt, finishedAt, unfinished, told, ...seen, ...held, ...heard });
};
