/** Paging as the Describe operations of EC2 do it. */
import { AwsError } from '../kernel/aws-error.ts';
import { pageToken, positionIn } from '../kernel/page-token.ts';

export interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

/**
 * One page of the items that pass, which come in order of `key`. The token carries the key of the last item given out, so that a
 * page that is fetched after items came or went neither repeats nor skips one. Without MaxResults everything comes at once, up
 * to 1000. Nothing is looked at that comes after the page.
 */
export const page = <T>(
  items: Iterable<T>,
  key: (item: T) => string | number,
  request: PageRequest,
  limits: { readonly from: number; readonly to: number } = { from: 5, to: 1_000 },
  passes: (item: T) => boolean = () => true,
): Page<T> => {
  const size = request.MaxResults ?? limits.to;
  if (size < limits.from)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ( ${size} ) for parameter maxResults is invalid. Expecting a value greater than ${limits.from}.`,
    );
  const after = request.NextToken === undefined ? undefined : keyIn(request.NextToken);
  const given: T[] = [];
  for (const item of items) {
    if ((after !== undefined && key(item) <= after) || !passes(item)) continue;
    if (given.length === Math.min(size, limits.to)) return { items: given, nextToken: pageToken(key(given.at(-1)!)) };
    given.push(item);
  }
  return { items: given, nextToken: undefined };
};

/** The items that pass, in the order of their ids, one page of them as the operation shows them. */
export const pageById = <T extends { readonly id: string }>(items: readonly T[], request: PageRequest) =>
  page(items.toSorted(byId), (item) => item.id, request);

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** The member NextToken of an answer, which the last page lacks. */
export const withToken = (nextToken: string | undefined): { readonly NextToken?: string } =>
  nextToken === undefined ? {} : { NextToken: nextToken };

const keyIn = (token: string): string | number => {
  const key = positionIn(token);
  if (key === undefined) throw new AwsError('InvalidNextToken', `The token '${token}' is invalid`);
  return key;
};
