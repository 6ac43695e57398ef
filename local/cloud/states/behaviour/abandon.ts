import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { recordAside } from './record.ts';
import { endStrand, type Strand } from './strand.ts';

const recorded = new Set(['Task', 'Wait', 'Map', 'Parallel']);

/**
 * Ends a strand because it, or a sibling, failed, and records in what state it was: that of the strand that failed itself is
 * recorded as aborted too (LocalStack's recordings: timeouts/test_timeouts, states_variables/test_error_output).
 */
export const abandon = (parent: Strand, strand: Strand): void => {
  const state = strand.at;
  endStrand(strand);
  if (state !== undefined && recorded.has(state)) recordAside(parent, `${state}StateAborted` as HistoryEventType);
};
