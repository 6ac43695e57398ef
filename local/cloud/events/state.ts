/** What the embedded Events remembers. */
export interface EventsState {
  readonly kind: 'events';
}
export const newEventsState = (): EventsState => ({ kind: 'events' });
