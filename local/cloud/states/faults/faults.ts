/** What can happen to executions. What their calls suffer, throttles and crashes, are the faults of those calls. */
import { executionAbort } from './execution-abort.ts';

export const statesFaults = {
  'execution-abort': executionAbort,
} as const;
