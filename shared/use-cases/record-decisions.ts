/**
 * Writes down what is decided. What calls AWS is written as `begun` before it is tried, and again under the same id with its
 * outcome: whoever crashes in between leaves it `begun`, and nothing was ever done that no decision tells of.
 */
import type { Action } from '../domain/action.ts';
import type { Decision } from '../domain/decision.ts';
import { actionDecision, type Instances, isBegun, numbered, unactedDecisions } from '../domain/decisions.ts';
import type { History } from '../domain/history.ts';
import type { Plan } from '../domain/plan.ts';
import type { Clock } from '../ports/clock.ts';
import type { Decisions } from '../ports/stores.ts';
import type { Applied } from './apply.ts';

export interface DecisionRecorder {
  /** Before these are tried. */
  begin(actions: readonly Action[], situation: Instances): Promise<void>;
  /** What came of them. What was tried and is not among them stays `begun`. */
  outcomes(applied: readonly Applied[], situation: Instances): Promise<void>;
  /** What was said instead of acting; the answer remembers that it was said. */
  unacted(planned: Plan, situation: Instances): Promise<History>;
}

/** For one reconcile of one cluster. */
export const decisionRecorder = (
  cluster: string,
  { decisions, clock }: { readonly decisions: Pick<Decisions, 'add'>; readonly clock: Pick<Clock, 'now'> },
): DecisionRecorder => {
  const begun = new Map<Action, Decision>();
  let count = 0;
  const add = async (written: readonly Decision[]): Promise<void> => {
    if (written.length > 0) await decisions.add(written);
  };
  const next = (drafts: Parameters<typeof numbered>[0]): readonly Decision[] => {
    const decided = numbered(drafts, cluster, clock.now(), count);
    count += drafts.length;
    return decided;
  };
  return {
    async begin(actions, situation) {
      const decided = next(actions.map((action) => actionDecision(action, 'begun', situation)));
      for (const [index, action] of actions.entries()) begun.set(action, decided[index] as Decision);
      await add(decided.filter((_, index) => isBegun(actions[index] as Action)));
    },
    async outcomes(applied, situation) {
      await add(
        applied.flatMap(({ action, outcome, detail }) => {
          const first = begun.get(action);
          if (outcome === 'skipped' || first === undefined) return [];
          const { id, at } = first;
          return [{ ...actionDecision(action, outcome, situation, detail), id, cluster, at }];
        }),
      );
    },
    async unacted(planned, situation) {
      const { drafts, history } = unactedDecisions(planned, situation);
      await add(next(drafts));
      return history;
    },
  };
};
