/** What a simulation is asked for, and what it says came of it. */
import type { FaultName } from '../../local/cloud/faults/catalogue.ts';
import type { Counters } from './counters.ts';

/** Something that is done to the world, as plain data: what exactly it hits is found when it happens, by the seed and `id`. */
export interface Step {
  /** Its place in the schedule that the seed made. It stays when other steps are dropped, and with it the step's dice. */
  readonly id: number;
  /** After the world has come to be. */
  readonly atMs: number;
  readonly what: /** `with`, or `at` as a name for it: what it hits and how, where that is not left to the dice. */
    | { readonly fault: FaultName; readonly forMs: number; readonly with?: object; readonly at?: string }
    /** A person asks our API for something. */
    | { readonly request: string }
    /** A person does something to AWS past us. */
    | { readonly hand: string };
}

export interface SimulationOptions {
  /** How long things go wrong, in simulated hours. Then faults freeze, and it has to come to rest. */
  readonly hours?: number;
  /** Instead of the schedule that the seed makes. */
  readonly schedule?: readonly Step[];
  /** Ends at the first violation instead of going on. */
  readonly stopAtFirst?: boolean;
  /** Only this invariant is looked at: for shrinking. */
  readonly only?: string;
}

export interface Violation {
  /** The name of the invariant: `never-too-many-hosts`. */
  readonly invariant: string;
  /** Simulated milliseconds since the start. */
  readonly atMs: number;
  /** One sentence, with the names of those concerned. */
  readonly what: string;
}

export interface Outcome {
  readonly seed: number;
  readonly hours: number;
  readonly schedule: readonly Step[];
  /** In the order in which they were found; the same one once. */
  readonly violations: readonly Violation[];
  /** Of every call with its input, its answer and its time. */
  readonly traceHash: string;
  readonly calls: number;
  readonly simulatedMs: number;
  readonly cpuMs: number;
  /** From the end of the last fault to rest. */
  readonly convergedMs: number;
  readonly counters: Counters;
  /** What happened last before the first violation, for people. */
  readonly story: readonly string[];
}
