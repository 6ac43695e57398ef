import { beforeEach, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/api/operations.ts';
import { handler as root } from '../../../functions/api/root.ts';
import type { OperationEntry } from '../../../shared/domain/operation.ts';
import { call } from '../../support/calling.ts';
import { inhabitMemory } from '../../support/in-memory-runtime.ts';
import { withCluster } from '../../support/in-memory-situations.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));

let world: InMemoryWorld;
beforeEach(() => {
  world = inhabitMemory();
});

const entry = (changes: Partial<OperationEntry> = {}): OperationEntry => ({
  id: 'op-1',
  wish: { kind: 'stop-task', cluster: 'demo', task: 'abc', reason: 'because' },
  bodyHash: 'x',
  requestedAt: world.nowMs - 90_000,
  requestedBy: '000000000000/local',
  ...changes,
});
const execution = 'arn:execution';
const enter = (changes: Record<string, unknown>, steps: unknown[] = []) => {
  world.operations.set('op-1', entry({ executionArn: execution }));
  world.executions.set(execution, {
    arn: execution,
    state: 'RUNNING',
    startedAt: world.nowMs - 80_000,
    input: {} as never,
    steps,
    ...changes,
  } as never);
};
const read = () => call(handler, 'GET /v1/operations/{operation}', '/v1/operations/op-1');

it('a running operation tells its steps, what it waits for, and when to look again', async () => {
  const looked = { progress: { joined: 2, desired: 3 }, waitingFor: ['i-1 has not joined yet'] };
  enter({}, [
    { name: 'Check input', enteredAt: 1_000, leftAt: 2_000, times: 1, output: {} },
    { name: 'Look at the cluster', enteredAt: 2_000, leftAt: 3_000, times: 4, output: looked },
    { name: 'Wait until hosts have joined', enteredAt: 3_000, times: 4 },
  ]);
  const { status, headers, body } = await read();
  expect(status).toBe(200);
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect(body).toMatchObject({
    state: 'RUNNING',
    kind: 'stop-task',
    target: '/v1/clusters/demo/tasks/abc',
    progress: { joined: 2, desired: 3 },
    waitingFor: ['i-1 has not joined yet'],
    steps: [
      { name: 'Check input', state: 'SUCCEEDED', times: 1 },
      { name: 'Look at the cluster', state: 'SUCCEEDED', times: 4 },
      { name: 'Wait until hosts have joined', state: 'RUNNING' },
    ],
  });
});

it('one that ended well has its result, and nothing to wait for', async () => {
  enter({ state: 'SUCCEEDED', stoppedAt: world.nowMs, output: { summary: 'stopped' } });
  const { headers, body } = await read();
  expect(body).toMatchObject({ state: 'SUCCEEDED', result: { summary: 'stopped' }, endedAt: expect.any(String) });
  expect(headers).not.toHaveProperty('retry-after');
});

it.each([
  {
    reason: 'a step threw: its message, not its stack',
    seen: {
      state: 'FAILED',
      error: 'TaskNotFound',
      cause: '{"errorType":"TaskNotFound","errorMessage":"gone","trace":["at x"]}',
    },
    state: 'FAILED',
    problem: { code: 'TaskNotFound', title: 'There is no such task', detail: 'gone' },
  },
  {
    reason: 'a Fail state spoke',
    seen: { state: 'FAILED', error: 'TaskNeverStarted', cause: 'The image cannot be pulled.' },
    state: 'FAILED',
    problem: { code: 'TaskNeverStarted', detail: 'The image cannot be pulled.' },
  },
  { reason: 'time ran out', seen: { state: 'TIMED_OUT' }, state: 'FAILED', problem: { code: 'NotSettledInTime' } },
  { reason: 'somebody aborted it', seen: { state: 'ABORTED' }, state: 'CANCELED', problem: { code: 'Aborted' } },
])('one that failed says why: $reason', async ({ seen, state, problem }) => {
  enter({ stoppedAt: world.nowMs, ...seen });
  expect((await read()).body).toMatchObject({ state, problem });
});

it('one that has not begun is pending; one that lost a race has failed', async () => {
  world.operations.set('op-1', entry());
  expect((await read()).body).toMatchObject({ state: 'PENDING', steps: [] });
  world.operations.set('op-1', entry({ refused: { code: 'StaleGeneration', message: 'somebody was faster' } }));
  expect((await read()).body).toMatchObject({ state: 'FAILED', problem: { code: 'StaleGeneration' } });
});

it('operations are listed newest first, in pages', async () => {
  for (const id of ['a', 'b', 'c']) world.operations.set(id, entry({ id }));
  const list = (query: string) => call(handler, 'GET /v1/operations', `/v1/operations${query}`);
  const first = await list('?limit=2');
  expect(first.body.operations).toMatchObject([{ operation: 'c' }, { operation: 'b' }]);
  expect((await list(`?limit=2&cursor=${first.body.next}`)).body).toMatchObject({ operations: [{ operation: 'a' }] });
  expect(await list('?limit=500')).toMatchObject({ status: 400, body: { code: 'BadQuery' } });
});

it('an unknown operation is not found', async () => {
  expect(await read()).toMatchObject({ status: 404, body: { code: 'OperationNotFound' } });
});

it('the root says what runs where', async () => {
  withCluster(world);
  expect((await call(root, 'GET /v1', '/v1')).body).toMatchObject({
    service: 'quaymaster',
    stage: 'test',
    region: 'us-east-1',
    simulated: true,
    clusters: [{ cluster: 'demo', state: 'settled', hosts: { desired: 3, joined: 3 }, link: '/v1/clusters/demo' }],
  });
  expect((await call(root, 'GET /v1/openapi.json', '/v1/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
});
