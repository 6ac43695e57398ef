import type { Action } from '../domain/action.ts';
import type { ErrorCode, ErrorDetails, FieldError } from '../domain/errors.ts';
import type { Wish } from '../domain/wish.ts';

/** Answers questions about a wish without changing anything. Behind it is the function `api-plans`. */
export interface Planner {
  /** What a wish would lead to. */
  plan(wish: Wish): Promise<PlannedChange>;
  /** Checks a wish against AWS: types, zones, subnets, images, revisions that do not exist, hosts without a way out. */
  check<W extends Wish>(wish: W): Promise<CheckedWish<W>>;
}
export interface CheckedWish<W extends Wish = Wish> {
  /** With what it leaves to us decided: the network of awsvpc tasks. */
  readonly wish: W;
  readonly errors: readonly FieldError[];
}
export interface PlannedChange {
  /** What differs between the stored and the wished spec, field by field. */
  readonly changes: readonly { readonly pointer: string; readonly before?: unknown; readonly after?: unknown }[];
  /** What the next reconcile would do. */
  readonly actions: readonly Action[];
  readonly warnings: readonly string[];
  /** Where ECS would place tasks now; only of a wish to run some. Between hosts that are equally good it may choose others. */
  readonly placements?: readonly {
    readonly host: string;
    readonly availabilityZone: string;
    readonly tasks: number;
  }[];
}

/** What `api-plans` is asked, and how it replies; a refusal travels as data, so that its details survive. */
export interface PlanQuestion {
  readonly ask: 'plan' | 'check';
  readonly wish: Wish;
}
export type PlanReply<Answer> =
  | { readonly status: 'answered'; readonly answer: Answer }
  | { readonly status: 'refused'; readonly code: ErrorCode; readonly message: string; readonly details: ErrorDetails };
