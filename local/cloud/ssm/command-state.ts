/** Commands of Run Command, and their copies on each node: the invocations. */
import type { CommandInvocationStatus, CommandStatus, Target } from '@aws-sdk/client-ssm';
import type { Timer } from '../kernel/clock.ts';
import type { DocumentVersion } from './documents/document.ts';

export interface CommandState {
  /** By id, oldest first. */
  readonly commands: Map<string, Command>;
}

export interface Command {
  readonly id: string;
  readonly documentName: string;
  readonly document: DocumentVersion;
  /** As asked: `$DEFAULT`, `$LATEST`, a number, or nothing. */
  readonly askedVersion: string;
  readonly comment: string;
  /** As the request gave them. */
  readonly parameters: Readonly<Record<string, readonly string[]>>;
  /** With the defaults of the document. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  /** As the request named them; empty where it named targets. */
  readonly instanceIds: readonly string[];
  readonly targets: readonly Target[];
  readonly requestedAt: number;
  /** GetCommandInvocation knows nothing of its invocations before. */
  readonly visibleAt: number;
  /** When what has not been delivered, or not ended, is given up. */
  readonly expiresAt: number;
  readonly deliveryTimeoutSeconds: number;
  /** As asked: a number, or so many in a hundred of the targets. */
  readonly maxConcurrency: string;
  readonly maxErrors: string;
  status: CommandStatus;
  statusDetails: string;
  /** By instance id. */
  readonly invocations: Map<string, Invocation>;
}

export interface Invocation {
  readonly instanceId: string;
  status: CommandInvocationStatus;
  statusDetails: string;
  /** One for each step of the document. */
  readonly steps: StepRun[];
  /** Gives it up when its time is over. */
  deadline?: Timer;
  /** Breaks off the script that runs. */
  abort?: AbortController;
}

export interface StepRun {
  readonly name: string;
  readonly action: string;
  status: CommandInvocationStatus;
  statusDetails: string;
  /** -1 until the step has ended. */
  exitCode: number;
  startedAt?: number;
  endedAt?: number;
  stdout: string;
  stderr: string;
}
