/** A bug on purpose, as plain data: production code itself knows nothing of it. */
import type { SimulationOptions } from '../outcome.ts';

export interface Edit {
  /** From the project's root. */
  readonly file: string;
  /** Exact text, which occurs once in the file. */
  readonly find: string;
  readonly replace: string;
}

export interface Mutant extends Edit {
  readonly name: string;
  /** Where one mistake would have had to be made in more than one place. */
  readonly also?: readonly Edit[];
  /** What it would do to people, in one sentence. */
  readonly why: string;
  /** The invariants that may catch it: being caught by others only would be luck. */
  readonly expected: readonly string[];
  /** What provokes it, where the seeds that everything is tried on do not. */
  readonly aim?: Aim;
}

/** Only what happens to the world: what must be true of it is never a matter of the mutant. */
export interface Aim extends Pick<SimulationOptions, 'hours' | 'schedule'> {
  readonly seed: number;
}

export const editsOf = ({ file, find, replace, also = [] }: Mutant): readonly Edit[] => [
  { file, find, replace },
  ...also,
];

/** Throws when the text is not there, or more than once: the code has moved on, and the mutant has to follow. */
export const edited = (source: string, { file, find, replace }: Edit): string => {
  const parts = source.split(find);
  const [before, after] = parts;
  if (parts.length !== 2 || before === undefined || after === undefined)
    throw new Error(`${file} has ${parts.length - 1} times: ${find}`);
  return before + replace + after;
};
