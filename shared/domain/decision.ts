import type { Action } from './action.ts';

/** What the planner decided and why, including "nothing, because …". Kept for 30 days. */
export interface Decision {
  readonly id: string;
  readonly cluster: string;
  readonly at: number;
  /** The rule that decided. */
  readonly rule: string;
  /** One sentence that an on-call engineer understands. */
  readonly reason: string;
  readonly action?: Action['type'];
  readonly subject?: string;
  readonly outcome: 'done' | 'already-so' | 'would-do' | 'failed' | 'nothing';
  readonly detail?: string;
  readonly operation?: string;
}
