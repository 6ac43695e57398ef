import type { Action } from '../domain/action.ts';
import type { Wish } from '../domain/wish.ts';

/** Answers what a wish would lead to, without changing anything. Behind it is the function `api-plans`. */
export interface Planner {
  plan(wish: Wish): Promise<PlannedChange>;
}
export interface PlannedChange {
  /** What differs between the stored and the wished spec, field by field. */
  readonly changes: readonly { readonly pointer: string; readonly before?: unknown; readonly after?: unknown }[];
  /** What the next reconcile would do. */
  readonly actions: readonly Action[];
  readonly warnings: readonly string[];
}
