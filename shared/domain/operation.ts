import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
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
  /** The generation of the spec that the wish became; absent for wishes that are no spec. */
  readonly generation?: number;
  /** Set when StartExecution has answered; the sweep starts what has none. */
  readonly executionArn?: string;
  /** Why the wish was refused after it was indexed (a lost race), if it was. */
  readonly refused?: { readonly code: string; readonly message: string };
}

/** Who asks, and what makes a request the same as an earlier one. */
export interface Origin {
  /** Account and role; `000000000000/local` where nobody signs. */
  readonly caller: string;
  readonly routeKey: string;
  /** Idempotency-Key, or the request id in its place. */
  readonly key: string;
  readonly keyGiven: boolean;
  /** Everything that was asked for, as it was written: another content under the same key is a conflict. */
  readonly content: unknown;
}

/** The same caller, route and key always make the same id; 32 hex digits, so it is a valid name of an execution. */
export const operationId = ({ caller, routeKey, key }: Pick<Origin, 'caller' | 'routeKey' | 'key'>): string =>
  hash([caller, routeKey, key]).slice(0, 32);

export const contentHash = ({ content }: Pick<Origin, 'content'>): string => hash(content);

const hash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
