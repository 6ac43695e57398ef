import type { Wish } from './wish.ts';

/**
 * An entry in the index of operations. Its state is never copied here: Step Functions has it (name of the execution = id).
 * Written before the intent, so that the same Idempotency-Key with another body is refused before anything changes.
 */
export interface OperationEntry {
  /** hash(role, route, Idempotency-Key); also the execution's name. */
  readonly id: string;
  readonly wish: Wish;
  /** Hash of the canonical request body: another body under the same key is a conflict. */
  readonly bodyHash: string;
  readonly requestedAt: number;
  readonly requestedBy: string;
  /** Set when StartExecution has answered; the sweep starts what has none. */
  readonly executionArn?: string;
  /** Why the wish was refused after it was indexed (a lost race), if it was. */
  readonly refused?: { readonly code: string; readonly message: string };
}
