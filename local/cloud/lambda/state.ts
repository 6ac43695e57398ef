/** What the embedded Lambda remembers. Code is not uploaded to it: whoever hosts functions in this process puts them here. */
import type { Timer } from '../kernel/clock.ts';

export interface LambdaState {
  readonly functions: Map<string, HostedFunction>;
  /** How many invocations are under way, by function. */
  readonly running: Map<string, number>;
  /** By function, where it differs from Lambda's presets. */
  readonly asynchronous: Map<string, AsynchronousConfig>;
  /** By UUID. */
  readonly mappings: Map<string, EventSourceMapping>;
  /** Those that wait for an invocation, by function; the one that ran last is at the end. */
  readonly idle: Map<string, IdleEnvironment[]>;
  /** What goes wrong with invocations, as long as faults are under way. */
  readonly invocationFaults: Set<InvocationFault>;
}
export const newLambdaState = (): LambdaState => ({
  functions: new Map(),
  running: new Map(),
  asynchronous: new Map(),
  mappings: new Map(),
  idle: new Map(),
  invocationFaults: new Set(),
});

export interface HostedFunction {
  readonly name: string;
  readonly arn: string;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
  /** With which it calls AWS; absent where whoever hosts it makes no calls in its name. */
  readonly accessKeyId?: string;
  /** What only GetFunction shows. */
  readonly shown?: {
    readonly handler?: string;
    readonly roleArn?: string;
    readonly memoryMiB?: number;
    readonly description?: string;
    readonly environment?: Readonly<Record<string, string>>;
  };
  /** Gets and gives JSON values of its own. What it throws is reported as Lambda reports errors. */
  invoke(payload: unknown, context: InvocationContext): Promise<unknown>;
}

export interface InvocationContext {
  readonly requestId: string;
  readonly arn: string;
  /** When it times out, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Aborted when it timed out or crashed: whatever the function still does must have no effect. */
  readonly ended: AbortSignal;
  /** Where it runs: nothing else runs there at the same time, but invocations before and after it may. */
  readonly environment: ExecutionEnvironment;
  /** What the clock of its machine says, in milliseconds since the epoch: not always the truth. */
  readonly now: () => number;
  /** Whoever hosts the function makes each of its AWS calls through this: an invocation may die at one, which then never comes back. */
  readonly aroundCall: <Answer>(call: () => Promise<Answer>) => Promise<Answer>;
}

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html */
export interface ExecutionEnvironment {
  readonly id: string;
}

export interface IdleEnvironment {
  readonly environment: ExecutionEnvironment;
  readonly since: number;
}

/** Something that goes wrong with invocations of a function, or of all. */
export type InvocationFault = {
  /** Whether it hits this invocation; throws the dice, and counts. */
  readonly hits: (functionName: string) => boolean;
} & (
  | DiesAtCall
  /** The function takes so much longer. */
  | { readonly kind: 'slow'; readonly byMs: () => number }
  /** Lambda has no capacity for it. */
  | { readonly kind: 'throttled' }
  /** The clock of its machine is wrong by so much. */
  | { readonly kind: 'skewed'; readonly byMs: () => number }
  /** Its event comes a second time so much after the first, though that may still run. */
  | { readonly kind: 'overlap'; readonly afterMs: () => number }
);

export interface DiesAtCall {
  readonly kind: 'dies';
  /** The first call is 1. */
  readonly atCall: number;
  /** Of the effect of that call. */
  readonly when: 'before' | 'after';
  /** The process exits, or the call hangs until the invocation times out. */
  readonly how: 'crash' | 'hang';
}

export interface AsynchronousConfig {
  readonly retries: number;
  readonly maximumAgeSeconds: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
  readonly modifiedAt: number;
}

export interface EventSourceMapping {
  readonly uuid: string;
  readonly queueArn: string;
  readonly functionName: string;
  batchSize: number;
  windowSeconds: number;
  reportsFailures: boolean;
  maximumConcurrency?: number;
  enabled: boolean;
  modifiedAt: number;
  /** Batches that a function is working on. */
  running: number;
  /** It is receiving batches. */
  taking: boolean;
  /** It was told to look again while it was receiving. */
  moreToTake: boolean;
  /** The next look into the queue; there is none while the queue gives no reason. */
  nextLook?: Timer;
  /** Called by the queue when there is something to receive. */
  readonly listener: () => void;
}
