/** What the embedded Iam remembers. */
export interface IamState {
  readonly kind: 'iam';
}
export const newIamState = (): IamState => ({ kind: 'iam' });
