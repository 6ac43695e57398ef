/** From `npm start` to its welcome, against the least that any program of its kind must do. */
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median, type Row } from './measure.ts';

const rounds = 5;
const clients = ['ec2', 'ecs', 'ssm', 'sqs', 'sfn', 'lambda', 'dynamodb', 'eventbridge', 'iam', 'sts'];
const loading = clients.map((name) => `import '@aws-sdk/client-${name}';`).join('');
const root = join(import.meta.dirname, '..');

/** Wall milliseconds of a program that ends by itself. */
const takes = (...args: string[]): number => {
  const begun = performance.now();
  spawnSync(process.execPath, args, { cwd: root });
  return performance.now() - begun;
};

/** Wall milliseconds until `npm start` has said that it is there. */
const starts = (): Promise<number> =>
  new Promise((resolve) => {
    const begun = performance.now();
    const started = spawn(process.execPath, ['--import', './local/check-node.js', 'local/start.ts'], {
      cwd: root,
      env: { ...process.env, PORT: '0', AWS_PORT: '0' },
    });
    started.stdout.once('data', () => {
      resolve(performance.now() - begun);
      started.kill();
    });
  });

export const rows = async (): Promise<readonly Row[]> => {
  const sides: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < rounds; round += 1) {
    sides[0].push(await starts());
    sides[1].push(takes('-e', '0'));
    sides[2].push(takes('--input-type=module', '-e', loading));
  }
  const [ready, nothing, loaded] = [median(sides[0]), median(sides[1]), median(sides[2])];
  return [
    { what: 'npm start until it is ready, without npm', ratio: ready / nothing, against: 'node -e 0' },
    {
      what: 'npm start until it is ready, without npm',
      ratio: ready / loaded,
      against: 'loading the SDK clients of its ten services',
      bound: 5,
    },
  ];
};
