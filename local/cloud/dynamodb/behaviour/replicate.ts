/**
 * Eventually consistent reads: they go to a replica that learns of writes later, as the knob has it. Without a delay there is no
 * replica and every read is of the present.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
import type { World } from '../../kernel/world.ts';
import { ask, tableIn } from '../ask.ts';
import type { DynamoDbState } from '../state.ts';
import { keyTaker } from '../table-keys.ts';
import { settled } from './settle.ts';

type Members = Record<string, unknown>;

const isBehind = ({ knobs }: World): boolean => knobs.staleReadMs[1] > 0;

/** Where a read looks: each table of a BatchGetItem may want it otherwise, and then all are read as the strictest wants it. */
export const sourceOf = (world: World, input: Members): DynamoDbState['engine'] => {
  const { engine, replica } = world.dynamodb;
  if (!isBehind(world) || input['ConsistentRead'] === true) return engine;
  const batch = Object.values((input['RequestItems'] ?? {}) as Record<string, { readonly ConsistentRead?: boolean }>);
  return batch.some(({ ConsistentRead }) => ConsistentRead === true) ? engine : replica;
};

/** Has the replica do at once what was done to a table itself. */
export const replicateTable = async (world: World, operation: string, input: Members): Promise<void> => {
  if (!isBehind(world)) return;
  await ask(world, operation, input, world.dynamodb.replica);
  await settled(world, tableIn(String(input['TableName'])), world.dynamodb.replica);
};

/** Has the replica learn, later, how an item is now that it was written: given whole, or by its key. */
export const replicateItem = async (world: World, table: string, item: Members): Promise<void> => {
  if (!isBehind(world)) return;
  const { replica, replicatedAt } = world.dynamodb;
  const Key = (await keyTaker(world, table))(item);
  const { Item } = await ask(world, 'GetItem', { TableName: table, Key, ConsistentRead: true });
  const [from, to] = world.knobs.staleReadMs;
  const name = tableIn(table);
  const at = Math.max(replicatedAt.get(name) ?? 0, world.clock.now() + world.random.between(from, to));
  replicatedAt.set(name, at);
  world.clock.at(at, `dynamodb: the replica of ${name} learns of a write`, async () => {
    if (!world.dynamodb.created.has(name)) return;
    if (Item === undefined) await ask(world, 'DeleteItem', { TableName: name, Key }, replica);
    else await ask(world, 'PutItem', { TableName: name, Item }, replica);
  });
};
