/** What the embedded Ssm remembers. */
export interface SsmState {
  readonly kind: 'ssm';
}
export const newSsmState = (): SsmState => ({ kind: 'ssm' });
