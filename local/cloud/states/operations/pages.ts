import { AwsError } from '../../kernel/aws-error.ts';
import { countIn, pageToken } from '../../kernel/page-token.ts';

/** One page of a list. The token is opaque to callers and says where the next page starts. */
export const page = <T>(
  items: readonly T[],
  { maxResults, nextToken }: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
): { readonly items: T[]; readonly nextToken?: string } => {
  const from = countIn(nextToken);
  if (from === undefined) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`);
  // 0 asks for the default, which is 100.
  const to = from + (maxResults || 100);
  return {
    items: items.slice(from, to),
    ...(to < items.length ? { nextToken: pageToken(to) } : {}),
  };
};
