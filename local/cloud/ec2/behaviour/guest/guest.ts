/**
 * The inside of an instance, as the commands of its shell see it. Scripts are interpreted in memory: a command can
 * reach nothing but this, so nothing that a script says touches the machine that the embedded AWS runs on.
 */
import type { Timer } from '../../../kernel/clock.ts';
import type { World } from '../../../kernel/world.ts';
import type { Ec2Instance } from '../../state.ts';

/** What the operating system can ask of the machine. */
export interface Machine {
  powerOff(): void;
  reboot(): void;
}

export interface Guest {
  readonly world: World;
  readonly instance: Ec2Instance;
  readonly machine: Machine;
  /** Aborted when the machine goes down under the script. */
  readonly signal: AbortSignal;
  /** While it boots; services are started at the end of that. */
  readonly booting: boolean;
  /** Metadata tokens handed out in this boot, by the time at which they expire. */
  readonly metadataTokens: Map<string, number>;
  /** Waits on the clock, or on what waits on it: meanwhile the interpreted script does not hold the clock. */
  wait<T>(on: () => Promise<T>): Promise<T>;
  /** Lets time pass inside the machine; ends early when it goes down or `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Runs something later, whatever becomes of the script. */
  after(ms: number, what: string, run: () => void): Timer;
  /** Does something in the embedded AWS that is no part of the script. */
  act(run: () => void): void;
  /** Takes the machine down once the script has come to its end, for which no time passes any more. */
  goDown(how: keyof Machine): void;
  isGoingDown(): boolean;
}

/** Where and how a command was called. */
export interface Invocation {
  readonly args: readonly string[];
  /** What came through the pipe. */
  stdin(): string;
  readFile(path: string): Promise<string>;
  writeFile(path: string, text: string): Promise<void>;
  /** Runs another command with its arguments, never read by a shell again. */
  run(command: readonly string[], signal: AbortSignal): Promise<Outcome>;
  readonly signal: AbortSignal | undefined;
}

export interface Outcome {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
}

export type GuestCommand = (guest: Guest, call: Invocation) => Outcome | Promise<Outcome>;

export const failing = (stderr: string, exitCode = 1): Outcome => ({ stderr: `${stderr}\n`, exitCode });
