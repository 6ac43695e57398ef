import type { Wish, WishKind } from '../domain/wish.ts';

/** Step Functions: one operation = one execution, whose name is the operation's id. */
export interface Workflows {
  /**
   * Starts, or recognises, the execution. A name is burnt for 90 days: `exists` means that an execution of this name was
   * started before, whatever became of it. Never read it as "done".
   */
  start(
    kind: WishKind,
    name: string,
    input: WorkflowInput,
  ): Promise<{ readonly status: 'started' | 'exists'; readonly arn: string }>;
}
/** What became of executions; apart, so that who only starts them carries nothing of this. */
export interface Executions {
  /** Undefined when Step Functions does not know it (any more). */
  describe(arn: string): Promise<Execution | undefined>;
  /** The states it went through, oldest first. */
  steps(arn: string): Promise<readonly ExecutionStep[]>;
}
export interface WorkflowInput {
  readonly wish: Wish;
  readonly operation: string;
}
export interface Execution {
  readonly arn: string;
  readonly state: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly startedAt: number;
  readonly stoppedAt?: number;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}
export interface ExecutionStep {
  readonly name: string;
  readonly enteredAt: number;
  readonly leftAt?: number;
  /** The output of the last task in it, when it was a task. */
  readonly output?: unknown;
  readonly times: number;
}
