/**
 * `npm run bench`: what the embedded AWS costs, and how frugal and quick Quaymaster is on it, as ratios against a peer or a lower bound, so that they mean the same on every
 * machine. Each subject runs in a process of its own. `npm run bench -- placement describe` runs these two only.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Row } from './measure.ts';

const subjects = [
  'http-door',
  'sdk-door',
  'start',
  'describe',
  'placement',
  'memory',
  'day',
  'planner',
  'converge',
  'rest',
  'burst',
  'throttle',
  'heal',
];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !subjects.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${subjects.join(', ')}.`);
  process.exit(1);
}

const begun = performance.now();
const rows: Row[] = [];
for (const name of asked.length > 0 ? asked : subjects) {
  const subject = join(import.meta.dirname, 'subject.ts');
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', '--max-old-space-size=4096', subject, name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
  const found = JSON.parse(stdout.toString()) as Row[];
  console.log(`\n${name}`);
  for (const { what, ratio, against } of found)
    console.log(`  ${what.padEnd(62)} ${figure(ratio).padStart(9)}  ${against}`);
  rows.push(...found);
}
const worst = rows.filter(({ bound }) => bound !== undefined).filter(({ ratio, bound = 0 }) => ratio > bound);
const seconds = Math.round((performance.now() - begun) / 1_000);
console.log(
  `\n${rows.length} ratios in ${seconds} s; ${worst.length === 0 ? 'every one within its bound' : `out of bounds: ${worst.map(({ what }) => what).join('; ')}`}.`,
);

function figure(ratio: number): string {
  if (ratio >= 100) return Math.round(ratio).toLocaleString('en');
  return ratio.toFixed(ratio >= 10 ? 1 : 2);
}
