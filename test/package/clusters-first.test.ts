/** `serverless remove` refuses while there are clusters: the plugin, on a table of the embedded AWS over HTTP. */
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCloud } from '../../local/cloud/cloud.ts';
import { WallDriver } from '../../local/cloud/kernel/drivers.ts';
import { startAt } from '../support/running-stack.ts';

const Plugin = createRequire(import.meta.url)('../../plugins/clusters-first.cjs') as new (
  serverless: unknown,
) => { hooks: Record<string, () => Promise<void>> };

const cloud = createCloud({ seed: 1, startAt });
const driver = new WallDriver(cloud.clock, 100);
const caller = { accessKeyId: 'test', role: 'local', arn: 'arn' };
let listening: Awaited<ReturnType<typeof cloud.listen>>;

beforeAll(async () => {
  listening = await cloud.listen(0);
  for (const TableName of ['quaymaster-dev-StateTable-1', 'quaymaster-other-StateTable-1', 'somebody-elses'])
    await cloud.call(
      'dynamodb',
      'CreateTable',
      {
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      },
      caller,
    );
});
afterAll(async () => {
  driver.stop();
  await listening.close();
});

const remove = () => {
  const provider = {
    naming: { getStackName: () => 'quaymaster-dev' },
    getAwsSdkV3Config: async () => ({
      endpoint: `http://127.0.0.1:${listening.port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    }),
  };
  const plugin = new Plugin({ getProvider: () => provider, classes: { Error } });
  return plugin.hooks['before:remove:remove']?.();
};
const putSpec = (TableName: string, cluster: string) =>
  cloud.call('dynamodb', 'PutItem', { TableName, Item: { pk: { S: 'SPECS' }, sk: { S: cluster } } }, caller);

it('goes on when no cluster is left, whatever other stages have', async () => {
  await putSpec('quaymaster-other-StateTable-1', 'theirs');
  await expect(remove()).resolves.toBeUndefined();
});

it('refuses with the names of the clusters and what to do', async () => {
  await putSpec('quaymaster-dev-StateTable-1', 'shop');
  await expect(remove()).rejects.toThrow(/still clusters: shop\. Delete each with DELETE/);
});
