/**
 * `npm run simulate -- --seeds 20 --from 1 [--hours 1]`: exit code 1 when an invariant broke. `--replay '<steps>'` runs one seed
 * with these steps instead of its own, `--every-fault` has every fault of the catalogue once, in the worlds of the fixed set or in
 * each of the seeds that are asked for, and fails when one of them hit nothing in all of them, `--no-shrink` leaves a schedule
 * that breaks something as long as it is, and `--mutants` asks whether all this would find bugs.
 */
import { parseArgs } from 'node:util';
import { addCounters } from './counters.ts';
import { fixedSet } from './fixed-set.ts';
import { everyFaultOnce, faultNames, stepInWords, stepOfWords } from './mischief.ts';
import { huntMutants } from './mutants/command.ts';
import type { Outcome } from './outcome.ts';
import { foundIn, lineOf, summaryOf, tableOf } from './report.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string' },
    from: { type: 'string' },
    hours: { type: 'string', default: '1' },
    replay: { type: 'string' },
    shrink: { type: 'boolean', default: true },
    'every-fault': { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
  },
  allowNegative: true,
});

const say = (text: string): void => void process.stdout.write(`${text}\n`);
/** Of one schedule: more would take longer than people wait. */
const mostShrinkingRuns = 40;

/** The same with fewer steps, and what happened in it. */
const shortest = async (found: Outcome): Promise<string> => {
  const [first] = found.violations;
  if (first === undefined) return '';
  const only = first.invariant;
  const again = (schedule: Outcome['schedule'], hours: number) =>
    simulate(found.seed, { schedule, hours, only, stopAtFirst: true });
  const { schedule, hours, runs } = values.shrink
    ? await shrink(found, async (...asked) => (await again(...asked)).violations.length > 0, mostShrinkingRuns)
    : { ...found, runs: 0 };
  const last = values.shrink ? await again(schedule, hours) : found;
  return foundIn({ found, last, hours, runs, steps: schedule.map(stepInWords) });
};

const simulateAll = async (): Promise<number> => {
  const hours = Number(values.hours);
  const from = Number(values.from ?? 1);
  const schedule = values.replay?.split(',').filter(Boolean).map(stepOfWords);
  const count = schedule === undefined ? Number(values.seeds ?? 10) : 1;
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  const asked = values.seeds !== undefined || values.from !== undefined;
  const runs = values['every-fault']
    ? asked
      ? seeds.map((seed) => ({ seed, hours, schedule: everyFaultOnce(seed, hours) }))
      : fixedSet
    : seeds.map((seed) => ({ seed, hours, ...(schedule && { schedule }) }));
  const outcomes: Outcome[] = [];
  const begun = performance.now();
  for (const { seed, ...options } of runs) {
    const outcome = await simulate(seed, options);
    outcomes.push(outcome);
    say(lineOf(outcome));
    if (outcome.violations.length > 0) say(await shortest(outcome));
  }
  const counters = addCounters(outcomes.map((outcome) => outcome.counters));
  say(tableOf(counters));
  const idle = values['every-fault'] ? faultNames.filter((name) => (counters[name]?.hit ?? 0) === 0) : [];
  if (idle.length > 0) say(`These faults hit nothing, so nothing is proven of them: ${idle.join(', ')}.`);
  say(summaryOf(outcomes, performance.now() - begun));
  return idle.length > 0 || outcomes.some(({ violations }) => violations.length > 0) ? 1 : 0;
};

process.exitCode = await (values.mutants ? huntMutants(positionals) : simulateAll());
