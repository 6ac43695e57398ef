/** What goes wrong with calls at the moment. */
import type { CallRule } from './rules.ts';

export interface CallFaultsState {
  /** In the order in which they began: the first that hits a call decides. */
  readonly rules: Set<CallRule>;
  /** The rules that can be meant by a kind of call (service, operation, role), found once; emptied when rules change. */
  readonly byKind: Map<string, readonly CallRule[]>;
}

export const newCallFaultsState = (): CallFaultsState => ({ rules: new Set(), byKind: new Map() });
