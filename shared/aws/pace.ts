/**
 * How fast the calls of one API group go. Nobody waits until AWS throttles the group. Then all of its calls wait together: a
 * batch whose calls are refused at once is charged once, not once for each of them, and what is left goes one by one, faster
 * with every call that succeeds. Charging each caller made 43 errors of one throttled call of Karpenter's:
 * https://github.com/aws/karpenter-provider-aws/issues/9175
 */
export interface Pace {
  /** How often the group has been charged: a call knows by it whether its refusal is news. */
  readonly charges: number;
  /** Between two calls; 0 when they go as they come. */
  readonly intervalMs: number;
  /** No call goes before. */
  readonly nextAt: number;
}

export const unhurried: Pace = { charges: 0, intervalMs: 0, nextAt: 0 };

const firstIntervalMs = 500;
const longestIntervalMs = 4_000;
/** A bucket that refills is found again in a few calls, and one refusal by mistake is soon forgotten. */
const quickening = 0.7;
const asTheyComeBelowMs = 50;

/** How long a call has to wait. Nobody is made to wait for longer than two intervals: then the clock went back. */
export const waitMs = ({ nextAt }: Pace, now: number): number => {
  const left = nextAt - now;
  return left > 2 * longestIntervalMs ? 0 : Math.max(0, left);
};

/** A call goes now. */
export const afterSending = (pace: Pace, now: number): Pace =>
  pace.intervalMs === 0 ? pace : { ...pace, nextAt: now + pace.intervalMs };

/** A call was throttled that had been sent after so many charges; `jitter` is at least 0, below 1. */
export const afterRefusal = (pace: Pace, chargesWhenSent: number, now: number, jitter: number): Pace => {
  if (chargesWhenSent !== pace.charges) return pace;
  const intervalMs = Math.min(longestIntervalMs, Math.max(firstIntervalMs, pace.intervalMs * 2));
  // At least half: who comes back at once is refused again.
  return { charges: pace.charges + 1, intervalMs, nextAt: now + (intervalMs * (1 + jitter)) / 2 };
};

export const afterSuccess = (pace: Pace): Pace => {
  if (pace.intervalMs === 0) return pace;
  const intervalMs = pace.intervalMs * quickening;
  return intervalMs < asTheyComeBelowMs ? { ...pace, intervalMs: 0, nextAt: 0 } : { ...pace, intervalMs };
};
