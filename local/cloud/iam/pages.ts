/** IAM's paging: MaxItems and an opaque Marker. */
import { AwsError } from '../kernel/aws-error.ts';
import { countIn, pageToken } from '../kernel/page-token.ts';

interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export const pageOf = <Item>(items: readonly Item[], { Marker, MaxItems = 100 }: PageInput) => {
  const from = countIn(Marker);
  if (from === undefined) throw new AwsError('InvalidInput', 'The marker is not valid.');
  const to = from + MaxItems;
  const more = to < items.length;
  return {
    page: items.slice(from, to),
    rest: { IsTruncated: more, ...(more ? { Marker: pageToken(to) } : {}) },
  };
};
