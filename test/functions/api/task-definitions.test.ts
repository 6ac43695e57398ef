import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler } from '../../../functions/api/task-definitions.ts';
import { call } from '../../support/calling.ts';
import { inhabitMemory } from '../../support/in-memory-runtime.ts';
import { aDefinition } from '../../support/in-memory-situations.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));

let world: InMemoryWorld;
beforeEach(() => {
  world = inhabitMemory();
});

const register = (body: unknown, headers: Record<string, string> = {}, query = '') =>
  call(handler, 'POST /v1/task-definitions', `/v1/task-definitions${query}`, { body, headers });
const revision = (method: string, path: string, query = '') =>
  call(handler, `${method} /v1/task-definitions/{family}/{revision}`, `/v1/task-definitions/${path}${query}`);

describe('registering', () => {
  it('answers 201 with the revision, and 200 with the same one for the same content', async () => {
    const first = await register(aDefinition('web'));
    expect(first).toMatchObject({ status: 201, body: { taskDefinition: 'web:1', revision: 1, changed: true } });
    expect(first.headers['location']).toBe('/v1/task-definitions/web/1');
    expect(await register(aDefinition('web'))).toMatchObject({ status: 200, body: { revision: 1, changed: false } });
    const other = { ...aDefinition('web'), cpu: '256' };
    expect(await register(other)).toMatchObject({ status: 201, body: { revision: 2 } });
  });

  it('leaves out what only a description has, and says so', async () => {
    const described = { ...aDefinition('web'), revision: 7, compatibilities: ['EC2'], registeredAt: 1 };
    const { status, body } = await register(described);
    expect(status).toBe(201);
    expect(body.warnings).toHaveLength(3);
    expect(body.document).not.toHaveProperty('compatibilities');
  });

  it('takes what ECS takes, and says where it may run', async () => {
    const definition = aDefinition('root');
    const privileged = {
      ...definition,
      containerDefinitions: [{ ...definition.containerDefinitions[0], privileged: true }],
    };
    expect(await register(privileged)).toMatchObject({
      status: 201,
      body: { warnings: [expect.stringContaining('privileged containers')] },
    });
  });

  it.each([
    { reason: 'no family', change: { family: undefined }, at: '/family' },
    { reason: 'no containers', change: { containerDefinitions: [] }, at: '/containerDefinitions' },
    {
      reason: 'no essential container',
      change: { containerDefinitions: [{ name: 'a', image: 'b', memory: 64, essential: false }] },
      at: '/containerDefinitions',
    },
    {
      reason: 'no memory',
      change: { containerDefinitions: [{ name: 'a', image: 'b' }] },
      at: '/containerDefinitions/0/memory',
    },
  ])('refuses $reason where it is', async ({ change, at }) => {
    const { status, body } = await register({ ...aDefinition('web'), ...change });
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'InvalidInput' });
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toContain(at);
    expect(world.calls).toEqual([]);
  });

  it('registers nothing in a dry run', async () => {
    expect(await register(aDefinition('web'), {}, '?dryRun=true')).toMatchObject({
      status: 200,
      body: { dryRun: true, changed: true },
    });
    expect(world.calls).toEqual([]);
  });

  it('refuses the same key for other content', async () => {
    const key = { 'idempotency-key': 'k' };
    expect((await register({}, key)).status).toBe(422);
    expect((await register(aDefinition('web'), key)).status).toBe(201);
    expect((await register(aDefinition('web'), key)).status).toBe(200);
    expect(await register(aDefinition('api'), key)).toMatchObject({
      status: 422,
      body: { code: 'IdempotencyKeyReused' },
    });
  });
});

describe('what is registered', () => {
  beforeEach(async () => {
    await register(aDefinition('web'));
    await register({ ...aDefinition('web'), cpu: '256' });
  });

  it('is listed by family and revision', async () => {
    expect((await call(handler, 'GET /v1/task-definitions', '/v1/task-definitions')).body).toEqual({
      families: ['web'],
    });
    expect((await call(handler, 'GET /v1/task-definitions/{family}', '/v1/task-definitions/web')).body).toEqual({
      family: 'web',
      revisions: ['web:2', 'web:1'],
    });
    expect(await revision('GET', 'web/2')).toMatchObject({ status: 200, body: { document: { cpu: '256' } } });
  });

  it('is compared field by field', async () => {
    const key = 'GET /v1/task-definitions/{family}/{revision}/diff';
    expect(await call(handler, key, '/v1/task-definitions/web/2/diff?against=1')).toMatchObject({
      status: 200,
      body: { before: 'web:1', after: 'web:2', same: false, differences: [{ pointer: '/cpu', after: '256' }] },
    });
    expect(await call(handler, key, '/v1/task-definitions/web/2/diff')).toMatchObject({
      status: 400,
      body: { code: 'BadQuery', errors: [{ parameter: 'against', detail: 'is missing' }] },
    });
  });

  it('is what a repeat answers with, whatever has been registered since', async () => {
    const register = (body: unknown) =>
      call(handler, 'POST /v1/task-definitions', '/v1/task-definitions', { body, headers: { 'idempotency-key': 'k' } });
    const first = { ...aDefinition('shop'), cpu: '256' };
    expect(await register(first)).toMatchObject({ status: 201, body: { revision: 1 } });
    await call(handler, 'POST /v1/task-definitions', '/v1/task-definitions', { body: aDefinition('shop') });
    expect(await register(first)).toMatchObject({ status: 200, body: { changed: false, revision: 1 } });
    expect(world.calls.filter((one) => one.startsWith('register shop'))).toEqual([
      'register shop:1',
      'register shop:2',
    ]);
  });

  it('is deregistered once', async () => {
    expect(await revision('DELETE', 'web/2', '?dryRun=true')).toMatchObject({ body: { dryRun: true, changed: true } });
    expect(await revision('DELETE', 'web/2')).toMatchObject({
      status: 200,
      body: { changed: true, status: 'INACTIVE' },
    });
    expect(await revision('DELETE', 'web/2')).toMatchObject({ status: 200, body: { changed: false } });
    expect(world.calls.filter((one) => one.startsWith('deregister'))).toHaveLength(1);
  });

  it('is found, or what was meant is', async () => {
    expect(await revision('GET', 'wbe/1')).toMatchObject({
      status: 404,
      body: { code: 'TaskDefinitionNotFound', hint: 'Did you mean "web"?' },
    });
    expect(await revision('GET', 'web/0')).toMatchObject({
      status: 422,
      body: { errors: [{ parameter: 'revision' }] },
    });
  });
});
