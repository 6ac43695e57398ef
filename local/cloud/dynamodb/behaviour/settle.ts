/** Waiting until a table is what it was asked to become. */
import type { TableDescription } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { ask } from '../ask.ts';
import type { DynamoDbState } from '../state.ts';

/** Asks until the engine is done; undefined when the table is gone. Each question lets the engine's own timers run. */
export const settled = async (
  world: World,
  TableName: string,
  of: DynamoDbState['engine'],
): Promise<TableDescription | undefined> => {
  for (;;) {
    try {
      const { Table } = (await ask(world, 'DescribeTable', { TableName }, of)) as { Table: TableDescription };
      if (Table.TableStatus === 'ACTIVE') return Table;
    } catch (error) {
      if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }
};
