/** What a bucket is for: a group of operations of one service that share it, per account and region. */
import type { BucketSize } from './bucket.ts';

export interface ThrottleGroup extends BucketSize {
  /** Unique among all: `ecs cluster reads`. */
  readonly name: string;
  readonly service: string;
  /** Those that it holds for. A call of several groups needs a token of each. */
  readonly operations: readonly string[];
  /** How many tokens this call takes: 1 when nothing is said, none when it is no business of this bucket. */
  readonly tokens?: (input: Readonly<Record<string, unknown>>) => number;
  /** Buckets of their own by this part of the input: a queue. One for all when nothing is said. */
  readonly each?: (input: Readonly<Record<string, unknown>>) => string;
}

/** The rows of AWS's tables: operations, burst, refill in a second. */
export type Row = readonly [operations: string | readonly string[], burst: number, perSecond: number];

export const groupsOf = (service: string, rows: Readonly<Record<string, Row>>): readonly ThrottleGroup[] =>
  Object.entries(rows).map(([name, [operations, burst, perSecond]]) => ({
    name: `${service} ${name}`,
    service,
    operations: typeof operations === 'string' ? [operations] : operations,
    burst,
    perSecond,
  }));

/** A table in which each operation has a bucket of its own. */
export const ownBuckets = (
  service: string,
  rows: Readonly<Record<string, readonly [burst: number, perSecond: number]>>,
): readonly ThrottleGroup[] =>
  groupsOf(
    service,
    Object.fromEntries(Object.entries(rows).map(([operation, size]) => [operation, [operation, ...size]])),
  );
