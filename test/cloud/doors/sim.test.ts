/** `/_sim` by real HTTP, as people and other programs use it. */
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cloud, createCloud } from '../../../local/cloud/cloud.ts';
import { faultCatalogue } from '../../../local/cloud/faults/catalogue.ts';
import { WallDriver } from '../../../local/cloud/kernel/drivers.ts';
import { knobTable } from '../../../local/cloud/kernel/knobs.ts';

const startAt = Date.UTC(2026, 0, 1);
let cloud: Cloud;
let driver: WallDriver;
let server: { port: number; close(): Promise<void> };
beforeEach(async () => {
  cloud = createCloud({ seed: 'a-seed', startAt });
  driver = new WallDriver(cloud.clock, 1);
  driver.pause();
  server = await cloud.listen(0, driver);
});
afterEach(async () => {
  driver.stop();
  await server.close();
});

interface Said {
  readonly status: number;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes.
  readonly body: any;
}
const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
  new Promise<Said>((resolve, reject) => {
    const sending = request(
      { port: server.port, host: '127.0.0.1', method, path: `/_sim${path}`, headers },
      (answer) => {
        let text = '';
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            type: answer.headers['content-type'] ?? '',
            body: text === '' ? undefined : JSON.parse(text),
          }),
        );
      },
    );
    sending.on('error', reject);
    sending.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
const caller = { accessKeyId: 'k', role: 'tester', arn: 'arn' };
const readSomething = () => cloud.call('ssm', 'DescribeParameters', {}, caller);

test('the overview tells the seed, the time, what is wrong, and where to go on', async () => {
  const { status, body } = await ask('GET', '');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    seed: 'a-seed',
    region: 'us-east-1',
    clock: { time: '2026-01-01T00:00:00.000Z', speed: 1, paused: true },
    faults: [],
  });
  expect(body.routes).toContain('PUT /_sim/clock');
});

describe('the clock', () => {
  test('changes its speed, pauses and goes on', async () => {
    expect((await ask('PUT', '/clock', { speed: 100 })).body).toMatchObject({ speed: 100, paused: true });
    expect((await ask('PUT', '/clock', { paused: false })).body).toMatchObject({ paused: false });
    await cloud.clock.sleep(1_000);
    const paused = (await ask('PUT', '/clock', { paused: true })).body;
    expect(paused.paused).toBe(true);
    expect((await ask('GET', '/clock')).body.time).toBe(paused.time);
  });

  test('goes to the next event, to so many of them, or lets time pass', async () => {
    const seen: number[] = [];
    for (const ms of [1_000, 2_000, 3_000, 10_000]) cloud.clock.after(ms, 'something', () => void seen.push(ms));
    expect((await ask('POST', '/clock/step')).body.time).toBe('2026-01-01T00:00:01.000Z');
    expect(seen).toEqual([1_000]);
    expect((await ask('POST', '/clock/step', { events: 2 })).body.time).toBe('2026-01-01T00:00:03.000Z');
    expect(seen).toEqual([1_000, 2_000, 3_000]);
    expect((await ask('POST', '/clock/step', { ms: 6_999 })).body.time).toBe('2026-01-01T00:00:09.999Z');
    expect(seen).toHaveLength(3);
    expect((await ask('POST', '/clock/step', { ms: 1 })).body.time).toBe('2026-01-01T00:00:10.000Z');
    expect(seen).toHaveLength(4);
  });

  test('is not stepped while it runs', async () => {
    await ask('PUT', '/clock', { paused: false });
    expect(await ask('POST', '/clock/step')).toMatchObject({
      status: 409,
      body: { code: 'NotNow', detail: /Pause it first/ },
    });
  });

  test('is not stepped to the end when somebody lets it run meanwhile', async () => {
    for (const ms of [1_000, 2_000]) cloud.clock.after(ms, 'something', () => driver.resume());
    expect(await ask('POST', '/clock/step', { ms: 5_000 })).toMatchObject({
      status: 409,
      body: { code: 'NotNow', detail: 'Somebody has let the clock run before the last step.' },
    });
  });

  test('is not turned by anybody where the driver does not let them', async () => {
    const other = await createCloud({ seed: 1, startAt }).listen(0);
    const answer = await fetch(`http://127.0.0.1:${other.port}/_sim/clock`, { method: 'PUT', body: '{"speed":2}' });
    expect(answer.status).toBe(409);
    await other.close();
  });
});

describe('faults', () => {
  test('of every kind are described by a JSON schema', async () => {
    const { body } = await ask('GET', '/faults/kinds');
    expect(body.kinds.map(({ fault }: { fault: string }) => fault)).toEqual(Object.keys(faultCatalogue));
    for (const { what, with: schema } of body.kinds) {
      expect(what).toMatch(/\.$/);
      expect(schema).toMatchObject({ type: 'object' });
    }
  });

  test('are begun, listed and ended', async () => {
    const begun = await ask('POST', '/faults', { fault: 'call-error', with: { service: 'ssm' }, forMs: 60_000 });
    expect(begun).toMatchObject({
      status: 201,
      body: {
        id: 'fault-1',
        fault: 'call-error',
        with: { service: 'ssm' },
        until: '2026-01-01T00:01:00.000Z',
        lasts: true,
      },
    });
    await expect(readSomething()).rejects.toMatchObject({ code: 'InternalServerError' });
    expect((await ask('GET', '/faults')).body.faults).toHaveLength(1);
    expect((await ask('GET', '')).body.faults).toMatchObject([{ id: 'fault-1' }]);
    expect((await ask('DELETE', '/faults/fault-1')).status).toBe(204);
    await readSomething();
    expect(await ask('DELETE', '/faults/fault-1')).toMatchObject({ status: 404 });
  });

  test('end by themselves, or all together', async () => {
    await ask('POST', '/faults', { fault: 'call-error', forMs: 1_000 });
    await ask('POST', '/faults', { fault: 'call-throttled' });
    await ask('POST', '/clock/step', { ms: 1_000 });
    expect((await ask('GET', '/faults')).body.faults).toMatchObject([{ fault: 'call-throttled' }]);
    expect((await ask('DELETE', '/faults')).status).toBe(204);
    expect((await ask('GET', '/faults')).body.faults).toEqual([]);
  });

  test.each([
    ['a name that there is not', { fault: 'call-eror' }, 422, 'fault', /call-error/],
    ['a parameter that there is not', { fault: 'call-error', with: { sevice: 'ssm' } }, 422, 'with', /sevice/],
    ['a wrong value', { fault: 'call-error', with: { percent: 101 } }, 422, 'with.percent', /<=100/],
    ['a wrong time', { fault: 'call-error', forMs: -1 }, 422, 'forMs', />=0/],
  ])('are refused with %s, and say where and what would be right', async (_what, body, status, field, problem) => {
    const answer = await ask('POST', '/faults', body);
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { status, errors: [{ field }] } });
    expect(answer.body.errors[0].problem).toMatch(problem);
  });

  test('that have nothing to break are refused', async () => {
    const answer = await ask('POST', '/faults', { fault: 'agent-disconnect' });
    expect(answer).toMatchObject({
      status: 409,
      body: { code: 'NotNow', detail: 'No running instance is meant by this choice.' },
    });
  });
});

describe('knobs', () => {
  test('are listed and turned while the world runs', async () => {
    const { body } = await ask('GET', '/knobs');
    expect(Object.keys(body.knobs)).toEqual(Object.keys(knobTable));
    expect(body.knobs.throttling).toMatchObject({ is: false, preset: false, others: [true] });
    await ask('PATCH', '/knobs', { throttling: true, bootMs: [1_000, 2_000] });
    expect(cloud.world.knobs).toMatchObject({ throttling: true, bootMs: [1_000, 2_000] });
  });

  test.each([
    ['throttling', 'yes', 'true or false'],
    ['bootMs', 5, 'two numbers'],
    ['bootMs', [5, 1], 'two numbers'],
    ['serviceSchedulerMs', -1, '0 or more'],
    ['thottling', true, 'no such knob'],
    ['__proto__x', true, 'no such knob'],
  ])('%s is not turned to %j, nor any other with it', async (knob, setting, says) => {
    const answer = await ask('PATCH', '/knobs', { imageHasAwsCli: true, [knob]: setting });
    expect(answer).toMatchObject({ status: 422, body: { code: 'InvalidValues', errors: [{ field: knob }] } });
    expect(answer.body.errors[0].problem).toContain(says);
    expect(cloud.world.knobs.imageHasAwsCli).toBe(false);
  });
});

describe('records', () => {
  test('of the last calls', async () => {
    for (let count = 0; count < 3; count++) await readSomething();
    const { body } = await ask('GET', '/journal?last=2');
    expect(body.calls).toHaveLength(2);
    expect(body.calls[0]).toMatchObject({
      at: '2026-01-01T00:00:00.000Z',
      service: 'ssm',
      outcome: 'ok',
      role: 'tester',
    });
    expect(await ask('GET', '/journal?last=0')).toMatchObject({ status: 400, body: { errors: [{ field: 'last' }] } });
  });

  test('of what was asked for in vain', async () => {
    cloud.journal.noteIgnored({ service: 'ecs', operation: 'CreateCluster', member: 'configuration' });
    expect((await ask('GET', '/warnings')).body.warnings).toMatchObject([
      { member: 'configuration', warning: /nothing/ },
    ]);
  });
});

test('an event is put on the default bus as if AWS had sent it', async () => {
  await cloud.call('sqs', 'CreateQueue', { QueueName: 'heard' }, caller);
  await cloud.call('eventbridge', 'PutRule', { Name: 'r', EventPattern: '{"source":["aws.ec2"]}' }, caller);
  const Targets = [{ Id: 'q', Arn: 'arn:aws:sqs:us-east-1:000000000000:heard' }];
  await cloud.call('eventbridge', 'PutTargets', { Rule: 'r', Targets }, caller);
  const event = {
    source: 'aws.ec2',
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    detail: { 'instance-id': 'i-1' },
  };
  expect((await ask('POST', '/events', event)).status).toBe(202);
  await ask('POST', '/clock/step', { ms: 60_000 });
  const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/000000000000/heard';
  const { Messages } = (await cloud.call('sqs', 'ReceiveMessage', { QueueUrl }, caller)) as {
    Messages: { Body: string }[];
  };
  expect(JSON.parse(Messages[0]?.Body ?? '')).toMatchObject({ ...event, account: '000000000000' });
  expect(await ask('POST', '/events', { source: 'x' })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'detail-type' }, { field: 'detail' }] },
  });
});

describe('who may', () => {
  test.each([
    ['a page of another origin', { origin: 'https://evil.example' }, 403],
    ['a page without one', { origin: 'null' }, 403],
    ['a name that somebody has pointed here', { host: 'evil.example:4566' }, 403],
    ['a page of this machine', { origin: 'http://localhost:3000' }, 204],
    ['localhost', { host: 'localhost:4566' }, 204],
    ['the address of this machine', { host: '[::1]:4566' }, 204],
  ])('%s', async (_who, headers, status) => {
    expect((await ask('DELETE', '/faults', undefined, headers as Record<string, string>)).status).toBe(status);
  });
});

test.each([
  ['GET', '/nowhere', undefined, 404],
  ['GET', '/__proto__', undefined, 404],
  ['POST', '/knobs', {}, 405],
  ['POST', '/faults', 'no json', 400],
  ['POST', '/faults', '[]', 422],
  ['PATCH', '/knobs', 'null', 422],
  ['POST', '/faults', ' '.repeat(11 * 1024 * 1024), 413],
])('%s %s is refused in words', async (method, path, body, status) => {
  expect(await ask(method, path, body)).toMatchObject({ status, type: 'application/problem+json', body: { status } });
});

test('AWS itself has nothing under /_sim, and /_simulation is none of it', async () => {
  const answer = await fetch(`http://127.0.0.1:${server.port}/_simulation`);
  expect(answer.headers.get('content-type')).not.toContain('problem');
});
