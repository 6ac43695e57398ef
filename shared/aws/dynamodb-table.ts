/**
 * One table, single-item conditional writes. An item is a key, a version to make conditions on, and a JSON body. One of a higher
 * schema is never read, and so never overwritten.
 */
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
import { bodyAttributes, bodyIn } from './dynamodb-body.ts';
import { cursorOf, fromCursor, keyFromCursor } from './dynamodb-cursor.ts';

export interface Key {
  readonly pk: string;
  readonly sk: string;
}
export interface Item<Body> extends Key {
  readonly version: number;
  readonly body: Body;
}
export interface UnreadableItem extends Key {
  readonly version: number;
  readonly why: string;
  /** A later version of us has written it: it is never written over. */
  readonly newer: boolean;
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
  /** Whose sort keys are neither before `from` nor behind `to`; those that cannot be read too. */
  between(pk: string, from: string, to: string): Promise<readonly (Item<unknown> | UnreadableItem)[]>;
  /** In their order; of items that cannot be read too. */
  sortKeys(pk: string): Promise<readonly string[]>;
  newest<Body>(query: NewestQuery<Body>): Promise<Page<Body>>;
}
export interface NewestQuery<Body> {
  readonly limit: number;
  readonly cursor?: string;
  readonly from:
    | { readonly pk: string; readonly prefix: string }
    /** Sort keys neither before `first` nor behind `last`. */
    | { readonly pk: string; readonly first: string; readonly last: string }
    | { readonly list: string };
  /** What is left out does not count towards the limit. After a thousand items the page ends, however little was found. */
  readonly where?: (body: Body) => boolean;
}

const mostPages = 10;
const pageSize = 100;

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
              ...bodyAttributes(item.body),
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
        (await rawItems(pk, ' AND sk BETWEEN :from AND :to', { ':from': from, ':to': to })).map((item) => read(item)),
      ),

    sortKeys: (pk) => asking('dynamodb', async () => (await rawItems(pk)).map(({ sk }) => sk?.S ?? '')),

    newest: <Body>(query: NewestQuery<Body>) =>
      asking('dynamodb', async () => {
        const items: Body[] = [];
        let start = query.cursor === undefined ? undefined : keyFromCursor(query.cursor);
        for (let pages = 1; ; pages += 1) {
          const page = await fromCursor(start, () => dynamodb.send(newestPage(table, query, start)));
          const found = page.Items ?? [];
          for (const [index, item] of found.entries()) {
            const { body } = itemOf<Body>(item);
            if (query.where !== undefined && !query.where(body)) continue;
            if (items.push(body) < query.limit) continue;
            const more = index + 1 < found.length || page.LastEvaluatedKey !== undefined;
            return { items, ...(more && { next: cursorOf(positionOf(item, query)) }) };
          }
          start = page.LastEvaluatedKey;
          if (start === undefined) return { items };
          if (query.where === undefined || pages === mostPages) return { items, next: cursorOf(start) };
        }
      }),
  };
};

const newestPage = <Body>(
  table: string,
  { from, limit, where }: NewestQuery<Body>,
  start: Record<string, AttributeValue> | undefined,
): QueryCommand =>
  new QueryCommand({
    TableName: table,
    Limit: where === undefined ? limit : pageSize,
    ScanIndexForward: false,
    ...keyCondition(from),
    ...(start && { ExclusiveStartKey: start }),
  });

const keyCondition = (from: NewestQuery<unknown>['from']) => {
  if ('list' in from)
    return {
      IndexName: 'listed',
      KeyConditionExpression: '#list = :list',
      ExpressionAttributeNames: { '#list': 'list' },
      ExpressionAttributeValues: { ':list': { S: from.list } },
    };
  const pk = { ':pk': { S: from.pk } };
  return 'prefix' in from
    ? {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ...pk, ':prefix': { S: from.prefix } },
      }
    : {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ...pk, ':first': { S: from.first }, ':last': { S: from.last } },
      };
};

/** As DynamoDB's own LastEvaluatedKey: the keys of the table, and with an index those of the index too. */
const positionOf = (
  item: Record<string, AttributeValue>,
  { from }: NewestQuery<never>,
): Record<string, AttributeValue> =>
  Object.fromEntries(
    ('list' in from ? ['pk', 'sk', 'list', 'at'] : ['pk', 'sk']).flatMap((name) => {
      const value = item[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

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
  const found = read<Body>(item);
  if ('body' in found) return found;
  throw new AppError('UnreadableState', `${found.pk} ${found.sk} ${found.why}`);
};

const read = <Body>(item: Record<string, AttributeValue>): Item<Body> | UnreadableItem => {
  const at = { pk: item['pk']?.S ?? '', sk: item['sk']?.S ?? '', version: Number(item['v']?.N) };
  const stored = bodyIn(item);
  if (stored.status === 'read') return { ...at, body: stored.body as Body };
  const { why, newer } = stored;
  return { ...at, why, newer };
};
