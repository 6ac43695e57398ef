/** What arrives at the HTTP door and is no proper request: refused in AWS's style, and the door stays open. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCloud } from '../../../local/cloud/cloud.ts';
import type { Listening } from '../../../local/cloud/doors/http.ts';
import { registerAccessKey } from '../../../local/cloud/iam/callers.ts';

const cloud = createCloud({ seed: 1, startAt: Date.UTC(2026, 0, 1) });
let server: Listening;
beforeAll(async () => {
  server = await cloud.listen(0);
});
afterAll(() => server.close());

const send = async (init: RequestInit, path = '/') => {
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { method: 'POST', ...init });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const json = (target: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  send({ body, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target, ...headers } });
const form = (body: string) => send({ body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });

describe('the HTTP door refuses', () => {
  it.each([
    { reason: 'a body that is not JSON', body: '{"Name":', type: 'SerializationException' },
    { reason: 'a body that is not an object', body: '[]', type: 'SerializationException' },
    { reason: 'a body that is not UTF-8', body: Uint8Array.of(0x7b, 0xff, 0x7d), type: 'SerializationException' },
    { reason: 'a number for a string', body: '{"Name":5}', type: 'SerializationException' },
    { reason: 'a list for a string', body: '{"Name":["a"]}', type: 'SerializationException' },
    { reason: 'a string for a boolean', body: '{"Name":"a","WithDecryption":"true"}', type: 'SerializationException' },
    { reason: 'no required member', body: '{}', type: 'ValidationException' },
    { reason: 'no body', body: '', type: 'ValidationException' },
    { reason: 'null for a required member', body: '{"Name":null}', type: 'ValidationException' },
    { reason: 'a member by way of the prototype', body: '{"__proto__":{"Name":"a"}}', type: 'ValidationException' },
    {
      reason: 'a parameter that is not there',
      body: '{"Name":"a","constructor":{},"Unknown":1}',
      type: 'ParameterNotFound',
    },
    {
      reason: 'a body that is nested very deeply',
      body: `{"Name":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      type: 'SerializationException',
    },
  ])('$reason, with $type', async ({ body, type }) => {
    const { status, text, headers } = await json('AmazonSSM.GetParameter', body);
    expect(status).toBe(400);
    const said = JSON.parse(text) as { __type: string; message: string };
    expect(said.__type.split('#').at(-1)).toBe(type);
    expect(said.message).not.toBe('');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
  });

  it.each([
    { reason: 'an unknown target', target: 'AmazonS4.GetObject', status: 404 },
    { reason: 'a target without operation', target: 'AmazonSSM', status: 404 },
    { reason: 'an operation that does not exist', target: 'AmazonSSM.Nonsense', status: 400 },
    { reason: 'an operation named like a method of objects', target: 'AmazonSSM.constructor', status: 400 },
    { reason: 'an operation that is not implemented', target: 'AmazonSSM.StartSession', status: 400 },
  ])('$reason', async ({ target, status }) => {
    const answer = await json(target, '{"DocumentName":"x"}');
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('UnknownOperationException');
  });

  it.each([
    { reason: 'a form without action', body: 'Version=2016-11-15', code: 'MissingAction' },
    { reason: 'an unknown EC2 action', body: 'Action=Nonsense&Version=2016-11-15', code: 'InvalidAction' },
    { reason: 'an unknown IAM action', body: 'Action=Nonsense&Version=2010-05-08', code: 'InvalidAction' },
    {
      reason: 'an unknown version',
      body: 'Action=DescribeInstances&Version=1999-01-01',
      code: 'UnknownOperationException',
    },
    { reason: 'no form at all', body: '%%%&=&&==', code: 'UnknownOperationException' },
    {
      reason: 'a word for a number',
      body: 'Action=RunInstances&Version=2016-11-15&MinCount=one&MaxCount=1',
      code: 'InvalidParameterValue',
    },
    {
      reason: 'a missing parameter',
      body: 'Action=RunInstances&Version=2016-11-15&ImageId=x',
      code: 'MissingParameter',
    },
    { reason: 'a missing IAM parameter', body: 'Action=GetRole&Version=2010-05-08', code: 'ValidationError' },
    {
      reason: 'a key that is nested very deeply',
      body: `Action=GetRole&Version=2010-05-08&${'a.'.repeat(100_000)}=1`,
      code: 'SerializationException',
    },
  ])('$reason, with $code in XML', async ({ body, code }) => {
    const { status, text, headers } = await form(body);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(headers.get('content-type')).toContain('text/xml');
    expect(text).toContain(`<Code>${code}</Code>`);
    expect(text).toMatch(/<Request(Id|ID)>[0-9a-f-]{36}</);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s where the protocol knows only POST', async (method) => {
    const body = method === 'GET' ? {} : { body: '{"Name":"a"}' };
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' };
    const { status, text } = await send({ method, headers, ...body });
    expect([status, text.includes('UnknownOperationException')]).toEqual([404, true]);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/x-amz-json-9.9', '<script>'])(
    'JSON that calls itself %s',
    async (type) => {
      const { status, text, headers } = await json('AmazonSSM.GetParameter', '{"Name":"a"}', { 'content-type': type });
      expect([status, text.includes('UnknownOperationException')]).toEqual([404, true]);
      expect(headers.get('content-type')).toBe('application/x-amz-json-1.1');
    },
  );

  it.each([
    { reason: 'not a number', body: '{"MaxResults":NaN}' },
    { reason: 'more than a number can hold', body: '{"MaxResults":1e999}' },
    { reason: 'a fraction', body: '{"MaxResults":1.5}' },
    { reason: 'more than 32 bits', body: '{"MaxResults":2147483648}' },
    { reason: 'a number as text', body: '{"MaxResults":"10"}' },
    { reason: 'a hundred thousand levels', body: '{"Filters":'.repeat(100_000) },
  ])('a count that is $reason', async ({ body }) => {
    const { status, text } = await json('AmazonSSM.DescribeParameters', body);
    expect([status, text.includes('SerializationException')]).toEqual([400, true]);
  });

  it('characters that XML cannot carry are replaced in its answer', async () => {
    const { text } = await form('Action=GetRole&Version=2010-05-08&RoleName=%00%0B%EF%BF%BE%0D');
    expect(text).toContain('\ufffd\ufffd\ufffd&#xD;');
  });

  it.each([
    { reason: 'bytes that are no CBOR', body: Uint8Array.of(0xff, 0x00, 0xa1) },
    { reason: 'CBOR that is nested very deeply', body: new Uint8Array(500_000).fill(0x81) },
    { reason: 'CBOR that is nested without end', body: new Uint8Array(500_000).fill(0x9f) },
    { reason: 'CBOR of tags within tags', body: new Uint8Array(500_000).fill(0xc1) },
    { reason: 'a CBOR list of two billion items', body: Uint8Array.of(0x9a, 0x7f, 0xff, 0xff, 0xff, 0, 0) },
    { reason: 'a CBOR map of four billion members', body: Uint8Array.of(0xba, 0xff, 0xff, 0xff, 0xff) },
    { reason: 'four gigabytes of CBOR that are not there', body: Uint8Array.of(0x5a, 0xff, 0xff, 0xff, 0xff) },
  ])('$reason', async ({ body }) => {
    const headers = { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' };
    const answer = await send({ body, headers }, '/service/AmazonSSM/operation/GetParameter');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('SerializationException');
  });

  it('a body above the limit, also when it only grows so when inflated', async () => {
    const big = 'x'.repeat(10 * 1_024 * 1_024 + 1);
    expect((await json('AmazonSSM.GetParameter', big)).status).toBe(413);
    const packed = await json('AmazonSSM.GetParameter', gzipSync(big), { 'content-encoding': 'gzip' });
    expect(packed.status).toBe(413);
    expect(packed.text).toContain('RequestEntityTooLargeException');
  });

  it('what claims to be gzip and is not', async () => {
    const { status, text } = await json('AmazonSSM.GetParameter', 'plain', { 'content-encoding': 'gzip' });
    expect(status).toBe(400);
    expect(text).toContain('SerializationException');
  });

  it('an unknown path of a REST service, and a path that is no valid encoding', async () => {
    for (const path of [
      '/2015-03-31/nothing',
      '/2015-03-31/functions/%E0%A4%A/invocations',
      '/2015-03-31/functions//invocations',
    ]) {
      expect((await send({ body: '{}' }, path)).text).toContain('UnknownOperationException');
    }
  });

  it('whatever else comes to its root', async () => {
    const { status, text } = await send({ method: 'GET' });
    expect(status).toBe(404);
    expect(text).toContain('UnknownOperationException');
  });
});

describe('the HTTP door takes', () => {
  it('gzip', async () => {
    const body = gzipSync(JSON.stringify({ Name: 'zipped', Value: 'v', Type: 'String' }));
    expect((await json('AmazonSSM.PutParameter', body, { 'content-encoding': 'gzip' })).status).toBe(200);
    expect(cloud.world.ssm.parameters.has('/zipped')).toBe(true);
  });

  it('JSON 1.0 and answers with it', async () => {
    const { headers } = await json('AmazonSSM.GetParameter', '{"Name":"zipped"}', {
      'content-type': 'application/x-amz-json-1.0',
    });
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.0');
  });

  it('query requests by GET', async () => {
    const { status, text } = await send({ method: 'GET' }, '/?Action=GetCallerIdentity&Version=2011-06-15');
    expect(status).toBe(200);
    expect(text).toContain('<Account>000000000000</Account>');
  });

  it.each([
    { reason: 'no signature', headers: {}, query: '', role: 'local' },
    {
      reason: 'a key nobody registered',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0',
      },
      query: '',
      role: 'local',
    },
    {
      reason: 'a registered key in the header',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIA1/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0',
      },
      query: '',
      role: 'steps-look',
    },
    {
      reason: 'a registered key in a presigned address',
      headers: {},
      query: '&X-Amz-Credential=AKIA1%2F20260101%2Fus-east-1%2Fsts%2Faws4_request',
      role: 'steps-look',
    },
  ])('the caller from $reason', async ({ headers, query, role }) => {
    registerAccessKey(cloud.world, 'AKIA1', 'steps-look');
    const path = `/?Action=GetCallerIdentity&Version=2011-06-15${query}`;
    const { text } = await send({ method: 'GET', headers }, path);
    expect(text).toContain(`assumed-role/${role}/${role}`);
  });

  it('keys of maps that are called like parts of JavaScript', async () => {
    const body = '{"QueueName":"q","tags":{"__proto__":"a","constructor":"b"}}';
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    expect((await json('AmazonSQS.CreateQueue', body, headers)).status).toBe(200);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
    const url = (JSON.parse((await json('AmazonSQS.GetQueueUrl', '{"QueueName":"q"}')).text) as { QueueUrl: string })
      .QueueUrl;
    const tags = await json('AmazonSQS.ListQueueTags', JSON.stringify({ QueueUrl: url }));
    expect(tags.text).toContain('"__proto__":"a"');
  });

  it('a free port when asked for none, and says when one is taken', async () => {
    expect(server.port).toBeGreaterThan(0);
    await expect(cloud.listen(server.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('slow, chunked and aborted bodies, and answers the next request', async () => {
    const head =
      'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-amz-json-1.1\r\nx-amz-target: AmazonSSM.GetParameter\r\n';
    const aborted = connect(server.port, '127.0.0.1');
    await once(aborted, 'connect');
    aborted.end(`${head}content-length: 1000\r\n\r\n{"Na`);
    const slow = connect(server.port, '127.0.0.1');
    slow.setEncoding('utf8');
    slow.write(`${head}transfer-encoding: chunked\r\n\r\n5\r\n{"Nam\r\n`);
    await new Promise((resolve) => setImmediate(resolve));
    slow.write('d\r\ne":"nothing"}\r\n0\r\n\r\n');
    const [answer] = (await once(slow, 'data')) as [string];
    expect(answer).toContain('ParameterNotFound');
    slow.destroy();
    aborted.destroy();
  });

  it('an address of the caller only where it is one', async () => {
    const queueUrl = async (host: string) => {
      const socket = connect(server.port, '127.0.0.1');
      socket.setEncoding('utf8');
      const body = '{"QueueName":"addressed"}';
      socket.write(
        `POST / HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/x-amz-json-1.0\r\nx-amz-target: AmazonSQS.CreateQueue\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
      );
      const [answer] = (await once(socket, 'data')) as [string];
      socket.destroy();
      return /"QueueUrl":"([^"]*)"/.exec(answer)?.[1];
    };
    expect(await queueUrl('sqs.local:4566')).toBe('http://sqs.local:4566/000000000000/addressed');
    expect(await queueUrl('evil"><x>')).toBe(`http://127.0.0.1:${server.port}/000000000000/addressed`);
  });
});
