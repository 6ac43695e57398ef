/**
 * Events come in bursts: a hundred hosts join within a minute, a host takes fifty tasks with it. The first of a burst is looked at
 * at once; of those that follow within a few seconds one look is taken, when they have passed.
 */
import type { Observation } from '../domain/observation.ts';
import type { WakeMessage } from '../ports/wake.ts';

const burstMs = 3_000;

/** Only where every message can wait, and where the last look left nothing undone. */
export const isTooSoon = (messages: readonly WakeMessage[], last: Observation | undefined, now: number): boolean =>
  messages.length > 0 &&
  last !== undefined &&
  !last.unfinished &&
  // The last look may have been on a machine whose clock is ahead.
  Math.abs(now - last.startedAt) < burstMs &&
  messages.every(({ canWait }) => canWait === true);
