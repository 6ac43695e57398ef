/**
 * The Amazon States Language, as far as it is understood here: JSONata machines with inline Map and lambda:invoke. Fields
 * that may hold an expression are `Json`; what they evaluate to is checked when they are evaluated.
 * https://states-language.net/spec.html
 */
import type { Json } from './json.ts';

export interface Definition {
  readonly Comment?: string;
  readonly QueryLanguage: 'JSONata';
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
}

/** A piece of a machine that has its own start: the machine itself, a branch of a Parallel, the processor of a Map. */
export type Flow = Pick<Definition, 'StartAt' | 'States'>;

export type State = Pass | Task | Choice | Wait | MapState | Parallel | Succeed | Fail;

interface Common {
  readonly Comment?: string;
  readonly Output?: Json;
  readonly Assign?: Assign;
  readonly Next?: string;
  readonly End?: boolean;
}
export type Assign = Readonly<Record<string, Json>>;

export interface Pass extends Common {
  readonly Type: 'Pass';
}
export interface Task extends Common, Recovering {
  readonly Type: 'Task';
  readonly Resource: string;
  readonly Arguments?: Json;
  readonly TimeoutSeconds?: Json;
  readonly HeartbeatSeconds?: Json;
}
export interface Choice {
  readonly Type: 'Choice';
  readonly Choices: readonly Rule[];
  readonly Default?: string;
  readonly Output?: Json;
  readonly Assign?: Assign;
}
export interface Rule {
  readonly Condition: Json;
  readonly Next: string;
  readonly Output?: Json;
  readonly Assign?: Assign;
}
export interface Wait extends Common {
  readonly Type: 'Wait';
  readonly Seconds?: Json;
  readonly Timestamp?: Json;
}
export interface MapState extends Common, Recovering {
  readonly Type: 'Map';
  readonly Items?: Json;
  readonly ItemSelector?: Json;
  readonly ItemProcessor: Flow;
  readonly MaxConcurrency?: Json;
}
export interface Parallel extends Common, Recovering {
  readonly Type: 'Parallel';
  readonly Arguments?: Json;
  readonly Branches: readonly Flow[];
}
export interface Succeed {
  readonly Type: 'Succeed';
  readonly Output?: Json;
}
export interface Fail {
  readonly Type: 'Fail';
  readonly Error?: Json;
  readonly Cause?: Json;
}

export interface Recovering {
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly MaxAttempts?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: Json;
  readonly Assign?: Assign;
}

export const stateTypes = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map'] as const;
