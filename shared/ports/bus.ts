import type { OwnEvent } from '../domain/own-events.ts';

/** The account's event bus, for what others may want to know of us. Nothing of ours depends on it. */
export interface Bus {
  /**
   * At least once, in any order. Never throws: what the bus does not take when it is asked again either is answered as
   * `unsent`, with why, to be logged.
   */
  put(
    events: readonly OwnEvent[],
  ): Promise<{ readonly unsent: readonly { readonly id: string; readonly why: string }[] }>;
}
