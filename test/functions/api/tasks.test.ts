import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/api/tasks.ts';
import { call } from '../../support/calling.ts';
import { inhabitMemory } from '../../support/in-memory-runtime.ts';
import { aTask, withCluster, withDefinition } from '../../support/in-memory-situations.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));

let world: InMemoryWorld;
beforeEach(() => {
  world = inhabitMemory();
  withCluster(world);
  withDefinition(world, 'web');
});

const run = (body: unknown, headers: Record<string, string> = {}, query = '') =>
  call(handler, 'POST /v1/clusters/{cluster}/tasks', `/v1/clusters/demo/tasks${query}`, { body, headers });
const one = (method: string, task: string, query = '') =>
  call(handler, `${method} /v1/clusters/{cluster}/tasks/{task}`, `/v1/clusters/demo/tasks/${task}${query}`);

describe('running tasks', () => {
  it('starts a workflow with the revision that is newest now', async () => {
    const answer = await run({ taskDefinition: 'web', count: 25, placement: 'one-per-host', tags: { team: 'shop' } });
    expect(answer).toMatchObject({ status: 202, body: { kind: 'run-task', target: '/v1/clusters/demo/tasks' } });
    expect([...world.executions.values()]).toMatchObject([
      {
        input: {
          wish: {
            kind: 'run-task',
            taskDefinition: 'web:1',
            count: 25,
            placement: { name: 'one-per-host' },
            tags: { team: 'shop' },
          },
        },
      },
    ]);
  });

  it.each(['az-balanced-spread', 'az-balanced-binpack', 'binpack', 'one-per-host'])(
    'takes the placement %s',
    async (placement) => {
      expect((await run({ taskDefinition: 'web:1', placement })).status).toBe(202);
    },
  );

  it('takes custom strategies and constraints', async () => {
    const placement = {
      name: 'custom',
      strategies: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
      constraints: [{ type: 'memberOf', expression: 'attribute:ecs.instance-type == t3.medium' }],
    };
    expect((await run({ taskDefinition: 'web', placement })).status).toBe(202);
  });

  it('two requests without a key are two', async () => {
    const [one, two] = [await run({ taskDefinition: 'web' }), await run({ taskDefinition: 'web' })];
    expect(one.body.operation).not.toBe(two.body.operation);
    const key = { 'idempotency-key': 'k' };
    expect((await run({ taskDefinition: 'web' }, key)).body.operation).toBe(
      (await run({ taskDefinition: 'web' }, key)).body.operation,
    );
    expect(await run({ taskDefinition: 'web', count: 2 }, key)).toMatchObject({ status: 422 });
  });

  it('is only planned by a dry run', async () => {
    expect(await run({ taskDefinition: 'web' }, {}, '?dryRun=true')).toMatchObject({
      status: 200,
      body: { dryRun: true },
    });
    expect(world.executions.size).toBe(0);
  });

  it('says of a body that is wrong whether its definition is there too', async () => {
    const { body } = await run({ taskDefinition: 'webb', count: -1 });
    expect(body.errors).toMatchObject([
      { pointer: '/count' },
      { pointer: '/taskDefinition', hint: 'Did you mean "web"?' },
    ]);
  });

  it.each([
    { reason: 'of another region', reference: 'arn:aws:ecs:eu-west-1:000000000000:task-definition/web:1' },
    { reason: 'of another account', reference: 'arn:aws:ecs:us-east-1:111111111111:task-definition/web' },
  ])('takes no definition $reason for the one of the same name', async ({ reference }) => {
    expect(await run({ taskDefinition: reference })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/taskDefinition' }] },
    });
    expect((await run({ taskDefinition: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web' })).status).toBe(202);
  });

  it.each([
    { reason: 'a container twice', containers: [{ name: 'web' }, { name: 'web' }], at: '1/name' },
    {
      reason: 'a nameless variable',
      containers: [{ name: 'web', environment: [{ name: '', value: 'x' }] }],
      at: '0/environment/0/name',
    },
  ])('overrides no $reason', async ({ containers, at }) => {
    const { body } = await run({ taskDefinition: 'web', overrides: { containerOverrides: containers } });
    expect(body.errors).toMatchObject([{ pointer: `/overrides/containerOverrides/${at}` }]);
  });

  it('needs a definition and a cluster', async () => {
    expect(await run({ taskDefinition: 'nope' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/taskDefinition' }] },
    });
    world.clusterSpecs.clear();
    expect(await run({ taskDefinition: 'web' })).toMatchObject({ status: 404, body: { code: 'ClusterNotFound' } });
  });
});

describe('a task', () => {
  beforeEach(() => {
    world.tasks.set('demo', [aTask(world, 'alive'), aTask(world, 'service-task', { group: 'service:web' })]);
  });

  it('is listed, by service too', async () => {
    const list = (query: string) =>
      call(handler, 'GET /v1/clusters/{cluster}/tasks', `/v1/clusters/demo/tasks${query}`).then(
        ({ body }) => body.tasks,
      );
    expect(await list('')).toHaveLength(2);
    expect(await list('?service=web')).toMatchObject([{ id: 'service-task' }]);
    expect(await list('?status=STOPPED')).toEqual([]);
    // ECS refuses startedBy beside other filters; here they can be combined.
    world.tasks.set('demo', [aTask(world, 'one', { startedBy: 'op' }), aTask(world, 'two', { group: 'service:web' })]);
    expect(await list('?family=web&startedBy=op')).toMatchObject([{ id: 'one' }]);
    expect(await list('?service=web&startedBy=op')).toEqual([]);
  });

  it('that stopped is listed newest first, page by page, with a diagnosis; also one of which no event has come', async () => {
    const stopped = (id: string, minutesAgo: number, changes: object = {}) =>
      aTask(world, id, {
        lastStatus: 'STOPPED',
        desiredStatus: 'STOPPED',
        stopCode: 'UserInitiated',
        stoppedReason: 'by hand',
        stoppedAt: world.nowMs - minutesAgo * 60_000,
        ...changes,
      });
    for (const [id, minutesAgo] of Object.entries({ old: 900, middle: 90, late: 9 }))
      world.stoppedTasks.set(`demo/${id}`, { task: stopped(id, minutesAgo), keepUntil: world.nowMs + 1 });
    world.stoppedTasks.set('demo/expired', { task: stopped('expired', 1), keepUntil: world.nowMs });
    const lost = stopped('lost', 5, {
      stoppedReason: 'Host EC2 (instance i-0fa32d20601daf13d) terminated.',
      stopCode: 'TerminationNotice',
    });
    world.tasks.set('demo', [aTask(world, 'alive'), stopped('late', 9), lost]);
    const page = async (query: string) =>
      (await call(handler, 'GET /v1/clusters/{cluster}/tasks', `/v1/clusters/demo/tasks${query}`)).body;
    const first = await page('?status=stopped&limit=2');
    expect(first.tasks.map(({ id }: { id: string }) => id)).toEqual(['lost', 'late', 'middle']);
    expect(first.tasks[0].diagnosis).toMatchObject({ cause: 'host-terminated', byItself: true });
    const second = await page(`?status=STOPPED&limit=2&cursor=${first.next}`);
    expect(second.tasks.map(({ id }: { id: string }) => id)).toEqual(['old']);
    expect(second.next).toBeUndefined();
    const onHost = await page('?status=STOPPED&host=i-0fa32d20601daf13d');
    expect(onHost.tasks.map(({ id }: { id: string }) => id)).toEqual(['lost']);
    expect((await page('?status=STOPPED&service=nope')).tasks).toEqual([]);
    expect((await page('?status=gone&limit=0')).errors).toHaveLength(2);
  });

  it('is stopped by leaving a demand to the one writer', async () => {
    expect((await one('DELETE', 'alive', '?reason=too+loud')).status).toBe(202);
    expect(world.demands).toMatchObject([{ kind: 'stop-task', task: 'alive', reason: 'too loud' }]);
    expect(world.calls).toEqual([]);
  });

  it('says why it stopped, after ECS has forgotten it too', async () => {
    const stopped = aTask(world, 'gone', {
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      stoppedAt: world.nowMs,
      containers: [{ name: 'web', image: 'nginx', lastStatus: 'STOPPED', exitCode: 137, hostPorts: [] }],
    });
    world.stoppedTasks.set('demo/gone', { task: stopped, keepUntil: world.nowMs + 1 });
    expect(await one('GET', 'gone')).toMatchObject({
      status: 200,
      body: {
        stopCode: 'EssentialContainerExited',
        diagnosis: {
          cause: 'essential-container-exited',
          summary: 'A container that the task cannot do without has ended.',
          evidence: [
            'stopCode: EssentialContainerExited',
            'stoppedReason: Essential container in task exited',
            'container web: exit code 137, killed, often for using more memory than it may',
          ],
          hint: expect.stringContaining('logged'),
          byItself: true,
        },
      },
    });
    expect(await one('DELETE', 'gone')).toMatchObject({ status: 200, body: { changed: false } });
    world.nowMs += 1;
    expect(await one('GET', 'gone')).toMatchObject({ status: 404, body: { code: 'TaskNotFound' } });
    expect(await one('DELETE', 'gone')).toMatchObject({ status: 404 });
  });
});
