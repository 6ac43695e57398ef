import { beforeAll, describe, expect, test } from 'vitest';
import { openShop, start } from './shop.ts';

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});

const eventOf = async (...args: Parameters<typeof shop.request>) =>
  JSON.parse((await shop.request(...args)).body.toString()).event;

describe('an event', () => {
  test('has the form of payload 2.0, with the caller as the IAM authorizer gives it', async () => {
    const event = await eventOf('GET', '/items/a%2Fb?x=1&y=2&x=3', '', {
      cookie: 'a=1; b=2',
      'user-agent': 'tester',
      authorization: 'AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260105/us-east-1/execute-api/aws4_request, …',
    });
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /items/{item}',
      rawPath: '/items/a%2Fb',
      rawQueryString: 'x=1&y=2&x=3',
      queryStringParameters: { x: '1,3', y: '2' },
      pathParameters: { item: 'a/b' },
      cookies: ['a=1', 'b=2'],
      headers: { host: 'local', 'user-agent': 'tester' },
      isBase64Encoded: false,
      requestContext: {
        accountId: '000000000000',
        authorizer: {
          iam: { accessKey: 'AKIAEXAMPLE', accountId: '000000000000', userArn: expect.stringContaining('local') },
        },
        http: { method: 'GET', path: '/items/a%2Fb', protocol: 'HTTP/1.1', userAgent: 'tester' },
        routeKey: 'GET /items/{item}',
        stage: '$default',
        time: '05/Jan/2026:09:00:00 +0000',
        timeEpoch: start,
      },
    });
    expect(event).not.toHaveProperty('body');
    expect(event.headers).not.toHaveProperty('cookie');
  });

  test.each([
    { type: 'application/json', body: '{"a":"é"}', base64: false },
    { type: 'application/problem+json', body: '{}', base64: false },
    { type: 'text/plain', body: 'x', base64: false },
    { type: 'application/octet-stream', body: 'x', base64: true },
  ])('carries a body of $type as text or base64', async ({ type, body, base64 }) => {
    const event = await eventOf('POST', '/items', body, { 'content-type': type });
    expect(event.isBase64Encoded).toBe(base64);
    expect(event.body).toBe(base64 ? Buffer.from(body).toString('base64') : body);
  });
});

describe('a request goes to', () => {
  test.each([
    { reason: 'the parameter', method: 'GET', path: '/items/1', key: 'GET /items/{item}' },
    { reason: 'the literal before the parameter', method: 'GET', path: '/items/special', key: 'GET /items/special' },
    { reason: 'any method', method: 'DELETE', path: '/files/a/b', key: 'ANY /files/{path+}' },
  ])('$key: $reason', async ({ method, path, key }) => {
    expect((await eventOf(method, path)).routeKey).toBe(key);
  });

  test.each([
    { reason: 'another method', method: 'PUT', path: '/items/1' },
    { reason: 'a path that is longer', method: 'GET', path: '/items/1/more' },
    { reason: 'a slash at the end', method: 'GET', path: '/items/' },
    { reason: 'two slashes at the beginning', method: 'GET', path: '//items/1' },
    { reason: 'a path that no URL has', method: 'GET', path: '//' },
    { reason: 'no path', method: 'OPTIONS', path: '*' },
  ])('the default route: $reason', async ({ method, path }) => {
    const { status, body } = await shop.request(method, path);
    expect([status, body.toString()]).toEqual([404, 'fallback of $default']);
  });
});

describe('an answer', () => {
  test('can be bytes with cookies', async () => {
    const answer = await shop.request('GET', '/items/1?answer=binary');
    expect(answer).toMatchObject({ status: 201, headers: { 'content-type': 'image/png' }, cookies: ['a=1', 'b=2'] });
    expect([...answer.body]).toEqual([255, 0]);
  });

  test('without a status is the body of a 200', async () => {
    const { status, headers, body } = await shop.request('GET', '/items/1?answer=text');
    expect([status, headers['content-type'], body.toString()]).toEqual([200, 'application/json', 'just text']);
  });

  test.each([
    { reason: 'the function throws', answer: 'throw' },
    { reason: 'its answer is malformed', answer: 'malformed' },
  ])("is the gateway's own 500 when $reason", async ({ answer }) => {
    const { status, body } = await shop.request('GET', `/items/1?answer=${answer}`);
    expect([status, body.toString()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  test("is the gateway's own 503 when the function is throttled", async () => {
    const own = await openShop();
    await own.call('lambda', 'PutFunctionConcurrency', {
      FunctionName: 'shop-test-api',
      ReservedConcurrentExecutions: 0,
    });
    const { status, body } = await own.request('GET', '/items/1');
    expect([status, body.toString()]).toEqual([503, '{"message":"Service Unavailable"}']);
  });

  test("is the gateway's own 503 after 30 seconds without one", async () => {
    const own = await openShop();
    const hosted = own.cloud.world.lambda.functions.get('shop-test-api')!;
    own.cloud.world.lambda.functions.set(hosted.name, { ...hosted, timeoutSeconds: 900 });
    const { status } = await own.request('GET', '/items/1?answer=never');
    expect([status, own.cloud.clock.now()]).toEqual([503, start + 30_000]);
  });

  test("is the gateway's own 413 for more than 10 MB", async () => {
    const { status, body } = await shop.request('POST', '/items', Buffer.alloc(10 * 1024 * 1024 + 1));
    expect([status, body.toString()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });
});

test('on a socket, a header that cannot be sent is a 500, and the server lives on', async () => {
  const listening = await shop.deployment.listen(0);
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${listening.port}${path}`)).status;
  expect(await get('/items/1?answer=bad-header')).toBe(500);
  expect(await get('/items/1')).toBe(200);
  await listening.close();
});
