/**
 * The part of the simulation that each run of the tests does: every fault of the catalogue once, in small worlds, few enough at a
 * time that each has something left to hit. The worlds have spot groups, and one has a cluster whose memory is spoilt.
 */
import { type FaultName, faultCatalogue } from '../../local/cloud/faults/catalogue.ts';
import { eachOnce } from './mischief.ts';
import type { Step } from './outcome.ts';

const worlds = [10, 12, 19, 23];
const hours = 0.6;
const faults = Object.keys(faultCatalogue) as readonly FaultName[];

export const fixedSet: readonly {
  readonly seed: number;
  readonly hours: number;
  readonly schedule: readonly Step[];
}[] = worlds.map((seed, place) => {
  const own = faults.filter((_, index) => index % worlds.length === place);
  return { seed, hours, schedule: eachOnce(own, seed, hours) };
});
