/** Which requests to tables a fault hits. */
import * as z from 'zod/mini';
import { percent, times } from '../../faults/parameters.ts';
import type { Request } from '../../kernel/dispatch.ts';

/** Whatever is said narrows the choice. */
export const requestChoice = {
  /** By name. */
  table: z.optional(z.string()),
  /** Of those, as many in a hundred at random. */
  percent,
  /** Of those, so many; then the fault is over. */
  times,
};

/** Whether the request is about this table, among others in a batch; every request is, when no table is meant. */
export const isAbout =
  (table: string | undefined) =>
  ({ input }: Request): boolean => {
    if (table === undefined) return true;
    const named = [input['TableName'], ...Object.keys((input['RequestItems'] as object | undefined) ?? {})];
    return named.some((name) => typeof name === 'string' && name.slice(name.lastIndexOf('/') + 1) === table);
  };
