/** Simulated milliseconds as people give them to faults: so many, or from … to …. */
import * as z from 'zod/mini';
import type { EventClock } from '../kernel/clock.ts';
import type { Random } from '../kernel/random.ts';

const milliseconds = z.number().check(z.minimum(0), z.maximum(86_400_000));

export const millisecondRange = z.union([milliseconds, z.tuple([milliseconds, milliseconds])]);

export type MillisecondRange = number | readonly [from: number, to: number];

export const someOf = (random: Random, range: MillisecondRange): number => {
  const [from, to] = typeof range === 'number' ? [range, range] : range;
  return random.between(Math.min(from, to), Math.max(from, to));
};

/** Lets that much time pass; none of it needs no turn of the clock. */
export const waitFor = async (clock: EventClock, random: Random, range: MillisecondRange): Promise<void> => {
  const ms = someOf(random, range);
  if (ms > 0) await clock.sleep(ms);
};
