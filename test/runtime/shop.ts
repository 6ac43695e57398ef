/** The fixture `shop`, deployed onto an embedded AWS whose clock jumps. */
import { join } from 'node:path';
import { type CloudOptions, createCloud } from '../../local/cloud/cloud.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import { deploy } from '../../local/runtime/deploy.ts';

export const start = Date.UTC(2026, 0, 5, 9);
const caller = { accessKeyId: 'key', role: 'tester', arn: 'arn:aws:iam::000000000000:role/tester' };

export const openShop = async (options: Partial<CloudOptions> = {}) => {
  const cloud = createCloud({
    seed: 1,
    startAt: start,
    ...options,
    knobs: { queueNoticeMs: [0, 0], functionStartMs: [0, 0], ...options.knobs },
  });
  const driver = new JumpDriver(cloud.clock);
  const root = join(import.meta.dirname, 'fixtures/shop');
  const deployment = await driver.finish(deploy(cloud, root, 'test'));
  const call = async <Output>(service: string, operation: string, input: object) =>
    (await driver.finish(cloud.call(service, operation, input, caller))) as Output;
  const request = (method: string, url: string, body: string | Buffer = '', headers: Record<string, string> = {}) =>
    driver.finish(
      deployment.answer({
        method,
        url,
        httpVersion: '1.1',
        headers: { host: 'local', ...headers },
        body: Buffer.from(body),
      }),
    );
  return { cloud, driver, deployment, call, request };
};
