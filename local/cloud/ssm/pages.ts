/** Parameter Store's paging: MaxResults and an opaque NextToken. */
import { AwsError } from '../kernel/aws-error.ts';

interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export const pageOf = <Item>(items: readonly Item[], { MaxResults, NextToken }: PageInput, most: number) => {
  const size = MaxResults ?? most;
  const from = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, 'base64').toString() || 'none');
  if (!Number.isInteger(from) || from < 0) {
    throw new AwsError('InvalidNextToken', "The specified token isn't valid.");
  }
  const to = from + size;
  return {
    page: items.slice(from, to),
    next: to < items.length ? { NextToken: Buffer.from(String(to)).toString('base64') } : {},
  };
};
