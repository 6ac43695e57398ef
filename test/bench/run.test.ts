/** `npm run bench` takes minutes and is not run here; but each of its subjects can be had by its name. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { costs } from '../../bench/measure.ts';

const bench = (...names: string[]) => {
  const { status, stderr } = spawnSync(process.execPath, ['bench/run.ts', ...names], { encoding: 'utf8' });
  return { status, stderr };
};

it('names what it can measure, when asked for something else', async () => {
  const { status, stderr } = bench('nonsense');
  expect(status).toBe(1);
  const named = /there are ([a-z, -]+)\./.exec(stderr)?.[1]?.split(', ') ?? [];
  const parts = ['run', 'subject', 'measure', 'fleet', 'servers', 'stack', 'naive'];
  const files = readdirSync('bench').map((file) => file.replace('.ts', ''));
  expect(named.toSorted()).toEqual(files.filter((name) => !parts.includes(name)).toSorted());
  for (const name of named) expect(await import(`../../bench/${name}.ts`)).toHaveProperty('rows');
});

it('measures processor time, of both sides alike', async () => {
  const spin = (times: number) => () => {
    let sum = 0;
    for (let turn = 0; turn < times; turn += 1) sum += Math.sqrt(turn);
    return sum;
  };
  const [once = 0, tenTimes = 0] = await costs([spin(20_000), spin(200_000)], { calls: 5, rounds: 5 });
  expect(tenTimes / once).toBeGreaterThan(4);
});
