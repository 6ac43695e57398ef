/** One simulation: a world of the seed, what goes wrong in it, and what must be true of it all the while. */
import { runningStack } from '../support/running-stack.ts';
import type { Outcome, SimulationOptions } from './outcome.ts';

export const simulate = async (
  seed: number,
  { hours = 2, schedule = [] }: SimulationOptions = {},
): Promise<Outcome> => {
  const begun = process.cpuUsage();
  const stack = await runningStack({ seed });
  const { user, system } = process.cpuUsage(begun);
  return {
    seed,
    hours,
    schedule,
    violations: [],
    traceHash: '',
    calls: stack.cloud.journal.entries().length,
    simulatedMs: 0,
    cpuMs: (user + system) / 1_000,
    counters: {},
    story: [],
  };
};
