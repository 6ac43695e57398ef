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
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { ask } from '../ask.ts';

export const createTable: Operation<CreateTableCommandInput, CreateTableCommandOutput> = async (input, { world }) => {
  const { Tags: tags = [], ...table } = input;
  await ask(world, 'CreateTable', { ...table });
  world.dynamodb.created.set(nameOf(input.TableName), { id: world.random.uuid(), at: world.clock.now() });
  const description = await settled(world, input.TableName);
  if (tags.length > 0) await ask(world, 'TagResource', { ResourceArn: description?.TableArn, Tags: tags });
  return { TableDescription: description };
};

export const describeTable: Operation<DescribeTableCommandInput, DescribeTableCommandOutput> = async (
  input,
  { world },
) => ({ Table: await describe(world, input.TableName) });

export const updateTable: Operation<UpdateTableCommandInput, UpdateTableCommandOutput> = async (input, { world }) => {
  await ask(world, 'UpdateTable', { ...input });
  return { TableDescription: await settled(world, input.TableName) };
};

export const deleteTable: Operation<DeleteTableCommandInput, DeleteTableCommandOutput> = async (input, { world }) => {
  const last = await describe(world, input.TableName);
  await ask(world, 'DeleteTable', { TableName: input.TableName });
  await settled(world, input.TableName);
  world.dynamodb.created.delete(nameOf(input.TableName));
  return { TableDescription: { ...last, TableStatus: 'DELETING' } };
};

/** Asks until the engine is done; undefined when the table is gone. Each question lets the engine's own timers run. */
const settled = async (world: World, table: string | undefined): Promise<TableDescription | undefined> => {
  for (;;) {
    try {
      const description = await describe(world, table);
      if (description.TableStatus === 'ACTIVE') return description;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
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

const nameOf = (table: string | undefined): string => (table ?? '').slice((table ?? '').lastIndexOf('/') + 1);
