import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/api/services.ts';
import { call } from '../../support/calling.ts';
import { inhabitMemory, serviceSpecs } from '../../support/in-memory-runtime.ts';
import { withCluster, withDefinition, withService } from '../../support/in-memory-situations.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));

let world: InMemoryWorld;
beforeEach(() => {
  world = inhabitMemory();
  withCluster(world);
  withDefinition(world, 'web');
});

const send = (method: string, body?: unknown, headers: Record<string, string> = {}) =>
  call(handler, `${method} /v1/clusters/{cluster}/services/{service}`, '/v1/clusters/demo/services/web', {
    body,
    headers,
  });
const stored = () => world.serviceSpecs.get('demo/web');

describe('putting a service', () => {
  it('resolves the family to its newest revision, once', async () => {
    expect((await send('PUT', { taskDefinition: 'web', desiredCount: 2 })).status).toBe(202);
    expect(stored()).toMatchObject({
      generation: 1,
      spec: {
        taskDefinition: 'web:1',
        scheduling: 'REPLICA',
        desiredCount: 2,
        placement: { name: 'az-balanced-spread' },
        deployment: { minimumHealthyPercent: 100, maximumPercent: 200, circuitBreaker: true },
      },
    });
    withDefinition(world, 'web');
    expect(await send('PUT', { taskDefinition: 'web:1', desiredCount: 2 })).toMatchObject({ status: 200 });
    expect((await send('PUT', { taskDefinition: 'web', desiredCount: 2 })).status).toBe(202);
    expect(stored()).toMatchObject({ generation: 2, spec: { taskDefinition: 'web:2' } });
  });

  it('repeats what it did under the same key, whatever has been registered since', async () => {
    const key = { 'idempotency-key': 'k' };
    const first = await send('PUT', { taskDefinition: 'web', desiredCount: 2 }, key);
    withDefinition(world, 'web');
    const again = await send('PUT', { taskDefinition: 'web', desiredCount: 2 }, key);
    expect(again.body.operation).toBe(first.body.operation);
    expect(stored()?.spec.taskDefinition).toBe('web:1');
  });

  it('leaves a service alone that somebody else keeps under this name', async () => {
    withService(world, 'web');
    world.serviceSpecs.clear();
    expect(await send('PUT', { taskDefinition: 'web', desiredCount: 2 })).toMatchObject({
      status: 409,
      body: { code: 'NotOurs' },
    });
    expect(world.serviceSpecs.size + world.operations.size).toBe(0);
  });

  it.each([
    { reason: 'an unknown family', body: { taskDefinition: 'wbe', desiredCount: 1 }, hint: 'Did you mean "web"?' },
    { reason: 'an unknown revision', body: { taskDefinition: 'web:9', desiredCount: 1 }, hint: 'Did you mean "web"?' },
  ])('refuses $reason', async ({ body, hint }) => {
    expect(await send('PUT', body)).toMatchObject({
      status: 422,
      body: { code: 'InvalidInput', errors: [{ pointer: '/taskDefinition', hint }] },
    });
  });

  it('refuses to turn a replica service into a daemon', async () => {
    withService(world, 'web');
    expect(await send('PUT', { taskDefinition: 'web:1', scheduling: 'DAEMON' })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/scheduling' }] },
    });
  });

  it('needs a cluster that stays', async () => {
    const { cluster, ...rest } = world.clusterSpecs.get('demo')!;
    world.clusterSpecs.set('demo', { cluster, ...rest, deleting: { cascade: true } });
    const body = { taskDefinition: 'web', desiredCount: 1 };
    expect(await send('PUT', body)).toMatchObject({ status: 409, body: { code: 'BeingDeleted' } });
    world.clusterSpecs.clear();
    expect(await send('PUT', body)).toMatchObject({ status: 404, body: { code: 'ClusterNotFound' } });
  });
});

describe('patching a service', () => {
  beforeEach(() => withService(world, 'web'));

  it('changes what is given and keeps the rest; 0 parks it', async () => {
    expect((await send('PATCH', { desiredCount: 0 }, { 'content-type': 'application/merge-patch+json' })).status).toBe(
      202,
    );
    expect(stored()).toMatchObject({ generation: 2, spec: { desiredCount: 0, taskDefinition: 'web:1' } });
  });

  it('keeps its revision when another part is changed', async () => {
    withDefinition(world, 'web');
    await send('PATCH', { desiredCount: 5 });
    expect(stored()?.spec.taskDefinition).toBe('web:1');
    await send('PATCH', { taskDefinition: 'web' });
    expect(stored()?.spec.taskDefinition).toBe('web:2');
  });

  it('returns to the default with null', async () => {
    await send('PATCH', { placement: 'binpack' });
    expect(stored()?.spec.placement).toEqual({ name: 'binpack' });
    await send('PATCH', { placement: null });
    expect(stored()?.spec.placement).toEqual({ name: 'az-balanced-spread' });
  });

  it.each([
    { reason: 'a count of -1', patch: { desiredCount: -1 }, at: '/desiredCount' },
    { reason: 'an unknown field', patch: { desiredCont: 1 }, at: '/desiredCont' },
    { reason: 'no count at all', patch: { desiredCount: null }, at: '/desiredCount' },
    { reason: 'a rollout that cannot begin', patch: { deployment: { maximumPercent: 100 } }, at: '/deployment' },
  ])('refuses $reason', async ({ patch, at }) => {
    expect(await send('PATCH', patch)).toMatchObject({ status: 422, body: { errors: [{ pointer: at }] } });
    expect(stored()?.generation).toBe(1);
  });

  it('says everything at once, with what is wrong elsewhere', async () => {
    const answer = await call(
      handler,
      'PATCH /v1/clusters/{cluster}/services/{service}',
      '/v1/clusters/demo/services/web?dryrun=true',
      {
        body: { desiredCount: -1, taskDefinition: 'webb' },
      },
    );
    expect(answer.body.errors).toMatchObject([
      { parameter: 'dryrun' },
      { pointer: '/desiredCount' },
      { pointer: '/taskDefinition' },
    ]);
  });

  it.each(['null', '[]', '1'])('takes no %s', async (body) => {
    const answer = await send('PATCH', body);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '' }] } });
    expect(answer.body.errors).toHaveLength(1);
  });

  it('of many at the same time all are made, one after the other, when none says what it has seen', async () => {
    const counts = [3, 4, 5, 6];
    const answers = await Promise.all(counts.map((desiredCount) => send('PATCH', { desiredCount })));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
    expect(stored()?.generation).toBe(5);
    const refused = [...world.operations.values()].filter((entry) => entry.refused !== undefined);
    expect(refused).toEqual([]);
  });

  it('of many that have seen the same one is made', async () => {
    const change = (desiredCount: number) => send('PATCH', { desiredCount }, { 'if-match': '"1"' });
    const answers = await Promise.all([change(3), change(4), change(5)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412, 412]);
    expect(stored()?.generation).toBe(2);
  });

  it('that lost a race can be sent again under the same key', async () => {
    const key = { 'idempotency-key': 'k' };
    const write = vi.spyOn(serviceSpecs(), 'write').mockResolvedValue('conflict');
    expect(await send('PATCH', { desiredCount: 3 }, key)).toMatchObject({
      status: 409,
      body: { code: 'Conflict', retryable: true },
    });
    write.mockRestore();
    expect((await send('PATCH', { desiredCount: 4 }, key)).body.code).toBe('IdempotencyKeyReused');
    expect((await send('PATCH', { desiredCount: 3 }, key)).status).toBe(202);
    expect(stored()).toMatchObject({ generation: 2, spec: { desiredCount: 3 } });
    expect([...world.operations.values()]).toMatchObject([{ executionArn: expect.any(String) }]);
  });

  it('keeps the tags that the service was made with', async () => {
    expect(await send('PATCH', { tags: { team: 'a' } })).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/tags', hint: 'Delete the service and make it again.' }] },
    });
  });

  it('needs a service', async () => {
    world.serviceSpecs.clear();
    expect(await send('PATCH', { desiredCount: 1 })).toMatchObject({ status: 404, body: { code: 'ServiceNotFound' } });
  });
});

describe('reading and deleting services', () => {
  beforeEach(() => withService(world, 'web'));

  it('shows what is asked for and what ECS says', async () => {
    const answer = await send('GET');
    expect(answer).toMatchObject({
      status: 200,
      body: {
        generation: 1,
        state: 'settling',
        spec: { desiredCount: 2 },
        status: { running: 2, events: [{ message: expect.stringContaining('steady state') }] },
      },
    });
    expect(answer.headers['etag']).toBe('"1"');
    const list = await call(handler, 'GET /v1/clusters/{cluster}/services', '/v1/clusters/demo/services');
    expect(list.body.services).toMatchObject([{ service: 'web' }]);
  });

  it('deletes by a tombstone, once', async () => {
    expect((await send('DELETE', undefined, { 'if-match': '"1"' })).status).toBe(202);
    expect(stored()).toMatchObject({ generation: 2, deleting: {} });
    expect(await send('DELETE')).toMatchObject({ status: 200, body: { changed: false } });
    expect(await send('PATCH', { desiredCount: 1 })).toMatchObject({ status: 409, body: { code: 'BeingDeleted' } });
    expect(await send('PATCH', { desiredCount: -1 })).toMatchObject({ status: 409, body: { code: 'BeingDeleted' } });
  });
});
