/** What is recorded of a plan: each action with its outcome, and what was said instead of acting, once. */
import { aboutAction, aboutSentence } from './about.ts';
import type { Action } from './action.ts';
import type { Decision } from './decision.ts';
import type { History } from './history.ts';
import type { Plan } from './plan.ts';
import type { Situation } from './situation.ts';
import { tagNames } from './tags.ts';
import { shortHash } from './tokens.ts';

export type DecisionDraft = Omit<Decision, 'id' | 'cluster' | 'at'>;

/** What is read of a situation: to which group a host belongs, and who wrote what is wanted. */
export interface Instances {
  readonly world: Pick<Situation['world'], 'instances'>;
  readonly wanted?: Pick<Situation['wanted'], 'writtenBy' | 'spec'>;
}

export const actionDecision = (
  action: Action,
  outcome: Decision['outcome'],
  { world, wanted }: Instances,
  detail?: string,
): DecisionDraft => {
  const about = aboutAction(action, (host) => world.instances.find(({ id }) => id === host)?.tags[tagNames.group]);
  // What nobody asked for by itself follows from the cluster's spec, and so from whoever wrote it.
  const operation = action.operation ?? (action.cause === 'requested' ? wanted?.writtenBy : undefined);
  const details = [...partOf(action), ...(detail === undefined ? [] : [detail])].join(': ');
  return {
    rule: action.rule,
    reason: action.reason,
    action: action.type,
    subject: action.subject,
    outcome,
    ...(details !== '' && { detail: details }),
    ...(operation !== undefined && { operation }),
    cause: action.cause,
    ...(action.seen !== undefined && { seen: action.seen }),
    ...(action.weighed !== undefined && { weighed: action.weighed }),
    ...(Object.keys(about).length > 0 && { about }),
  };
};

/** The entry in the ledger that the action carries out: the number is the same in the instances' tags. */
const partOf = (action: Action): readonly string[] =>
  action.type === 'launch' ? [`launch ${action.launch.number} of ${action.group}`] : [];

/** Entries in the ledger are themselves written before anything is done: only what calls AWS can end in between. */
export const isBegun = ({ type }: Action): boolean => type !== 'enter-disruption' && type !== 'close-disruption';

/**
 * "Nothing, because …" is a decision too, but it is made each minute: it is recorded when it is first said, whatever the
 * numbers in it count by then, and again only after it was not said for once. Of very many the rest is recorded next time.
 */
export const unactedDecisions = (
  plan: Plan,
  situation: Instances,
): { readonly drafts: readonly DecisionDraft[]; readonly history: History } => {
  const before = new Set(plan.history.lastSaid.split(' '));
  const said = sayings(plan, situation);
  const fresh = [...said].filter(([key]) => !before.has(key)).slice(0, mostAtOnce);
  const known = [...said.keys()].filter((key) => before.has(key));
  const lastSaid = [...known, ...fresh.map(([key]) => key)].sort().join(' ');
  if (lastSaid === plan.history.lastSaid) return { drafts: [], history: plan.history };
  return { drafts: fresh.map(([, draft]) => draft), history: { ...plan.history, lastSaid } };
};

const mostAtOnce = 50;

/** By what tells them apart from what was said before. */
const sayings = (plan: Plan, situation: Instances): ReadonlyMap<string, DecisionDraft> => {
  const said = new Map<string, DecisionDraft>();
  const { actions, held, notes, settling } = plan;
  const known = {
    groups: settling.groups.map(({ group }) => group),
    services: settling.services.map(({ service }) => service),
  };
  const say = (key: readonly string[], draft: DecisionDraft) => {
    const hash = shortHash(key);
    if (!said.has(hash)) said.set(hash, draft);
  };
  const note = (reason: string): DecisionDraft => {
    const about = aboutSentence(reason, known);
    return { rule: 'plan', reason, outcome: 'nothing', ...(Object.keys(about).length > 0 && { about }) };
  };
  for (const action of withoutEntries(held))
    say(
      [action.type, action.subject, withoutNumbers(action.reason)],
      actionDecision(action, 'would-do', situation, heldBy(situation)),
    );
  for (const reason of notes) say([withoutNumbers(reason)], note(reason));
  if (actions.length > 0 || said.size > 0) return said;
  // One host after the other is waited for: that is no new reason.
  const waits = settling.waitingFor[0] ?? 'everything is as wished';
  say([withoutNumbers(waits.replaceAll(hostId, '#'))], note(waits));
  return said;
};

const heldBy = ({ wanted }: Instances): string =>
  wanted?.spec.policy.paused === true ? 'not done, as the cluster is paused' : 'not done, as the policy is to observe';

/** What follows an entry tells as much; an entry that nothing follows at once is all that there is to tell. */
const withoutEntries = (held: readonly Action[]): readonly Action[] =>
  held.filter(
    ({ type, subject }) =>
      type !== 'enter-disruption' || !held.some((other) => other.type !== type && other.subject === subject),
  );

const hostId = /\bi-[0-9a-f]+\b/g;

/** Counting goes on: that is no new reason. Ids of hosts and names stay: another host is a new fact. */
const withoutNumbers = (reason: string): string => reason.replaceAll(/(?<![\w:-])\d+(?![\w-])/g, '#');

/** Ids sort by time, and by order within one reconcile; the same decision made again at the same time is the same. */
export const numbered = (
  drafts: readonly DecisionDraft[],
  cluster: string,
  at: number,
  startingWith: number,
): readonly Decision[] =>
  drafts.map((draft, index) => ({
    ...draft,
    id: `${at.toString(36).padStart(9, '0')}-${String(startingWith + index).padStart(4, '0')}-${shortHash(draft)}`,
    cluster,
    at,
  }));
