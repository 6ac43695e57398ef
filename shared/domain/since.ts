import { own } from './own.ts';

/** Keeps when each of `ids` was first seen, and forgets the others. */
export const since = (
  before: Readonly<Record<string, number>>,
  ids: readonly string[],
  now: number,
): Readonly<Record<string, number>> => Object.fromEntries(ids.map((id) => [id, own(before, id) ?? now]));
