/** The key of the items of a table. */
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { World } from '../kernel/world.ts';
import { ask } from './ask.ts';

type Members = Record<string, unknown>;

/** Takes those members that are the key, of a whole item or of the key itself. */
export const keyTaker = async (world: World, table: string): Promise<(item: Members) => Members> => {
  const { Table } = (await ask(world, 'DescribeTable', { TableName: table })) as { Table: TableDescription };
  const names = (Table.KeySchema ?? []).map(({ AttributeName }) => AttributeName!);
  return (item) => Object.fromEntries(names.map((name) => [name, item[name]]));
};
