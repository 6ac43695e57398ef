/** IAM's paging: MaxItems and an opaque Marker. */
import { AwsError } from '../kernel/aws-error.ts';

interface PageInput {
  readonly Marker?: string | undefined;
  readonly MaxItems?: number | undefined;
}

export const pageOf = <Item>(items: readonly Item[], { Marker, MaxItems = 100 }: PageInput) => {
  const from = Marker === undefined ? 0 : Number(Buffer.from(Marker, 'base64').toString());
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidInput', 'The marker is not valid.');
  const to = from + MaxItems;
  const more = to < items.length;
  return {
    page: items.slice(from, to),
    rest: { IsTruncated: more, ...(more ? { Marker: Buffer.from(String(to)).toString('base64') } : {}) },
  };
};
