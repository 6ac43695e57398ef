import * as z from 'zod/mini';
import { FaultRefused, faultKind } from '../../faults/fault.ts';
import { count } from '../../faults/parameters.ts';

export const executionAbort = faultKind({
  what: 'Somebody stops running executions, as an operator does in the console: they are ABORTED, and stay so.',
  parameters: z.strictObject({
    /** The name of the state machine; of any, without it. */
    stateMachine: z.optional(z.string()),
    /** As many at random; all, without it. */
    count,
    error: z.optional(z.string()),
    cause: z.optional(z.string()),
  }),
  begin: (world, { stateMachine, count: most, error, cause }) => {
    const running = [...world.states.executions.values()].filter(
      ({ status, machineName }) => status === 'RUNNING' && (stateMachine ?? machineName) === machineName,
    );
    if (running.length === 0) throw new FaultRefused('No such execution is running.');
    for (const execution of world.random.sample(running, most ?? running.length)) execution.stop?.(error, cause);
    return undefined;
  },
});
