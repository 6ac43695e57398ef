/** Parameters that many faults have: how much of what is chosen they hit. Each may be left out. */
import * as z from 'zod/mini';

/** As many in a hundred. */
export const percent = z.optional(z.number().check(z.minimum(0), z.maximum(100)));

/** So many times; then the fault is over. */
export const times = z.optional(z.int().check(z.minimum(1)));

/** So many. */
export const count = z.optional(z.int().check(z.minimum(1)));
