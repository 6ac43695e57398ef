/** Tables: CreateTable, DescribeTable, UpdateTable, DeleteTable. What AWS takes seconds for is done at once here. */
import type {
  CreateTableCommandInput,
  CreateTableCommandOutput,
  DeleteTableCommandInput,
  DeleteTableCommandOutput,
  DescribeTableCommandInput,
  DescribeTableCommandOutput,
  TableDescription,
  UpdateTableCommandInput,
  UpdateTableCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { ask, tableIn } from '../ask.ts';
import { replicateTable } from '../behaviour/replicate.ts';
import { settled } from '../behaviour/settle.ts';

export const createTable: Operation<CreateTableCommandInput, CreateTableCommandOutput> = async (input, { world }) => {
  const { Tags: tags = [], ...table } = input;
  await ask(world, 'CreateTable', { ...table });
  const name = tableIn(input.TableName ?? '');
  world.dynamodb.created.set(name, { id: world.random.uuid(), at: world.clock.now() });
  const description = await changed(world, name);
  await replicateTable(world, 'CreateTable', { ...table });
  if (tags.length > 0) await ask(world, 'TagResource', { ResourceArn: description?.TableArn, Tags: tags });
  return { TableDescription: description };
};

export const describeTable: Operation<DescribeTableCommandInput, DescribeTableCommandOutput> = async (
  input,
  { world },
) => ({ Table: await describe(world, input.TableName) });

export const updateTable: Operation<UpdateTableCommandInput, UpdateTableCommandOutput> = async (input, { world }) => {
  await ask(world, 'UpdateTable', { ...input });
  const description = await changed(world, tableIn(input.TableName ?? ''));
  await replicateTable(world, 'UpdateTable', { ...input });
  return { TableDescription: description };
};

export const deleteTable: Operation<DeleteTableCommandInput, DeleteTableCommandOutput> = async (input, { world }) => {
  const last = await describe(world, input.TableName);
  const name = tableIn(input.TableName ?? '');
  await ask(world, 'DeleteTable', { TableName: name });
  await changed(world, name);
  await replicateTable(world, 'DeleteTable', { TableName: name });
  world.dynamodb.created.delete(name);
  world.dynamodb.timesToLive.get(name)?.nextLook?.cancel();
  world.dynamodb.timesToLive.delete(name);
  return { TableDescription: { ...last, TableStatus: 'DELETING' } };
};

const changed = async (world: World, table: string): Promise<TableDescription | undefined> => {
  const description = await settled(world, table, world.dynamodb.engine);
  return description === undefined ? undefined : ofThisWorld(world, description);
};

const describe = async (world: World, table: string | undefined): Promise<TableDescription> => {
  const { Table } = (await ask(world, 'DescribeTable', { TableName: table })) as { Table: TableDescription };
  return ofThisWorld(world, Table);
};

/** With our ids, times, account and region in place of the engine's. */
const ofThisWorld = (world: World, table: TableDescription): TableDescription => {
  const created = world.dynamodb.created.get(table.TableName ?? '');
  const TableArn = `arn:aws:dynamodb:${world.region}:${world.account}:table/${table.TableName}`;
  return {
    ...table,
    TableArn,
    ...(created === undefined ? {} : { TableId: created.id, CreationDateTime: new Date(created.at) }),
    ...(created === undefined || table.BillingModeSummary === undefined
      ? {}
      : {
          BillingModeSummary: {
            ...table.BillingModeSummary,
            LastUpdateToPayPerRequestDateTime: new Date(created.at),
          },
        }),
    ...(table.GlobalSecondaryIndexes === undefined
      ? {}
      : {
          GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((index) => ({
            ...index,
            IndexArn: `${TableArn}/index/${index.IndexName}`,
          })),
        }),
  };
};
