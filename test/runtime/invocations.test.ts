/** Whose call is whose, when invocations of the same function run at the same time. */
import { beforeEach, expect, test } from 'vitest';
import { done } from './fixtures/shop/functions/fulfil.ts';
import { given } from './fixtures/shop/functions/recorder.ts';
import { openShop, start } from './shop.ts';

const FunctionName = 'shop-test-fulfil';
const caller = { accessKeyId: 'key', role: 'tester', arn: 'arn:aws:iam::000000000000:role/tester' };

beforeEach(() => {
  done.length = 0;
  given.length = 0;
});

/** Invokes once for each body, all at the same time, or so many milliseconds after each other. */
const fulfil = async (
  { cloud, driver }: Awaited<ReturnType<typeof openShop>>,
  bodies: readonly string[],
  apartMs = 0,
) => {
  const invocations = [];
  for (const body of bodies) {
    const Payload = Buffer.from(JSON.stringify({ Records: [{ body }] }));
    invocations.push(cloud.call('lambda', 'Invoke', { FunctionName, Payload }, caller));
    if (apartMs > 0) await driver.pass(apartMs);
  }
  const answers = (await driver.finish(Promise.all(invocations))) as { FunctionError?: string; Payload: Uint8Array }[];
  return answers.map(({ FunctionError, Payload }) =>
    FunctionError === undefined ? 'done' : JSON.parse(Buffer.from(Payload).toString()).errorType,
  );
};
const written = ({ cloud }: Awaited<ReturnType<typeof openShop>>) =>
  Object.fromEntries(
    [...cloud.world.ssm.parameters.values()].map(({ name, versions }) => [name.slice(-1), versions.at(-1)?.value]),
  );

test.each([
  { when: 'before', first: 'begun' },
  { when: 'after', first: 'done' },
] as const)('one dies at its fourth call, $when its effect, and the others go on', async ({ when, first }) => {
  const shop = await openShop();
  shop.cloud.faults.begin('function-crash', { function: FunctionName, atCall: 4, when, times: 1 });
  expect(await fulfil(shop, ['a', 'b', 'c'], 100)).toEqual(['Runtime.ExitError', 'done', 'done']);
  await shop.driver.pass(60_000);
  expect(done).toEqual(['b', 'c']);
  expect(written(shop)).toEqual({ a: first, b: 'done', c: 'done' });
});

test('one that hangs is waited for by nobody but its caller', async () => {
  const shop = await openShop();
  shop.cloud.faults.begin('function-timeout', { function: FunctionName, atCall: 1, times: 1 });
  expect(await fulfil(shop, ['a', 'b'])).toEqual(['Sandbox.Timedout', 'done']);
  expect(shop.cloud.clock.now()).toBe(start + 5_000);
  expect(await fulfil(shop, ['a'])).toEqual(['done']);
});

test('each sees the clock of its own machine', async () => {
  const shop = await openShop();
  shop.cloud.faults.begin('clock-skew', { function: 'shop-test-steps-double', byMs: -3_600_000, times: 1 });
  const invoke = () => {
    const input = { FunctionName: 'shop-test-steps-double', Payload: Buffer.from('{"n":1}') };
    return shop.cloud.call('lambda', 'Invoke', input, caller);
  };
  await shop.driver.finish(Promise.all([invoke(), invoke()]));
  expect(given.map(({ at }) => at - start)).toEqual([-3_600_000, 0]);
});

test('one whose credentials have expired is refused, and nobody else', async () => {
  const shop = await openShop();
  const fault = shop.cloud.faults.begin('credentials-expired', { function: FunctionName });
  const [failed] = await fulfil(shop, ['a']);
  expect(failed).not.toBe('done');
  const itsCalls = shop.cloud.journal.entries().filter(({ service }) => service === 'ssm');
  expect(itsCalls.map(({ code }) => code)).toEqual(['ExpiredTokenException']);
  await shop.call('ssm', 'PutParameter', { Name: '/other', Value: 'x', Type: 'String' });
  fault.end();
  expect(await fulfil(shop, ['a'])).toEqual(['done']);
});
