/** How an execution comes to its end, whichever it is. */
import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { World } from '../../kernel/world.ts';
import { announce } from './announce.ts';
import { append, type Details } from './append.ts';
import { endStrand, type Strand } from './strand.ts';

export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: string }
  | {
      readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly error?: string | undefined;
      readonly cause?: string | undefined;
    };

/** Ends the execution that a strand belongs to, with everything that goes on in it. The first ending counts. */
export const endExecution = (strand: Strand, ending: Ending): void => {
  const { world, execution } = strand.run;
  if (execution.status !== 'RUNNING') return;
  execution.status = ending.status;
  execution.stoppedAt = world.clock.now();
  delete execution.stop;
  if (ending.status === 'SUCCEEDED') execution.output = ending.output;
  else {
    if (ending.error) execution.error = ending.error;
    if (ending.cause) execution.cause = ending.cause;
  }
  endStrand(rootOf(strand));
  // What ends it from outside follows nothing.
  const previous = ending.status === 'SUCCEEDED' || ending.status === 'FAILED' ? strand.lastEvent : 0;
  append(world.clock.now(), execution.history, previous, ...lastEvent(ending));
  announce(world, execution);
  forgetDeletedMachine(strand);
};

const lastEvent = (ending: Ending): [HistoryEventType, Details] => {
  if (ending.status === 'SUCCEEDED') {
    const details = { output: ending.output, outputDetails: { truncated: false } };
    return ['ExecutionSucceeded', { executionSucceededEventDetails: details }];
  }
  const details = { error: ending.error || undefined, cause: ending.cause || undefined };
  if (ending.status === 'FAILED') return ['ExecutionFailed', { executionFailedEventDetails: details }];
  if (ending.status === 'ABORTED') return ['ExecutionAborted', { executionAbortedEventDetails: details }];
  return ['ExecutionTimedOut', { executionTimedOutEventDetails: details }];
};

/** A machine that is being deleted goes with its last execution. */
const forgetDeletedMachine = ({ run }: Strand): void => {
  const { machineArn } = run.execution;
  if (run.world.states.machines.get(machineArn)?.status === 'DELETING') forgetIfIdle(run.world, machineArn);
};

/** Forgets a machine unless an execution of it runs. */
export const forgetIfIdle = ({ states }: World, machineArn: string): void => {
  const executions = states.executionsOf.get(machineArn)?.values() ?? [];
  if (![...executions].some(({ status }) => status === 'RUNNING')) states.machines.delete(machineArn);
};

const rootOf = (strand: Strand): Strand => (strand.parent === undefined ? strand : rootOf(strand.parent));
