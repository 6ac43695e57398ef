import type { Shows, Told } from '../domain/happening.ts';

/** Asks the one writer to look at a cluster. */
export interface Wake {
  /** At least once; a message sent before the last good observation began is skipped by the writer. */
  wake(message: WakeMessage): Promise<void>;
  /** Hands a received message out again after so many seconds. Until then its cluster waits; others do not. */
  postpone(receipt: string, seconds: number): Promise<void>;
  /** Takes a received message off the queue. The trigger does so too, but not before the whole batch has ended. */
  done(receipt: string): Promise<void>;
}
export interface WakeMessage {
  readonly cluster: string;
  /** Why, in words: it ends in the log. */
  readonly cause: string;
  /** Of a message that was handed out, by the queue's own clock. */
  readonly sentAt: number;
  /** When the queue first handed it out. */
  readonly receivedAt?: number;
  /** How often it has been handed out, this time included. */
  readonly times?: number;
  /** It tells of what comes in bursts: one look every few seconds is enough. */
  readonly canWait?: true;
  /** When that was which an event told of, as far as it says so. */
  readonly happenedAt?: number;
  /** A thing and the version that the event carried: an older snapshot of it is taken again. */
  readonly seen?: { readonly arn: string; readonly version: number };
  /** What it was about, so that this is read at once. */
  readonly tells?: Told;
  /** An instance, and what AWS is to show of it by now: while it does not, it is looked at again. */
  readonly instance?: { readonly id: string; readonly shows: Shows };
}
