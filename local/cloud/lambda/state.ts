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
}
export const newLambdaState = (): LambdaState => ({
  functions: new Map(),
  running: new Map(),
  asynchronous: new Map(),
  mappings: new Map(),
});

export interface HostedFunction {
  readonly name: string;
  readonly arn: string;
  readonly timeoutSeconds: number;
  readonly reservedConcurrency?: number;
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
  /** Aborted when it timed out: whatever the function still does must have no effect. */
  readonly ended: AbortSignal;
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
  /** The next look into the queue; there is none while the queue gives no reason. */
  nextLook?: Timer;
  /** Called by the queue when there is something to receive. */
  readonly listener: () => void;
}
