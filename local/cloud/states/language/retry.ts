/** Whether and when a failed state is tried again. */
import type { Retrier } from './definition.ts';

/** How often each retrier of a state has been used in this visit, by its index. */
export type Attempts = readonly number[];

export interface Again {
  readonly afterMs: number;
  readonly attempts: Attempts;
}

/**
 * The first retrier that `names` the error decides; once its attempts are used up nothing is tried again, and Catch has its
 * turn. `random` is at least 0 and below 1: with JitterStrategy FULL the delay is anything up to the computed one.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error
 */
export const tryAgain = (
  retriers: readonly Retrier[],
  names: (errorEquals: readonly string[]) => boolean,
  attempts: Attempts,
  random: () => number,
): Again | undefined => {
  const index = retriers.findIndex((retrier) => names(retrier.ErrorEquals));
  const retrier = retriers[index];
  const used = attempts[index] ?? 0;
  if (retrier === undefined || used >= (retrier.MaxAttempts ?? 3)) return undefined;
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** used;
  const capped = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  const seconds = retrier.JitterStrategy === 'FULL' ? capped * random() : capped;
  return {
    afterMs: Math.round(seconds * 1000),
    attempts: retriers.map((_, at) => (attempts[at] ?? 0) + (at === index ? 1 : 0)),
  };
};
