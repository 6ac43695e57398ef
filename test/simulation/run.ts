/** `npm run simulate -- --seeds 20 --from 1 [--hours 1] [--replay '<steps>']`: exit code 1 when an invariant broke. */
import { parseArgs } from 'node:util';
import { addCounters } from './counters.ts';
import { stepOfWords } from './mischief.ts';
import type { Outcome } from './outcome.ts';
import { lineOf, summaryOf, tableOf } from './report.ts';
import { simulate } from './simulate.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '10' },
    from: { type: 'string', default: '1' },
    hours: { type: 'string', default: '1' },
    replay: { type: 'string' },
    story: { type: 'boolean', default: false },
  },
});

const hours = Number(values.hours);
const first = Number(values.from);
const schedule = values.replay?.split(',').filter(Boolean).map(stepOfWords);
const outcomes: Outcome[] = [];
const begun = performance.now();
for (let seed = first; seed < first + (schedule === undefined ? Number(values.seeds) : 1); seed++) {
  const outcome = await simulate(seed, { hours, ...(schedule && { schedule }) });
  outcomes.push(outcome);
  say(lineOf(outcome));
  if (outcome.violations.length > 0 || values.story) say(outcome.story.join('\n'));
}
say(tableOf(addCounters(outcomes.map(({ counters }) => counters))));
say(summaryOf(outcomes, performance.now() - begun));
process.exitCode = outcomes.some(({ violations }) => violations.length > 0) ? 1 : 0;
