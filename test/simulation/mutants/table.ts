/** Every mutant, and the runs that each of them is tried on. */
import type { Aim, Mutant } from './mutant.ts';
import { asking } from './table/asking.ts';
import { ending } from './table/ending.ts';
import { healing } from './table/healing.ts';
import { launching } from './table/launching.ts';
import { remembering } from './table/remembering.ts';

export const mutants: readonly Mutant[] = [...launching, ...ending, ...healing, ...remembering, ...asking];

/** Seeds like any others: no mutant had a say in them. */
export const plainRuns: readonly Aim[] = [{ seed: 1 }, { seed: 2 }, { seed: 3 }];
