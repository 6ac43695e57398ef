/** The buckets of the account, and what has been done to them. A bucket that nobody took from is not there: it is full. */
import type { Bucket } from './bucket.ts';

export interface ThrottlingState {
  /** By the group's name, and within it by what the bucket is apart for; bounded. */
  readonly buckets: Map<string, Map<string, Bucket>>;
  /** How many times its documented size and rate a group has, while faults scale it: by the group's name. */
  readonly scales: Map<string, readonly number[]>;
}

export const newThrottlingState = (): ThrottlingState => ({ buckets: new Map(), scales: new Map() });
