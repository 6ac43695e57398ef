/** Every mutant, and the runs that each of them is tried on. */
import type { Aim, Mutant } from './mutant.ts';
import { asking } from './table/asking.ts';
import { ending } from './table/ending.ts';
import { healing } from './table/healing.ts';
import { launching } from './table/launching.ts';
import { remembering } from './table/remembering.ts';

export const mutants: readonly Mutant[] = [...launching, ...ending, ...healing, ...remembering, ...asking];

/** Seeds like any others, for half an hour of mischief each: no mutant had a say in them. */
export const plainRuns: readonly Aim[] = [
  { seed: 3, hours: 0.5 },
  { seed: 7, hours: 0.5 },
];
