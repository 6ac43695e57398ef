/** Items: read, written, queried. */
import type { DeleteItemCommandInput, PutItemCommandInput, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { ask } from '../ask.ts';
import { replicateItem, sourceOf } from '../behaviour/replicate.ts';
import { keyTaker } from '../table-keys.ts';

type Members = Record<string, unknown>;
type ConditionalWrite = PutItemCommandInput | UpdateItemCommandInput | DeleteItemCommandInput;

/** As the engine does it. */
export const forward =
  (operation: string): Operation<Members, Members> =>
  (input, { world }) =>
    ask(world, operation, input);

/** As the engine does it that the read may look at. */
export const read =
  (operation: string): Operation<Members, Members> =>
  (input, { world }) =>
    ask(world, operation, input, sourceOf(world, input));

/** The engine does not know ReturnValuesOnConditionCheckFailure: the item is read after the refusal. */
export const write =
  (operation: 'PutItem' | 'UpdateItem' | 'DeleteItem'): Operation<ConditionalWrite, Members> =>
  async (input, { world }) => {
    const { ReturnValuesOnConditionCheckFailure: wanted, ...request } = input;
    try {
      const answer = await ask(world, operation, request);
      await replicateItem(world, input.TableName ?? '', itemIn(input));
      return answer;
    } catch (error) {
      if (wanted !== 'ALL_OLD' || !(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException')
        throw error;
      const Item = await itemOf(world, input);
      throw new AwsError(error.code, error.message, error.status, Item === undefined ? {} : { Item });
    }
  };

const itemIn = (input: ConditionalWrite): Members =>
  ('Item' in input ? input.Item : 'Key' in input ? input.Key : undefined) ?? {};

const itemOf = async (world: World, input: ConditionalWrite): Promise<unknown> => {
  const TableName = input.TableName ?? '';
  const Key = (await keyTaker(world, TableName))(itemIn(input));
  return (await ask(world, 'GetItem', { TableName, Key, ConsistentRead: true }))['Item'];
};

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Members };
  readonly DeleteRequest?: { readonly Key: Members };
}

export const batchWriteItem: Operation<Members, Members> = async (input, { world }) => {
  const answer = await ask(world, 'BatchWriteItem', input);
  for (const [table, requests] of Object.entries(input['RequestItems'] as Record<string, readonly WriteRequest[]>))
    for (const { PutRequest, DeleteRequest } of requests)
      await replicateItem(world, table, PutRequest?.Item ?? DeleteRequest?.Key ?? {});
  return answer;
};
