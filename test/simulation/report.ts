/** What a run says: a line for each seed, a table of what went wrong, and a last line in plain words. */
import type { Counters } from './counters.ts';
import type { Outcome } from './outcome.ts';

const round = (value: number): string => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

export const lineOf = ({
  seed,
  violations,
  calls,
  simulatedMs,
  convergedMs,
  cpuMs,
  traceHash,
  schedule,
}: Outcome): string =>
  [
    `seed ${seed}: ${violations.length === 0 ? 'held' : `${violations.length} BROKEN`}`,
    `${schedule.length} steps, ${calls} calls, ${round(simulatedMs / 3_600_000)} h simulated in ${round(cpuMs / 1_000)} s`,
    `at rest after ${Math.round(convergedMs / 60_000)} min, trace ${traceHash.slice(0, 12)}`,
    ...violations
      .slice(0, 12)
      .map(({ invariant, atMs, what }) => `\n  ${invariant} at ${Math.round(atMs / 1_000)} s: ${what}`),
  ].join('; ');

export interface Found {
  readonly found: Outcome;
  /** The run of what is left of its schedule. */
  readonly last: Outcome;
  readonly hours: number;
  readonly runs: number;
  readonly steps: readonly string[];
}

const linesTold = 40;

/** How to see it again, and what happened before it. */
export const foundIn = ({ found, last, hours, runs, steps }: Found): string => {
  const { seed } = found;
  const [first] = last.violations;
  const replay = `npm run simulate -- --from ${seed} --hours ${hours.toFixed(4).replace(/\.?0+$/, '')} --replay '${steps.join(',')}'`;
  return [
    `  ${steps.length} of ${found.schedule.length} steps are enough${runs === 0 ? '' : ` (${runs} runs)`}:`,
    ...steps.map((step) => `    ${step}`),
    ...(first === undefined ? [] : [`  ${first.invariant}: ${first.what}`]),
    ...last.story.slice(-linesTold).map((line) => `    ${line}`),
    `  the seed:    npm run simulate -- --seeds 1 --from ${seed} --hours ${found.hours}`,
    `  only these:  ${replay}`,
  ].join('\n');
};

export const tableOf = (counters: Counters): string => {
  const rows = Object.entries(counters).toSorted(([one], [other]) => one.localeCompare(other));
  const cells = rows.map(([name, { asked, happened, hit }]) =>
    [name.padEnd(30), String(asked).padStart(6), String(happened).padStart(9), String(hit).padStart(7)].join(' '),
  );
  return [`${'what goes wrong'.padEnd(30)}  asked  happened     hit`, ...cells].join('\n');
};

export const summaryOf = (outcomes: readonly Outcome[], wallMs: number): string => {
  const broken = outcomes.filter(({ violations }) => violations.length > 0);
  const names = new Set(broken.flatMap(({ violations }) => violations.map(({ invariant }) => invariant)));
  const simulatedHours = outcomes.reduce((sum, { simulatedMs }) => sum + simulatedMs / 3_600_000, 0);
  const pace = `${round((outcomes.length * 60_000) / wallMs)} seeds a minute, ${round((simulatedHours * 60_000) / wallMs)} simulated hours a minute`;
  const seeds = `${outcomes.length} ${outcomes.length === 1 ? 'seed' : 'seeds'}`;
  if (broken.length === 0)
    return `Every invariant held in ${seeds}, ${round(simulatedHours)} simulated hours (${pace}).`;
  return `${broken.length} of ${seeds} broke ${[...names].join(', ')}: ${broken.map(({ seed }) => seed).join(' ')} (${pace}).`;
};
