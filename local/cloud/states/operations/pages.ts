import { AwsError } from '../../kernel/aws-error.ts';

/** One page of a list. The token is opaque to callers and says where the next page starts. */
export const page = <T>(
  items: readonly T[],
  { maxResults, nextToken }: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
): { readonly items: T[]; readonly nextToken?: string } => {
  if (maxResults !== undefined && (maxResults < 0 || maxResults > 1000))
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${maxResults}' at 'maxResults' failed to satisfy constraint: Member must have value ` +
        (maxResults < 0 ? 'greater than or equal to 0' : 'less than or equal to 1000'),
    );
  const from =
    nextToken === undefined
      ? 0
      : Number(
          Buffer.from(nextToken, 'base64url')
            .toString()
            .replace(/^from:/, ''),
        );
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`);
  // 0 asks for the default, which is 100.
  const to = from + (maxResults || 100);
  return {
    items: items.slice(from, to),
    ...(to < items.length ? { nextToken: Buffer.from(`from:${to}`).toString('base64url') } : {}),
  };
};
