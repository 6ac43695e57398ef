/** What the embedded Sqs remembers. */
export interface SqsState {
  readonly kind: 'sqs';
}
export const newSqsState = (): SqsState => ({ kind: 'sqs' });
