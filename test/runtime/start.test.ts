/** `npm start` as people use it: a process with sockets on a wall clock. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const run = (env: Record<string, string>) => {
  const child = spawn('node_modules/.bin/node', ['local/start.ts'], { env: { ...process.env, ...env } });
  children.push(child);
  let said = '';
  const heard = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      if (said.includes('as they are made')) resolve();
    });
  });
  let complained = '';
  child.stderr.on('data', (chunk) => {
    complained += chunk;
  });
  const ended = once(child, 'exit').then(([code]) => code as number);
  return { child, heard, ended, said: () => said, complained: () => complained };
};

test('it says what to paste, answers on both ports, and stops on Ctrl-C with nothing left', async () => {
  const running = run({ PORT: '0', AWS_PORT: '0', SEED: 'luck', SPEED: '40', THROTTLE: 'on' });
  await running.heard;
  const api = /API +(http:\/\/127\.0\.0\.1:\d+)\/v1/.exec(running.said())?.[1];
  const aws = /embedded AWS +(http:\/\/127\.0\.0\.1:\d+)/.exec(running.said())?.[1];
  expect(running.said()).toContain(`curl -X PUT '${api}/v1/clusters/my-cluster' `);
  expect(running.said()).toContain(`curl -X PUT '${api}/v1/clusters/my-cluster?dryRun=true' `);
  expect(running.said()).toContain(`export AWS_ENDPOINT_URL=${aws} `);
  expect(running.said()).toContain('aws ec2 terminate-instances');

  expect((await fetch(`${api}/nowhere`)).status).toBe(404);
  const body = 'Action=GetCallerIdentity&Version=2011-06-15';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await (await fetch(`${aws}/`, { method: 'POST', headers, body })).text()).toContain('000000000000');

  const sim = async (path: string) => (await fetch(`${aws}/_sim${path}`)).json();
  expect(running.said()).toContain('SEED=luck npm start');
  expect(await sim('')).toMatchObject({ seed: 'luck', clock: { speed: 40, paused: false } });
  expect(await sim('/knobs')).toMatchObject({ knobs: { throttling: { is: true } } });

  running.child.kill('SIGINT');
  expect(await running.ended).toBe(0);
  expect(running.complained()).toBe('');
  await expect(fetch(`${api}/nowhere`)).rejects.toThrow();
});

test.each(['PORT', 'AWS_PORT'])('it names a %s that is taken, and ends with 1', async (name) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const running = run({ PORT: '0', AWS_PORT: '0', [name]: String(port) });
  expect(await running.ended).toBe(1);
  expect(running.complained()).toContain(`${port} is taken`);
  expect(running.complained()).toContain(`${name}=${port + 1} npm start`);
  other.close();
});
