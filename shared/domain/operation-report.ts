/** An operation as the API shows it: our entry, and what Step Functions says of its execution. */
import { type ErrorCode, errorTable } from './errors.ts';
import type { OperationEntry } from './operation.ts';
import { targetOf, type WishKind } from './wish.ts';

export type OperationState = 'PENDING' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELED';

export interface OperationReport {
  readonly operation: string;
  readonly kind: WishKind;
  readonly target: string;
  readonly state: OperationState;
  readonly requestedAt: string;
  readonly requestedBy: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** What it waits for or has done, in words and numbers, as its last step told. */
  readonly progress?: unknown;
  readonly waitingFor?: readonly string[];
  readonly steps: readonly StepReport[];
  readonly result?: unknown;
  readonly problem?: { readonly code: string; readonly title: string; readonly detail: string };
  readonly wish: OperationEntry['wish'];
  /** ARN of the execution, to be opened in the Step Functions console. */
  readonly execution?: string;
}
export interface StepReport {
  readonly name: string;
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Steps that look again and again are one step. */
  readonly times: number;
}

/** What Step Functions knows; the shapes of the port, without the port. */
export interface ExecutionSeen {
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}
export interface StepSeen {
  readonly name: string;
  readonly enteredAt: number;
  readonly leftAt?: number;
  readonly output?: unknown;
  readonly times: number;
}

export const operationReport = (
  entry: OperationEntry,
  execution: ExecutionSeen | undefined,
  steps: readonly StepSeen[],
): OperationReport => {
  const problem = problemOf(entry, execution);
  const state = stateOf(entry, execution);
  const told = steps.map(({ output }) => Object(output) as Record<string, unknown>).toReversed();
  const progress = told.find((output) => output['progress'] !== undefined)?.['progress'];
  const waitingFor = told.find((output) => Array.isArray(output['waitingFor']))?.['waitingFor'];
  return {
    operation: entry.id,
    kind: entry.wish.kind,
    target: `/v1/${targetOf(entry.wish)}`,
    state,
    requestedAt: timestamp(entry.requestedAt),
    requestedBy: entry.requestedBy,
    ...(execution !== undefined && { startedAt: timestamp(execution.startedAt) }),
    ...(execution?.stoppedAt !== undefined && { endedAt: timestamp(execution.stoppedAt) }),
    ...(progress !== undefined && { progress }),
    ...(state === 'RUNNING' && waitingFor !== undefined && { waitingFor: waitingFor as readonly string[] }),
    steps: steps.map((step) => stepReport(step, execution)),
    ...(execution?.output !== undefined && { result: execution.output }),
    ...(problem !== undefined && { problem }),
    wish: entry.wish,
    ...(entry.executionArn !== undefined && { execution: entry.executionArn }),
  };
};

const timestamp = (ms: number): string => new Date(ms).toISOString();

const states: Readonly<Record<ExecutionSeen['state'], OperationState>> = {
  RUNNING: 'RUNNING',
  SUCCEEDED: 'SUCCEEDED',
  FAILED: 'FAILED',
  TIMED_OUT: 'FAILED',
  ABORTED: 'CANCELED',
};

const stateOf = (entry: OperationEntry, execution: ExecutionSeen | undefined): OperationState => {
  if (execution !== undefined) return states[execution.state];
  return entry.refused === undefined ? 'PENDING' : 'FAILED';
};

/** A step that was entered and not left is running; when the execution has ended, it is where it ended. */
const stepReport = (step: StepSeen, execution: ExecutionSeen | undefined): StepReport => {
  const ended = execution !== undefined && execution.state !== 'RUNNING' && execution.state !== 'SUCCEEDED';
  return {
    name: step.name,
    state: step.leftAt !== undefined || execution?.state === 'SUCCEEDED' ? 'SUCCEEDED' : ended ? 'FAILED' : 'RUNNING',
    startedAt: timestamp(step.enteredAt),
    ...(step.leftAt !== undefined && { endedAt: timestamp(step.leftAt) }),
    times: step.times,
  };
};

const problemOf = (entry: OperationEntry, execution: ExecutionSeen | undefined): OperationReport['problem'] => {
  if (execution === undefined) return entry.refused && problem(entry.refused.code, entry.refused.message);
  if (execution.state === 'TIMED_OUT') return problem('NotSettledInTime', 'The workflow ran out of time.');
  if (execution.state === 'ABORTED') return problem(execution.error ?? 'Aborted', execution.cause ?? 'It was stopped.');
  if (execution.state !== 'FAILED') return undefined;
  return problem(execution.error ?? 'InternalError', inWords(execution.cause) ?? 'No cause was given.');
};

const problem = (code: string, detail: string) => ({
  code,
  title: Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode].title : 'The workflow failed',
  detail,
});

/** A failed step's cause is what Lambda reports, as JSON; its message is what people need, its stack is not theirs. */
const inWords = (cause: string | undefined): string | undefined => {
  if (cause === undefined) return undefined;
  try {
    const { errorMessage } = Object(JSON.parse(cause)) as { readonly errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
};
