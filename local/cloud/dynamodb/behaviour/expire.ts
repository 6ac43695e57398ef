/**
 * Items whose time to live is over. DynamoDB deletes them when it finds time to; until then they are read, written and billed as ever.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
import type { World } from '../../kernel/world.ts';
import { ask } from '../ask.ts';
import { keyTaker } from '../table-keys.ts';
import { replicateItem } from './replicate.ts';

type Members = Record<string, unknown>;

/** "Items with an expired TTL of more than five years ago" stay: they look like mistakes. */
const oldestSeconds = 5 * 365 * 86_400;

/** Looks through the table now and then, as long as it has a time to live. */
export const lookForExpired = (world: World, table: string): void => {
  const timeToLive = world.dynamodb.timesToLive.get(table);
  timeToLive?.nextLook?.cancel();
  if (timeToLive?.enabled !== true) return;
  const [from, to] = world.knobs.itemExpiryMs;
  const ms = world.random.between(from, to);
  timeToLive.nextLook = world.clock.after(ms, `dynamodb: ${table} is looked through for expired items`, async () => {
    await deleteExpired(world, table, timeToLive.attribute);
    if (world.dynamodb.timesToLive.get(table) === timeToLive) lookForExpired(world, table);
  });
};

const deleteExpired = async (world: World, TableName: string, attribute: string): Promise<void> => {
  const now = Math.floor(world.clock.now() / 1_000);
  const isExpired = {
    ExpressionAttributeNames: { '#expires': attribute },
    ExpressionAttributeValues: { ':now': { N: String(now) }, ':oldest': { N: String(now - oldestSeconds) } },
  };
  const condition = '#expires < :now AND #expires > :oldest';
  const keyOf = await keyTaker(world, TableName);
  let from: unknown;
  do {
    const scan = { TableName, ConsistentRead: true, FilterExpression: condition, ...isExpired };
    const page = await ask(world, 'Scan', { ...scan, ...(from === undefined ? {} : { ExclusiveStartKey: from }) });
    for (const item of page['Items'] as Members[]) {
      const Key = keyOf(item);
      await ask(world, 'DeleteItem', { TableName, Key });
      await replicateItem(world, TableName, Key);
    }
    from = page['LastEvaluatedKey'];
  } while (from !== undefined);
};
