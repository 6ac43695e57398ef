/** Paging as the List calls of ECS do it. */
import { AwsError } from '../kernel/aws-error.ts';
import { pageToken, positionIn } from '../kernel/page-token.ts';

export interface PageRequest {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}

/**
 * One page of items that are in order of `key`, ascending unless said otherwise; no more of them are looked at than it takes. The
 * token carries the key of the last item given out, so that a page that is fetched after items came or went neither repeats nor
 * skips one.
 */
export const page = <T>(
  items: Iterable<T>,
  key: (item: T) => string | number,
  request: PageRequest,
  { byDefault = 100, descending = false }: { readonly byDefault?: number; readonly descending?: boolean } = {},
): { readonly items: readonly T[]; readonly nextToken?: string } => {
  const size = request.maxResults ?? byDefault;
  if (size < 1 || size > 100)
    throw new AwsError('InvalidParameterException', 'maxResults must be between 1 and 100, inclusive.');
  const after = request.nextToken === undefined ? undefined : keyOf(request.nextToken);
  const isAfter = (item: T, last: string | number) => (descending ? key(item) < last : key(item) > last);
  const given: T[] = [];
  for (const item of items) {
    if (after !== undefined && !isAfter(item, after)) continue;
    const last = given.at(-1);
    if (given.length === size && last !== undefined) return { items: given, nextToken: pageToken(key(last)) };
    given.push(item);
  }
  return { items: given };
};

const keyOf = (token: string): string | number => {
  const key = positionIn(token);
  if (key === undefined) throw new AwsError('InvalidParameterException', `Invalid token '${token}'`);
  return key;
};

/** Those of the items that are meant, looked at one by one as they are wanted. */
export function* only<T>(items: Iterable<T>, isMeant: (item: T) => boolean): Iterable<T> {
  for (const item of items) if (isMeant(item)) yield item;
}
