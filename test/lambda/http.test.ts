import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import * as z from 'zod/mini';
import { AppError } from '../../shared/domain/errors.ts';
import { unknownRoute } from '../../shared/domain/routes.ts';
import { closed, flag, integer, matching, text } from '../../shared/domain/schemas/values.ts';
import { route } from '../../shared/lambda/call.ts';
import { http } from '../../shared/lambda/http.ts';
import { call } from '../support/calling.ts';

vi.mock('../../shared/runtime.ts', () => import('../support/in-memory-runtime.ts'));

const key = 'PUT /v1/things/{thing}';
const seen = vi.fn();
const handler = http({
  [key]: route({
    summary: 'a thing',
    path: { thing: matching(/^[a-z]{1,8}$/, 'a name') },
    query: { dryRun: z._default(flag(), false), limit: z._default(integer(1, 9), 5) },
    body: closed({ size: integer(0, 10), note: z.exactOptional(text()) }),
    conditional: true,
    answers: {},
    run: async (given) => {
      seen(given);
      return { status: 200, body: { size: given.body.size }, headers: { etag: '"1"' } };
    },
  }),
  'GET /v1/things': route({ summary: 'read', answers: {}, run: async () => ({ status: 200, body: [] }) }),
  'DELETE /v1/things': route({ summary: 'go', answers: {}, run: async () => ({ status: 200, body: {} }) }),
  'GET /v1/refused': route({
    summary: 'refused',
    answers: {},
    run: async () => {
      throw new AppError('CloudThrottled', 'AWS is throttling us.', {
        hint: 'wait',
        cause: { service: 'ecs', code: 'ThrottlingException' },
      });
    },
  }),
  'GET /v1/broken': route({
    summary: 'broken',
    answers: {},
    run: async () => {
      throw new Error('the password is hunter2');
    },
  }),
});
const put = (body: unknown, more: { query?: string; headers?: Record<string, string> } = {}) =>
  call(handler, key, `/v1/things/box${more.query ?? ''}`, { body, ...(more.headers && { headers: more.headers }) });
const givenTo = () => seen.mock.lastCall?.[0];

describe('an answer', () => {
  it('is JSON that no cache keeps, with the id of the request', async () => {
    const { status, headers, body } = await put({ size: 3 });
    expect({ status, body }).toEqual({ status: 200, body: { size: 3 } });
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      etag: '"1"',
    });
    expect(headers['x-request-id']).toMatch(/^request-/);
  });

  it('gives the route what was sent, typed, with defaults', async () => {
    await put(
      { size: 3 },
      { query: '?dryRun=true&limit=7', headers: { 'if-match': '"12"', 'idempotency-key': 'k 1' } },
    );
    expect(givenTo()).toMatchObject({
      path: { thing: 'box' },
      query: { dryRun: true, limit: 7 },
      body: { size: 3 },
      expected: 12,
      origin: { caller: '000000000000/local', routeKey: key, key: 'k 1' },
    });
    await put({ size: 3 });
    expect(givenTo()).toMatchObject({ query: { dryRun: false, limit: 5 }, expected: undefined });
    expect(givenTo().origin.key).toMatch(/^request-/);
  });

  it.each([
    { header: 'If-None-Match: * means "only if there is none"', headers: { 'if-none-match': '*' }, expected: 0 },
    { header: 'If-Match: * means "only if there is one"', headers: { 'if-match': '*' }, expected: 'any' },
    { header: 'a bare generation is understood', headers: { 'if-match': '4' }, expected: 4 },
  ])('$header', async ({ headers, expected }) => {
    await put({ size: 3 }, { headers });
    expect(givenTo()).toMatchObject({ expected });
  });
});

describe('a problem', () => {
  it('says everything that RFC 9457 and we ask of it', async () => {
    const { status, headers, body } = await put({ size: 30, nota: 'x' });
    expect(status).toBe(422);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body).toEqual({
      type: 'urn:problem-type:quaymaster:InvalidInput',
      title: 'Some values are wrong',
      status: 422,
      detail: '2 values are wrong; nothing was changed.',
      instance: '/v1/things/box',
      code: 'InvalidInput',
      requestId: headers['x-request-id'],
      retryable: false,
      errors: [
        { pointer: '/size', detail: 'must be an integer from 0 to 10' },
        { pointer: '/nota', detail: 'is not a known field', hint: 'Did you mean "note"?' },
      ],
    });
  });

  it('names everything that is wrong, wherever it is', async () => {
    const answer = await call(handler, key, '/v1/things/NO?limit=0&dryrun=true', {
      body: { size: -1, taken: true },
      headers: { 'if-match': 'x', 'idempotency-key': '""' },
    });
    expect(answer).toMatchObject({ status: 422, body: { code: 'InvalidInput' } });
    expect(answer.body.errors.map(({ detail, hint, ...at }: Record<string, string>) => at)).toEqual([
      { parameter: 'thing' },
      { parameter: 'limit' },
      { parameter: 'dryrun' },
      { header: 'If-Match' },
      { header: 'Idempotency-Key' },
      { pointer: '/size' },
      { pointer: '/taken' },
    ]);
  });

  it.each([
    {
      wrong: 'the path and the query',
      url: '/v1/things/NO?limit=0',
      body: { size: 1 },
      code: 'InvalidInput',
      count: 2,
    },
    { wrong: 'the query and a header', url: '/v1/things/box?limit=0', body: { size: 1 }, code: 'BadQuery', count: 2 },
    { wrong: 'a header', url: '/v1/things/box', body: { size: 1 }, code: 'BadHeader', count: 1 },
    { wrong: 'no JSON, and the query', url: '/v1/things/box?limit=0', body: '{', code: 'MalformedJson', count: 2 },
  ])('is named by what is worst: $wrong', async ({ wrong, url, body, code, count }) => {
    const headers: Record<string, string> = /path/.test(wrong) ? {} : { 'if-match': 'x' };
    const answer = await call(handler, key, url, { body, headers });
    expect({ code: answer.body.code, count: answer.body.errors.length }).toEqual({ code, count });
  });

  it('of a body that is wrong says what can be looked up already, if that can be asked now', async () => {
    const lookUp = vi.fn(async () => [
      { pointer: '/size', detail: 'is said already' },
      { pointer: '/kind', detail: 'is unknown' },
    ]);
    const looking = http({
      [key]: route({
        summary: 'a thing',
        path: { thing: text() },
        body: closed({ size: integer(0, 10), kind: text() }),
        lookUp,
        answers: {},
        run: async () => ({ status: 200, body: {} }),
      }),
    });
    const ask = (body: unknown) => call(looking, key, '/v1/things/box', { body });
    expect((await ask({ size: 1, kind: 'x' })).status).toBe(200);
    expect(lookUp).not.toHaveBeenCalled();
    expect((await ask({ size: 99, kind: 'x' })).body.errors).toMatchObject([
      { pointer: '/size' },
      { pointer: '/kind' },
    ]);
    lookUp.mockRejectedValue(new AppError('CloudUnavailable', 'no answer'));
    expect((await ask({ size: 99, kind: 'x' })).body.errors).toMatchObject([{ pointer: '/size' }]);
  });

  it('of AWS names its code, and when to try again', async () => {
    const { status, headers, body } = await call(handler, 'GET /v1/refused', '/v1/refused');
    expect({ status, body }).toMatchObject({
      status: 503,
      body: { code: 'CloudThrottled', retryable: true, hint: 'wait', cause: { code: 'ThrottlingException' } },
    });
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('that is not ours tells nothing of what went wrong', async () => {
    const answer = await call(handler, 'GET /v1/broken', '/v1/broken');
    expect(answer).toMatchObject({ status: 500, body: { code: 'InternalError' } });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });
});

describe('what is refused before any work', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  it.each([
    { reason: 'not JSON', body: '{"size":', status: 400, code: 'MalformedJson' },
    { reason: 'empty', body: '', status: 400, code: 'MalformedJson' },
    { reason: 'nested too deeply', body: nested(40), status: 400, code: 'MalformedJson' },
    { reason: 'nested until parsers break', body: '['.repeat(60_000), status: 400, code: 'MalformedJson' },
    { reason: 'a key that means something else', body: '{"__proto__":{"size":1}}', status: 400, code: 'MalformedJson' },
    { reason: 'half a surrogate pair', body: '{"note":"\\ud800"}', status: 400, code: 'MalformedJson' },
    { reason: 'too large', body: JSON.stringify({ note: 'x'.repeat(65_536) }), status: 413, code: 'PayloadTooLarge' },
    { reason: 'a list', body: [], status: 422, code: 'InvalidInput' },
    { reason: 'null', body: 'null', status: 422, code: 'InvalidInput' },
    { reason: 'an infinite number', body: '{"size":1e999}', status: 422, code: 'InvalidInput' },
    { reason: 'half a thing', body: { size: 2.5 }, status: 422, code: 'InvalidInput' },
    { reason: 'a number as text', body: { size: '2' }, status: 422, code: 'InvalidInput' },
  ])('a body: $reason', async ({ body, status, code }) => {
    seen.mockClear();
    expect(await put(body)).toMatchObject({ status, body: { code } });
    expect(seen).not.toHaveBeenCalled();
  });

  it.each([
    { header: 'content-type', value: 'application/x-www-form-urlencoded', status: 415, code: 'UnsupportedMediaType' },
    { header: 'content-type', value: 'application/merge-patch+json', status: 415, code: 'UnsupportedMediaType' },
    { header: 'if-match', value: '"7", "8"', status: 400, code: 'BadHeader' },
    { header: 'if-match', value: '"abc"', status: 400, code: 'BadHeader' },
    { header: 'if-none-match', value: '"7"', status: 400, code: 'BadHeader' },
    { header: 'idempotency-key', value: 'x'.repeat(256), status: 400, code: 'BadHeader' },
    { header: 'idempotency-key', value: 'ünï', status: 400, code: 'BadHeader' },
    { header: 'idempotency-key', value: '""', status: 400, code: 'BadHeader' },
  ])('the header $header: $value', async ({ header, value, status, code }) => {
    seen.mockClear();
    expect(await put({ size: 1 }, { headers: { [header]: value } })).toMatchObject({ status, body: { code } });
    expect(seen).not.toHaveBeenCalled();
  });

  it('If-Match where it would be ignored', async () => {
    const answer = await call(handler, 'GET /v1/things', '/v1/things', { headers: { 'if-match': '"1"' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'BadHeader', errors: [{ header: 'If-Match' }] } });
  });

  it('a query parameter that nobody knows, with what was meant', async () => {
    expect(await put({ size: 1 }, { query: '?dryrun=true&limit=0' })).toMatchObject({
      status: 400,
      body: {
        code: 'BadQuery',
        errors: [
          { parameter: 'limit', detail: 'must be an integer from 1 to 9' },
          { parameter: 'dryrun', hint: 'Did you mean "dryRun"?' },
        ],
      },
    });
    expect(await put({ size: 1 }, { query: '?dryRun=yes' })).toMatchObject({ status: 400, body: { code: 'BadQuery' } });
    expect(await put({ size: 1 }, { query: '?dryRun=true&dryRun=false' })).toMatchObject({ status: 400 });
  });

  it.each(['__proto__', 'constructor', 'x', ''])('a query parameter %j where there are none', async (name) => {
    const answer = await call(handler, 'GET /v1/things', `/v1/things?${name}=1`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'BadQuery', errors: [{ parameter: name }] } });
    expect(answer.body.errors[0]).not.toHaveProperty('hint');
  });

  it('a body where it would be ignored, because it may say more than was read', async () => {
    const ask = (body: unknown) => call(handler, 'DELETE /v1/things', '/v1/things', { body });
    expect(await ask({ dryRun: true })).toMatchObject({ status: 422, body: { errors: [{ pointer: '/dryRun' }] } });
    for (const body of [undefined, '', {}]) expect((await ask(body)).status).toBe(200);
  });

  it('a name in the path that nothing could have', async () => {
    for (const name of ['a%0Ab', '$(x)', 'EOF%0A', 'x'.repeat(9)]) {
      expect(await call(handler, key, `/v1/things/${name}`, { body: { size: 1 } })).toMatchObject({
        status: 422,
        body: { code: 'InvalidInput', errors: [{ parameter: 'thing' }] },
      });
    }
  });

  it('nothing that anybody can send makes a 500', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.jsonValue({ maxDepth: 6 }), fc.string(), fc.json()),
        fc.dictionary(fc.constantFrom('if-match', 'idempotency-key', 'content-type', 'if-none-match'), fc.string()),
        async (body, headers) => {
          const answer = await put(body, { headers });
          expect(answer.status).toBeLessThan(500);
        },
      ),
    );
  });
});

describe('a route that is not there', () => {
  const unknown = http({}, unknownRoute);
  it.each([
    { asked: 'POST /v1/clusters/demo', status: 405, code: 'MethodNotAllowed', allow: 'DELETE, GET, PUT' },
    { asked: 'HEAD /v1', status: 405, code: 'MethodNotAllowed', allow: 'GET' },
    { asked: 'PUT /v1/clusters/a/services', status: 405, code: 'MethodNotAllowed', allow: 'GET' },
    { asked: 'GET /v1/cluster/demo', status: 404, code: 'RouteNotFound', hint: 'Did you mean /v1/clusters/demo?' },
    {
      asked: 'GET /v1/clusters/a/host',
      status: 404,
      code: 'RouteNotFound',
      hint: 'Did you mean /v1/clusters/a/hosts?',
    },
    { asked: 'GET /v1/clusters/', status: 404, code: 'RouteNotFound', hint: 'Did you mean /v1/clusters?' },
    {
      asked: 'GET /v1/clusters//hosts',
      status: 404,
      code: 'RouteNotFound',
      hint: 'GET /v1/openapi.json lists the routes.',
    },
    { asked: 'GET /nothing/like/it', status: 404, code: 'RouteNotFound' },
  ])('$asked is $status', async ({ asked, status, code, allow, hint }) => {
    const path = asked.split(' ')[1]!;
    const answer = await call(unknown, '$default', path, { method: asked.split(' ')[0]! });
    expect(answer).toMatchObject({ status, body: { code, ...(hint && { hint }) } });
    expect(answer.headers['allow']).toBe(allow);
  });
});
