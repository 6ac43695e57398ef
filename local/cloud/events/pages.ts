/** EventBridge's paging: Limit, from 1 to 100, and an opaque NextToken. */
import { AwsError } from '../kernel/aws-error.ts';

interface PageInput {
  readonly Limit?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of items in the order of their keys; the token is the key of the last one given. */
export const pageOf = <Item>(items: readonly Item[], key: (item: Item) => string, { Limit, NextToken }: PageInput) => {
  const size = Limit ?? 100;
  if (size < 1 || size > 100)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${size}' at 'limit' failed to satisfy constraint: Member must have value ` +
        (size < 1 ? 'greater than or equal to 1' : 'less than or equal to 100'),
    );
  const rest = items
    .filter((item) => NextToken === undefined || key(item) > NextToken)
    .sort((one, other) => (key(one) < key(other) ? -1 : 1));
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return { page, next: last !== undefined && page.length < rest.length ? { NextToken: key(last) } : {} };
};
