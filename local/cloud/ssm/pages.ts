/** Parameter Store's paging: MaxResults and an opaque NextToken. */
import { AwsError } from '../kernel/aws-error.ts';
import { countIn, pageToken } from '../kernel/page-token.ts';

interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export const pageOf = <Item>(items: readonly Item[], { MaxResults, NextToken }: PageInput, most: number) => {
  const from = countIn(NextToken);
  if (from === undefined) throw new AwsError('InvalidNextToken', "The specified token isn't valid.");
  const to = from + (MaxResults ?? most);
  return {
    page: items.slice(from, to),
    next: to < items.length ? { NextToken: pageToken(to) } : {},
  };
};
