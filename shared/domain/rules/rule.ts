import type { Action } from '../action.ts';
import type { Situation } from '../situation.ts';

/** What one rule has to say about a situation. */
export interface Findings {
  readonly actions?: readonly Action[];
  /** What it would do but must not or cannot, in words for people. */
  readonly notes?: readonly string[];
  /** The same, of what nobody has to wait for: the cluster is as wished all the same. */
  readonly remarks?: readonly string[];
}

/** A rule sees the situation as it will be after the actions of the rules before it. */
export interface Rule {
  readonly name: string;
  readonly find: (situation: Situation) => Findings;
}

/** Until a generation is reached in full, what is done for it was asked for; after that it is healing. */
export const causeOf = ({ wanted, history }: Situation): Action['cause'] =>
  history.settledGeneration >= wanted.generation ? 'automatic' : 'requested';

export const hostWord = (count: number): string => (count === 1 ? '1 host' : `${count} hosts`);
