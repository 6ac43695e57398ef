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
  /** `begun`: it was about to be done, and what came of it is not known. */
  readonly outcome: 'begun' | 'done' | 'already-so' | 'would-do' | 'failed' | 'nothing';
  readonly detail?: string;
  readonly operation?: string;
  /** Whether people asked for it, or we did it of ourselves. */
  readonly cause?: Action['cause'];
  /** What it was decided on: facts that were read, each a short sentence. */
  readonly seen?: readonly string[];
  /** What else could have been done, or held it back, and why it did not. */
  readonly weighed?: readonly string[];
  /** What it is about, to find it by. */
  readonly about?: {
    readonly group?: string;
    readonly host?: string;
    readonly service?: string;
    readonly task?: string;
  };
}
