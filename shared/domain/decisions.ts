/** What is recorded of a plan: each action with its outcome, and what was said instead of acting, once. */
import type { Action } from './action.ts';
import type { Decision } from './decision.ts';
import type { History } from './history.ts';
import type { Plan } from './plan.ts';
import { shortHash } from './tokens.ts';

export type DecisionDraft = Omit<Decision, 'id' | 'cluster' | 'at'>;

export const actionDecision = (action: Action, outcome: Decision['outcome'], detail?: string): DecisionDraft => ({
  rule: action.rule,
  reason: action.reason,
  action: action.type,
  subject: action.subject,
  outcome,
  ...(detail !== undefined && { detail }),
  ...(action.operation !== undefined && { operation: action.operation }),
});

/**
 * "Nothing, because …" is a decision too, but it is made each minute: it is recorded when it changes, whatever the numbers
 * in it count by then.
 */
export const unactedDecisions = (
  plan: Plan,
): { readonly drafts: readonly DecisionDraft[]; readonly history: History } => {
  const observed = plan.held.filter(({ type }) => type !== 'enter-disruption');
  const said = [...observed.map(({ reason }) => reason), ...plan.notes];
  const nothing = plan.actions.length === 0 && said.length === 0;
  const waits = plan.settling.waitingFor[0];
  const reasons = nothing ? [waits ?? 'everything is as wished'] : plan.notes;
  const key = [...new Set([...said, ...(nothing ? reasons : [])].map(withoutDetails))].sort().join('\n');
  if (key === plan.history.lastSaid) return { drafts: [], history: plan.history };
  return {
    drafts: [
      ...observed.map((action) => actionDecision(action, 'would-do')),
      ...reasons.map((reason) => ({ rule: 'plan', reason, outcome: 'nothing' as const })),
    ],
    history: { ...plan.history, lastSaid: key },
  };
};

/** Counting goes on, and one host after the other is waited for, or one less: that is no new reason. */
const withoutDetails = (reason: string): string => reason.replaceAll(/\bi-[0-9a-f]+\b|\b\d+\b/g, '#');

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
