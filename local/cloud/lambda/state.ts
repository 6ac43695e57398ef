/** What the embedded Lambda remembers. */
export interface LambdaState {
  readonly kind: 'lambda';
}
export const newLambdaState = (): LambdaState => ({ kind: 'lambda' });
