/** Parameter Store's paging: MaxResults and an opaque NextToken. */
import { AwsError } from '../kernel/aws-error.ts';

interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

export const pageOf = <Item>(items: readonly Item[], { MaxResults, NextToken }: PageInput, most: number) => {
  const size = MaxResults ?? most;
  if (size < 1 || size > most) {
    const constraint = size < 1 ? 'greater than or equal to 1' : `less than or equal to ${most}`;
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must have value ${constraint}`,
    );
  }
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
