/** What repeated reads may be answered with, and by whom that was asked for. */

import type { Request } from '../../kernel/dispatch.ts';
import type { MillisecondRange } from '../milliseconds.ts';

export interface StaleWindow {
  readonly ms: MillisecondRange;
  readonly matches: (request: Request) => boolean;
}

export interface StaleReadsState {
  readonly windows: Set<StaleWindow>;
  /** The last true answer to each identical read of the same caller, oldest first; bounded. */
  readonly answers: Map<string, { readonly at: number; readonly output: unknown }>;
}

export const newStaleReadsState = (): StaleReadsState => ({ windows: new Set(), answers: new Map() });
