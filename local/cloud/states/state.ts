/** What the embedded Step Functions remembers: state machines, executions and their histories. */
import type { ExecutionStatus, HistoryEvent, LoggingConfiguration, StateMachineStatus } from '@aws-sdk/client-sfn';
import type { Definition } from './language/definition.ts';

export interface StatesState {
  /** By ARN. */
  readonly machines: Map<string, StateMachine>;
  /** By ARN, oldest first. A closed one is kept, and its name burnt, for 90 days. */
  readonly executions: Map<string, Execution>;
}
export const newStatesState = (): StatesState => ({ machines: new Map(), executions: new Map() });

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
