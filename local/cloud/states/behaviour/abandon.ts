import type { HistoryEventType } from '@aws-sdk/client-sfn';
import { recordAside } from './record.ts';
import { endStrand, type Strand } from './strand.ts';

const recorded = new Set(['Task', 'Wait', 'Map', 'Parallel']);

/** Ends a strand because its sibling failed, and records in what state it was. */
export const abandon = (parent: Strand, strand: Strand): void => {
  const state = strand.at;
  endStrand(strand);
  if (state !== undefined && recorded.has(state)) recordAside(parent, `${state}StateAborted` as HistoryEventType);
};
