/** Makes a schedule that breaks something as short as it gets: what is left is what it takes. */
import type { Step } from './outcome.ts';

export interface Shrunk {
  readonly schedule: readonly Step[];
  readonly hours: number;
  /** How many simulations it took. */
  readonly runs: number;
}

/** Whether this schedule, with so many hours for it, still breaks the same invariant. */
export type StillBreaks = (schedule: readonly Step[], hours: number) => Promise<boolean>;

const minuteMs = 60_000;
const shortestMs = 60_000;

/**
 * Delta debugging (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input"): leaves out halves, then smaller
 * parts, then single steps, and then makes faults shorter. Steps keep their dice, whatever is left out before them. Ends when
 * nothing more can be left out, or after so many runs, with what it has by then.
 */
export const shrink = async (
  found: { readonly schedule: readonly Step[]; readonly hours: number },
  stillBreaks: StillBreaks,
  mostRuns: number,
): Promise<Shrunk> => {
  let { schedule, hours } = found;
  let runs = 0;
  const holds = async (fewer: readonly Step[], within = hours): Promise<boolean> => {
    if (runs >= mostRuns) return false;
    runs += 1;
    return stillBreaks(fewer, within);
  };

  if (await holds([])) schedule = [];
  for (let parts = 2; schedule.length > 0 && runs < mostRuns; ) {
    const size = Math.ceil(schedule.length / parts);
    let smaller: readonly Step[] | undefined;
    for (let from = 0; from < schedule.length && smaller === undefined; from += size) {
      const without = schedule.toSpliced(from, size);
      if (without.length < schedule.length && (await holds(without))) smaller = without;
    }
    if (smaller !== undefined) {
      schedule = smaller;
      parts = Math.max(2, parts - 1);
    } else if (size === 1) break;
    else parts = Math.min(schedule.length, parts * 2);
  }

  const soon = Math.max(0, ...schedule.map((step) => step.atMs + ('fault' in step.what ? step.what.forMs : minuteMs)));
  const enough = Math.ceil(soon / minuteMs) / 60;
  if (enough < hours && (await holds(schedule, enough))) hours = enough;

  for (const [index, step] of schedule.entries())
    for (let forMs = halfOf(step); forMs !== undefined; ) {
      const shorter: readonly Step[] = schedule.with(index, lasting(step, forMs));
      if (!(await holds(shorter))) break;
      schedule = shorter;
      forMs = halfOf(lasting(step, forMs));
    }
  return { schedule, hours, runs };
};

const halfOf = ({ what }: Step): number | undefined =>
  'fault' in what && what.forMs >= 2 * shortestMs ? Math.round(what.forMs / 2) : undefined;

const lasting = (step: Step, forMs: number): Step =>
  'fault' in step.what ? { ...step, what: { ...step.what, forMs } } : step;
