import type { StopExecutionCommandInput, StopExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { Operation } from '../../kernel/service.ts';
import { findExecution } from './executions.ts';

/** Ends the execution as ABORTED. Stopping one that has ended changes nothing. */
export const stopExecution: Operation<StopExecutionCommandInput, StopExecutionCommandOutput> = (input, { world }) => {
  const execution = findExecution(world, input.executionArn);
  execution.stop?.(input.error, input.cause);
  return { stopDate: new Date(execution.stoppedAt ?? world.clock.now()) };
};
