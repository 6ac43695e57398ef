/** Items: read, written, queried. */
import type {
  AttributeValue,
  DeleteItemCommandInput,
  PutItemCommandInput,
  TableDescription,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { ask } from '../ask.ts';

type Members = Record<string, unknown>;
type ConditionalWrite = PutItemCommandInput | UpdateItemCommandInput | DeleteItemCommandInput;

/** As the engine does it. */
export const forward =
  (operation: string): Operation<Members, Members> =>
  (input, { world }) =>
    ask(world, operation, input);

/** The engine does not know ReturnValuesOnConditionCheckFailure: the item is read after the refusal. */
export const write =
  (operation: 'PutItem' | 'UpdateItem' | 'DeleteItem'): Operation<ConditionalWrite, Members> =>
  async (input, { world }) => {
    const { ReturnValuesOnConditionCheckFailure: wanted, ...request } = input;
    try {
      return await ask(world, operation, request);
    } catch (error) {
      if (wanted !== 'ALL_OLD' || !(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException')
        throw error;
      const Item = await itemOf(world, input);
      throw new AwsError(error.code, error.message, error.status, Item === undefined ? {} : { Item });
    }
  };

const itemOf = async (world: World, input: ConditionalWrite): Promise<unknown> => {
  const { TableName } = input;
  const Key = 'Key' in input ? input.Key : await keyOf(world, input as PutItemCommandInput);
  return (await ask(world, 'GetItem', { TableName, Key, ConsistentRead: true }))['Item'];
};

const keyOf = async (
  world: World,
  { TableName, Item }: PutItemCommandInput,
): Promise<Record<string, AttributeValue>> => {
  const { Table } = (await ask(world, 'DescribeTable', { TableName })) as { Table: TableDescription };
  return Object.fromEntries(
    (Table.KeySchema ?? []).map(({ AttributeName }) => [AttributeName!, Item![AttributeName!]!]),
  );
};
