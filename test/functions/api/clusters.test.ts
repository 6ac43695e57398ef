import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/api/clusters.ts';
import { AppError } from '../../../shared/domain/errors.ts';
import { call } from '../../support/calling.ts';
import { inhabitMemory, workflows } from '../../support/in-memory-runtime.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));

const smallest = { groups: [{ name: 'main', count: 3, instanceTypes: ['t3.medium'] }] };
const put = (body: unknown, headers: Record<string, string> = {}, query = '') =>
  call(handler, 'PUT /v1/clusters/{cluster}', `/v1/clusters/demo${query}`, { body, headers });
const get = () => call(handler, 'GET /v1/clusters/{cluster}', '/v1/clusters/demo');

let world: InMemoryWorld;
beforeEach(() => {
  world = inhabitMemory();
});

describe('putting a cluster', () => {
  it('writes the spec with all defaults, starts the workflow and answers 202 with where to look', async () => {
    const answer = await put(smallest);
    expect(answer.status).toBe(202);
    expect(answer.headers['location']).toBe(`/v1/operations/${answer.body.operation}`);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer.headers['etag']).toBe('"1"');
    const stored = world.clusterSpecs.get('demo');
    expect(stored).toMatchObject({ generation: 1, writtenBy: answer.body.operation });
    expect(stored?.spec).toEqual({
      groups: [
        {
          name: 'main',
          count: 3,
          surge: 1,
          instanceTypes: ['t3.medium'],
          market: 'on-demand',
          ami: { family: 'al2023' },
          network: { subnets: [], securityGroups: [], publicIp: 'auto', availabilityZones: [] },
          rootVolume: { sizeGiB: 30, type: 'gp3' },
          agent: {},
          attributes: {},
          tags: {},
          metadataHopLimit: 1,
          allow: { privileged: false, hostNetwork: false, hostMounts: false },
        },
      ],
      policy: { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up', paused: false, windows: [] },
      tags: {},
    });
    expect([...world.executions.values()]).toMatchObject([
      { input: { operation: answer.body.operation, wish: { kind: 'provision-cluster', cluster: 'demo' } } },
    ]);
  });

  it('answers 200 when nothing changes, and starts nothing', async () => {
    await put(smallest);
    const answer = await put({ ...smallest, tags: {} });
    expect(answer).toMatchObject({ status: 200, body: { changed: false, generation: 1 } });
    expect(answer.headers['etag']).toBe('"1"');
    expect(world.executions.size).toBe(1);
  });

  it('answers a dry run with the plan and changes nothing', async () => {
    const answer = await put(smallest, {}, '?dryRun=true');
    expect(answer).toMatchObject({ status: 200, body: { dryRun: true, target: '/v1/clusters/demo', actions: [] } });
    expect(world.clusterSpecs.size + world.operations.size + world.executions.size).toBe(0);
  });

  it('takes the generation as ETag, and refuses a stale one', async () => {
    await put(smallest);
    expect((await get()).headers['etag']).toBe('"1"');
    const two = { groups: [{ ...smallest.groups[0], count: 2 }] };
    expect((await put(two, { 'if-match': '"1"' })).status).toBe(202);
    const stale = await put(smallest, { 'if-match': '"1"' });
    expect(stale).toMatchObject({ status: 412, body: { code: 'StaleGeneration' } });
    expect(stale.headers['etag']).toBe('"2"');
    expect(await put(smallest, { 'if-none-match': '*' })).toMatchObject({ status: 412 });
    expect(world.clusterSpecs.get('demo')).toMatchObject({ generation: 2, spec: { groups: [{ count: 2 }] } });
  });

  it('refuses what AWS does not know, before anything changes', async () => {
    world.refusals.push({ pointer: '/groups/0/instanceTypes/0', detail: 'is not an instance type' });
    expect(await put(smallest)).toMatchObject({
      status: 422,
      body: { code: 'InvalidInput', errors: [{ pointer: '/groups/0/instanceTypes/0' }] },
    });
    expect(world.clusterSpecs.size + world.operations.size).toBe(0);
  });
});

describe('an Idempotency-Key', () => {
  it('makes a repeat answer with the same operation, bare or quoted', async () => {
    const first = await put(smallest, { 'idempotency-key': 'one' });
    const again = await put(smallest, { 'idempotency-key': '"one"' });
    expect(again).toMatchObject({ status: 202, body: { operation: first.body.operation } });
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(world.executions.size).toBe(1);
  });

  it('with another body is refused, whatever the order of fields was', async () => {
    await put(smallest, { 'idempotency-key': 'one' });
    const other = await put({ groups: [{ ...smallest.groups[0], count: 4 }] }, { 'idempotency-key': 'one' });
    expect(other).toMatchObject({ status: 422, body: { code: 'IdempotencyKeyReused' } });
    const { name, count, instanceTypes } = smallest.groups[0]!;
    const reordered = await put({ groups: [{ instanceTypes, count, name }] }, { 'idempotency-key': 'one' });
    expect(reordered.status).toBe(202);
  });

  it('is not used up by a request that was refused', async () => {
    const wrong = await put({ groups: [] }, { 'idempotency-key': 'one' });
    expect(wrong.status).toBe(422);
    expect((await put(smallest, { 'idempotency-key': 'one' })).status).toBe(202);
  });

  it('belongs to the caller and the route', async () => {
    const ask = (signedBy: string) =>
      call(handler, 'PUT /v1/clusters/{cluster}', '/v1/clusters/demo', {
        body: smallest,
        headers: { 'idempotency-key': 'one' },
        signedBy,
      });
    const one = await ask('arn:aws:sts::123456789012:assumed-role/deployer/session-1');
    const sameRole = await ask('arn:aws:sts::123456789012:assumed-role/deployer/session-2');
    expect(sameRole.body.operation).toBe(one.body.operation);
    expect((await ask('arn:aws:iam::123456789012:user/ann')).body).toMatchObject({ changed: false });
  });

  it('finishes what an earlier attempt began', async () => {
    const first = await put(smallest, { 'idempotency-key': 'one' });
    const { executionArn: _, ...begun } = world.operations.get(first.body.operation)!;
    world.operations.set(begun.id, begun);
    world.executions.clear();
    expect(await put(smallest, { 'idempotency-key': 'one' })).toMatchObject({
      status: 202,
      body: { operation: first.body.operation },
    });
    expect(world.executions.size).toBe(1);
    expect(world.clusterSpecs.get('demo')?.generation).toBe(1);
  });
});

describe('when things happen at once, or not at all', () => {
  it('the same request twice at the same time is one operation', async () => {
    const key = { 'idempotency-key': 'one' };
    const answers = await Promise.all([put(smallest, key), put(smallest, key), put(smallest, key)]);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    expect(new Set(answers.map(({ body }) => body.operation)).size).toBe(1);
    expect([world.executions.size, world.clusterSpecs.get('demo')?.generation]).toEqual([1, 1]);
  });

  it('of two different requests at the same time, over the same generation, one wins', async () => {
    await put(smallest);
    const change = (count: number) =>
      put({ groups: [{ ...smallest.groups[0], count }] }, { 'if-match': '"1"', 'idempotency-key': `count ${count}` });
    const answers = await Promise.all([change(4), change(5)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 412]);
    const won = answers[0]?.status === 202 ? 4 : 5;
    expect(world.clusterSpecs.get('demo')).toMatchObject({ generation: 2, spec: { groups: [{ count: won }] } });
    const lost = [...world.operations.values()].find(({ refused }) => refused !== undefined);
    expect(lost?.refused).toMatchObject({ code: 'StaleGeneration' });
  });

  it('a change whose workflow cannot be started now is accepted, and left to the sweep', async () => {
    const start = vi.spyOn(workflows(), 'start').mockRejectedValue(new AppError('CloudUnavailable', 'no answer'));
    const { status, body } = await put(smallest);
    expect(status).toBe(202);
    expect(world.operations.get(body.operation)).not.toHaveProperty('executionArn');
    start.mockRejectedValue(new AppError('CloudDenied', 'not allowed'));
    expect(await put({ groups: [{ ...smallest.groups[0], count: 9 }] })).toMatchObject({ status: 502 });
  });
});

describe('deleting a cluster', () => {
  const remove = (query = '') => call(handler, 'DELETE /v1/clusters/{cluster}', `/v1/clusters/demo${query}`);

  it('leaves a tombstone, and a second request changes nothing', async () => {
    await put(smallest);
    expect((await remove()).status).toBe(202);
    expect(world.clusterSpecs.get('demo')).toMatchObject({ generation: 2, deleting: { cascade: false } });
    expect(await remove()).toMatchObject({ status: 200, body: { changed: false } });
    expect(await put(smallest)).toMatchObject({ status: 409, body: { code: 'BeingDeleted' } });
  });

  it('refuses a cluster with services unless told to cascade', async () => {
    await put(smallest);
    const web = { name: 'web' } as never;
    world.services.set('demo', [web]);
    expect(await remove()).toMatchObject({
      status: 409,
      body: { code: 'ClusterNotEmpty', detail: expect.stringContaining('web') },
    });
    expect((await remove('?cascade=true')).status).toBe(202);
  });

  it('knows no cluster that was never put', async () => {
    expect(await remove()).toMatchObject({ status: 404, body: { code: 'ClusterNotFound' } });
  });
});
