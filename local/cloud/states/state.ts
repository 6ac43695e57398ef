/** What the embedded Step Functions remembers: state machines, executions and their histories. */
import type { ExecutionStatus, HistoryEvent, LoggingConfiguration, StateMachineStatus } from '@aws-sdk/client-sfn';
import type { Definition } from './language/definition.ts';
import type { Json } from './language/json.ts';

export interface StatesState {
  /** By ARN. */
  readonly machines: Map<string, StateMachine>;
  /** By ARN, oldest first. A closed one is kept, and its name burnt, for 90 days. */
  readonly executions: Map<string, Execution>;
  /** Those of each machine, by its ARN and theirs: an answer about one machine must not search the others. */
  readonly executionsOf: Map<string, Map<string, Execution>>;
  /** Tasks that wait to be told how they ended, by their token. */
  readonly openTasks: Map<string, OpenTask>;
}
export const newStatesState = (): StatesState => ({
  machines: new Map(),
  executions: new Map(),
  executionsOf: new Map(),
  openTasks: new Map(),
});

export interface StateMachine {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  status: StateMachineStatus;
  revision: Revision;
  readonly tags: Map<string, string>;
}

/** What an update replaces. An execution keeps the revision that it was started with. */
export interface Revision {
  readonly text: string;
  readonly definition: Definition;
  readonly roleArn: string;
  readonly logging: LoggingConfiguration;
  readonly tracing: boolean;
  readonly at: number;
  /** Absent on the first one. */
  readonly id?: string;
}

export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly revision: Revision;
  /** As it was given, byte for byte. */
  readonly input: string;
  readonly startedAt: number;
  status: ExecutionStatus;
  stoppedAt?: number;
  output?: string;
  error?: string;
  cause?: string;
  readonly history: HistoryEvent[];
  /** Ends it from outside, while it runs. */
  stop?: (error: string | undefined, cause: string | undefined) => void;
}

/** What SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat reach. */
export interface OpenTask {
  readonly settle: (report: TaskReport) => void;
  /** It is alive: the wait for its heartbeat begins anew. */
  readonly beat: () => void;
}

/** How a task that waits for its token has ended. `silent`: no heartbeat came in time. */
export type TaskReport =
  | { readonly status: 'succeeded'; readonly output: Json }
  | { readonly status: 'failed'; readonly error: string | undefined; readonly cause: string | undefined }
  | { readonly status: 'silent' };
