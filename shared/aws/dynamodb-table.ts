/** One table, single-item conditional writes. An item is a key, a version to make conditions on, and a JSON body. */
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { AppError } from '../domain/errors.ts';
import type { Page, Written } from '../ports/stores.ts';
import type { Surroundings } from '../runtime.ts';
import { asking, codeOf } from './aws-errors.ts';
import { clientOf } from './client.ts';

/** Raised when the form of a body changes; an item of a higher schema is never read, and so never overwritten. */
const schema = 1;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export interface Item<Body> extends Key {
  readonly version: number;
  readonly body: Body;
}
/** Further attributes of an item, outside its body. */
export interface Extras {
  /** Epoch seconds after which DynamoDB may delete the item; late, so readers compare times themselves. */
  readonly expiresAt?: number;
  /** Puts the item into the index `listed`, sorted by `at`. */
  readonly listed?: { readonly list: string; readonly at: string };
}
/** What a write requires of the item that is there. */
export type Condition = { readonly version: number } | 'absent' | 'none';

export interface Table {
  get<Body>(key: Key): Promise<Item<Body> | undefined>;
  put(item: Item<unknown>, condition: Condition, extras?: Extras): Promise<Written>;
  remove(key: Key, condition: Condition): Promise<Written>;
  all<Body>(pk: string, prefix: string): Promise<readonly Item<Body>[]>;
  /** Whose sort keys are neither before `from` nor behind `to`. */
  between<Body>(pk: string, from: string, to: string): Promise<readonly Item<Body>[]>;
  /** In their order; of items that cannot be read too. */
  sortKeys(pk: string): Promise<readonly string[]>;
  newest<Body>(query: NewestQuery): Promise<Page<Body>>;
}
export interface NewestQuery {
  readonly limit: number;
  readonly cursor?: string;
  readonly from: { readonly pk: string; readonly prefix: string } | { readonly list: string };
}

export const dynamoDbTable = (around: Surroundings, table: string): Table => {
  const dynamodb = clientOf(DynamoDBClient, around);

  /** Of one partition, as far as the further condition says. */
  const rawItems = async (
    pk: string,
    condition = '',
    values: Readonly<Record<string, string>> = {},
  ): Promise<readonly Record<string, AttributeValue>[]> => {
    const items: Record<string, AttributeValue>[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await dynamodb.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: `pk = :pk${condition}`,
          ExpressionAttributeValues: Object.fromEntries(
            Object.entries({ ...values, ':pk': pk }).map(([name, value]) => [name, { S: value }]),
          ),
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  };

  return {
    get: (key) =>
      asking('dynamodb', async () => {
        const answer = await dynamodb.send(
          new GetItemCommand({ TableName: table, Key: keyOf(key), ConsistentRead: true }),
        );
        return answer.Item && itemOf(answer.Item);
      }),

    put: (item, condition, extras = {}) =>
      conditionally(() =>
        dynamodb.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              ...keyOf(item),
              v: { N: String(item.version) },
              schema: { N: String(schema) },
              body: { S: JSON.stringify(item.body) },
              ...(extras.expiresAt !== undefined && { expiresAt: { N: String(Math.ceil(extras.expiresAt)) } }),
              ...(extras.listed && { list: { S: extras.listed.list }, at: { S: extras.listed.at } }),
            },
            ...expression(condition),
          }),
        ),
      ),

    remove: (key, condition) =>
      conditionally(() =>
        dynamodb.send(new DeleteItemCommand({ TableName: table, Key: keyOf(key), ...expression(condition) })),
      ),

    all: (pk, prefix) =>
      asking('dynamodb', async () =>
        (await rawItems(pk, ' AND begins_with(sk, :prefix)', { ':prefix': prefix })).map((item) => itemOf<never>(item)),
      ),

    between: (pk, from, to) =>
      asking('dynamodb', async () =>
        (await rawItems(pk, ' AND sk BETWEEN :from AND :to', { ':from': from, ':to': to })).map((item) =>
          itemOf<never>(item),
        ),
      ),

    sortKeys: (pk) => asking('dynamodb', async () => (await rawItems(pk)).map(({ sk }) => sk?.S ?? '')),

    newest: (query) =>
      asking('dynamodb', async () => {
        const start = query.cursor === undefined ? undefined : keyFromCursor(query.cursor);
        const page = await fromCursor(start, () =>
          dynamodb.send(
            new QueryCommand({
              TableName: table,
              Limit: query.limit,
              ScanIndexForward: false,
              ...('list' in query.from
                ? {
                    IndexName: 'listed',
                    KeyConditionExpression: '#list = :list',
                    ExpressionAttributeNames: { '#list': 'list' },
                    ExpressionAttributeValues: { ':list': { S: query.from.list } },
                  }
                : {
                    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
                    ExpressionAttributeValues: { ':pk': { S: query.from.pk }, ':prefix': { S: query.from.prefix } },
                  }),
              ...(start && { ExclusiveStartKey: start }),
            }),
          ),
        );
        return {
          items: (page.Items ?? []).map((item) => itemOf<never>(item).body),
          ...(page.LastEvaluatedKey && { next: cursorOf(page.LastEvaluatedKey) }),
        };
      }),
  };
};

const keyOf = ({ pk, sk }: Key): Record<string, AttributeValue> => ({ pk: { S: pk }, sk: { S: sk } });

const conditionally = (write: () => Promise<unknown>): Promise<Written> =>
  asking('dynamodb', async () => {
    try {
      await write();
      return 'written';
    } catch (error) {
      if (codeOf(error) === 'ConditionalCheckFailedException') return 'conflict';
      throw error;
    }
  });

const expression = (condition: Condition) => {
  if (condition === 'none') return {};
  if (condition === 'absent') return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: 'v = :expected',
    ExpressionAttributeValues: { ':expected': { N: String(condition.version) } },
  };
};

/** An item that cannot be read never counts as absent: whoever asked stops, and nothing is changed. */
const itemOf = <Body>(item: Record<string, AttributeValue>): Item<Body> => {
  const pk = item['pk']?.S ?? '';
  const sk = item['sk']?.S ?? '';
  if (Number(item['schema']?.N) !== schema)
    throw new AppError(
      'UnreadableState',
      `${pk} ${sk} has schema ${item['schema']?.N ?? 'none'}; this version reads ${schema}`,
    );
  try {
    const body = JSON.parse(item['body']?.S ?? '') as Body;
    if (typeof body !== 'object' || body === null) throw new Error('not an object');
    return { pk, sk, version: Number(item['v']?.N), body };
  } catch {
    throw new AppError('UnreadableState', `${pk} ${sk} does not hold the JSON object that it should`);
  }
};

const cursorOf = (key: Record<string, AttributeValue>): string =>
  Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(key).map(([name, value]) => [name, value.S])))).toString(
    'base64url',
  );

const keyFromCursor = (cursor: string): Record<string, AttributeValue> => {
  try {
    const names = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as Record<string, unknown>;
    const entries = Object.entries(names);
    if (entries.length < 2 || entries.some(([, value]) => typeof value !== 'string')) throw new Error('not a cursor');
    return Object.fromEntries(entries.map(([name, value]) => [name, { S: value as string }]));
  } catch {
    throw strangeCursor();
  }
};

const strangeCursor = (): AppError =>
  new AppError('BadQuery', 'This cursor is not one of ours.', {
    errors: [{ pointer: '', parameter: 'cursor', detail: 'is not the "next" of an earlier answer' }],
  });

/** A key that is none of this partition is refused by DynamoDB: somebody made the cursor up. */
const fromCursor = async <Answer>(start: unknown, query: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await query();
  } catch (error) {
    if (start !== undefined && codeOf(error) === 'ValidationException') throw strangeCursor();
    throw error;
  }
};
