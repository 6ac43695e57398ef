/** How the services of the embedded AWS put their events on the default bus. */
import type { World } from '../../kernel/world.ts';

export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** Puts an event on the default bus; rules see it after the knob's delay. */
export const emit = (_world: World, _event: ServiceEvent): void => {};
