import { describe, expect, test } from 'vitest';
import { caller, stage } from '../events/stage.ts';

const json = (payload: unknown) => JSON.parse(Buffer.from(payload as Uint8Array).toString());

describe('a synchronous invocation', () => {
  test('answers with what the function answers', async () => {
    const { call, host } = stage();
    host('f', (payload: { n: number }) => ({ n: payload.n + 1 }));
    const answer = await call('lambda', 'Invoke', { FunctionName: 'f', Payload: Buffer.from('{"n":1}') });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer['FunctionError']).toBeUndefined();
    expect(json(answer['Payload'])).toEqual({ n: 2 });
  });

  test('reports what the function throws by name and message', async () => {
    const { call, host } = stage();
    host('f', () => {
      throw Object.assign(new Error('not today'), { name: 'TooEarly' });
    });
    const answer = await call('lambda', 'Invoke', { FunctionName: 'f' });
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(json(answer['Payload'])).toEqual({
      errorType: 'TooEarly',
      errorMessage: 'not today',
      trace: expect.any(Array),
    });
  });

  test('ends when the timeout is over, on the clock', async () => {
    const { cloud, call, host } = stage();
    const signals: AbortSignal[] = [];
    host('f', undefined, {
      timeoutSeconds: 3,
      invoke: (_payload, { ended }) => {
        signals.push(ended);
        return cloud.clock.sleep(60_000);
      },
    });
    const before = cloud.clock.now();
    const answer = await call('lambda', 'Invoke', { FunctionName: 'f' });
    expect(cloud.clock.now() - before).toBe(3_000);
    expect(json(answer['Payload'])).toMatchObject({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringContaining('Task timed out after 3.00 seconds'),
    });
    expect(signals[0]?.aborted).toBe(true);
  });

  test('is refused when the reserved concurrency is used up, and possible again afterwards', async () => {
    const { cloud, driver, call, host } = stage();
    host('f', () => cloud.clock.sleep(1_000), { reservedConcurrency: 1 });
    // Turned by hand: two drivers at once would race.
    const first = cloud.call('lambda', 'Invoke', { FunctionName: 'f' }, caller);
    await driver.pass(500);
    await expect(cloud.call('lambda', 'Invoke', { FunctionName: 'f' }, caller)).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      status: 429,
    });
    await driver.finish(first);
    expect(await call('lambda', 'Invoke', { FunctionName: 'f' })).toMatchObject({ StatusCode: 200 });
  });

  test.each([
    { reason: 'there is no such function', input: { FunctionName: 'g' }, name: 'ResourceNotFoundException' },
    {
      reason: 'the payload is no JSON',
      input: { FunctionName: 'f', Payload: Buffer.from('{') },
      name: 'InvalidRequestContentException',
    },
  ])('is refused when $reason', async ({ input, name }) => {
    const { call, host } = stage();
    host('f');
    await expect(call('lambda', 'Invoke', input)).rejects.toMatchObject({ name });
  });
});

describe('an asynchronous invocation', () => {
  const invokeLater = (call: ReturnType<typeof stage>['call']) =>
    call('lambda', 'Invoke', { FunctionName: 'f', InvocationType: 'Event', Payload: Buffer.from('{"n":1}') });

  test('is tried three times, a minute and two minutes apart, and then sent to the destination', async () => {
    const { driver, call, host, queue } = stage();
    const failed = await queue('failed');
    const { calls } = host('f', () => {
      throw new Error('never');
    });
    await call('lambda', 'PutFunctionEventInvokeConfig', {
      FunctionName: 'f',
      DestinationConfig: { OnFailure: { Destination: failed.arn } },
    });
    expect(await invokeLater(call)).toMatchObject({ StatusCode: 202 });
    await driver.pass(600_000);
    expect(calls.map(({ at }) => at)).toEqual([0, 60_000, 180_000]);
    expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(1);
    const [record] = await failed.receive();
    expect(JSON.parse(record!.Body)).toMatchObject({
      version: '1.0',
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3, requestId: calls[0]?.requestId },
      requestPayload: { n: 1 },
      responseContext: { functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'never' },
    });
  });

  test('waits while the function is throttled, which is no attempt', async () => {
    const { driver, call, host } = stage();
    const { calls } = host('f', undefined, { reservedConcurrency: 0 });
    await invokeLater(call);
    await driver.pass(60_000);
    expect(calls).toEqual([]);
    await call('lambda', 'DeleteFunctionConcurrency', { FunctionName: 'f' });
    await driver.pass(300_000);
    expect(calls).toHaveLength(1);
  });
});

test('functions are found by name and ARN', async () => {
  const { call, host } = stage();
  const { arn } = host('f');
  host('g');
  for (const FunctionName of ['f', arn, `${arn}:$LATEST`, '000000000000:function:f'])
    expect(await call('lambda', 'GetFunction', { FunctionName })).toMatchObject({
      Configuration: { FunctionArn: arn },
    });
  expect(await call('lambda', 'ListFunctions', {})).toMatchObject({
    Functions: [{ FunctionName: 'f' }, { FunctionName: 'g' }],
  });
});
