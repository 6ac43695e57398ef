/** What the embedded States remembers. */
export interface StatesState {
  readonly kind: 'states';
}
export const newStatesState = (): StatesState => ({ kind: 'states' });
