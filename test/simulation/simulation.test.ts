/** A fixed part of what `npm run simulate` does, small enough for every run of the tests. */
import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { addCounters } from './counters.ts';
import { fixedSet } from './fixed-set.ts';
import { everyFaultOnce, faultNames, mischiefOfSeed, stepInWords, stepOfWords } from './mischief.ts';
import type { Outcome, Step } from './outcome.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

const brokenIn = ({ violations }: Outcome) => violations.map(({ invariant, what }) => `${invariant}: ${what}`);

it('can have every fault of the catalogue in each seed: npm run simulate -- --every-fault', () => {
  const faults = everyFaultOnce(5, 2).flatMap(({ what }) => ('fault' in what ? [what.fault] : []));
  expect([...new Set(faults)].toSorted()).toEqual(faultNames.toSorted());
});

it('holds every invariant for seeds of any mischief, and does the same for the same seed', async () => {
  const [once, again, other] = [
    await simulate(4, { hours: 0.25 }),
    await simulate(4, { hours: 0.25 }),
    await simulate(7, { hours: 0.25 }),
  ];
  expect([once, again, other].map(brokenIn)).toEqual([[], [], []]);
  expect(again.traceHash).toBe(once.traceHash);
  expect(other.traceHash).not.toBe(once.traceHash);
  expect(once.calls).toBeGreaterThan(2_000);
}, 240_000);

it('has every fault of the catalogue happen, hit and be survived', async () => {
  const outcomes: Outcome[] = [];
  for (const { seed, ...options } of fixedSet) outcomes.push(await simulate(seed, options));
  expect(outcomes.map(brokenIn)).toEqual(outcomes.map(() => []));
  const counters = addCounters(outcomes.map((outcome) => outcome.counters));
  expect(faultNames.filter((name) => (counters[name]?.hit ?? 0) === 0)).toEqual([]);
}, 240_000);

it('is a command that replays steps, tells what they came to, and refuses what is none', () => {
  const run = (replay: string) =>
    spawnSync(process.execPath, ['test/simulation/run.ts', '--from', '14', '--hours', '0.1', '--replay', replay], {
      encoding: 'utf8',
    });
  const { status, stdout } = run('0@60000:fault:host-terminate:60000,7@120000:request:count-changed');
  expect({ status, last: stdout.trimEnd().split('\n').at(-1) }).toEqual({
    status: 0,
    last: expect.stringMatching(/^Every invariant held in 1 seed, \d+\.\d simulated hours \(.+\)\.$/),
  });
  expect(stdout).toMatch(/^host-terminate +1 +1 +[1-9]/m);
  expect(run('0@1:fault:nothing:1')).toMatchObject({ status: 1, stderr: expect.stringContaining('is no step') });
});

it('makes the schedule of a seed before it begins, the same each time, and reads it from a line', () => {
  const schedule = mischiefOfSeed(9, 3);
  expect(mischiefOfSeed(9, 3)).toEqual(schedule);
  expect(mischiefOfSeed(10, 3)).not.toEqual(schedule);
  expect(schedule.map(stepInWords).map(stepOfWords)).toEqual(schedule);
  expect(() => stepOfWords('1@2:fault:none:3')).toThrow('is no step');
});

it('shrinks a schedule to the steps that it takes, and these to the time that they need', async () => {
  const schedule: readonly Step[] = mischiefOfSeed(4, 4);
  expect(schedule.length).toBeGreaterThan(20);
  const guilty = schedule.filter(({ what }) => 'fault' in what && what.forMs >= 480_000).slice(2, 4);
  expect(guilty).toHaveLength(2);
  const breaks = async (steps: readonly Step[]) =>
    guilty.every(({ id }) =>
      steps.some((step) => step.id === id && 'fault' in step.what && step.what.forMs >= 240_000),
    );
  const { schedule: left, hours, runs } = await shrink({ schedule, hours: 4 }, breaks, 200);
  expect(left.map(({ id }) => id)).toEqual(guilty.map(({ id }) => id));
  expect(left.every(({ what }) => 'fault' in what && what.forMs < 480_000)).toBe(true);
  expect(hours).toBeLessThanOrEqual(4);
  expect(runs).toBeLessThan(60);
});

it('gives up shrinking after so many runs, with what it has by then', async () => {
  const schedule = mischiefOfSeed(4, 4);
  const { runs } = await shrink({ schedule, hours: 4 }, async (steps) => steps.length === schedule.length, 10);
  expect(runs).toBe(10);
});
