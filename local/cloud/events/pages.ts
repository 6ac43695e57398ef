/** EventBridge's paging: Limit, 100 at most, and an opaque NextToken. */
interface PageInput {
  readonly Limit?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of items in the order of their keys; the token is the key of the last one given. */
export const pageOf = <Item>(
  items: readonly Item[],
  key: (item: Item) => string,
  { Limit = 100, NextToken }: PageInput,
) => {
  const rest = items
    .filter((item) => NextToken === undefined || key(item) > NextToken)
    .sort((one, other) => (key(one) < key(other) ? -1 : 1));
  const page = rest.slice(0, Limit);
  const last = page.at(-1);
  return { page, next: last !== undefined && page.length < rest.length ? { NextToken: key(last) } : {} };
};
