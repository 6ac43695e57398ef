import { meter, writeLine } from '../runtime.ts';

/** Writes what was measured since it was written last: once at the end of each invocation, as lines of its log. */
export const withMetrics = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
  try {
    return await work();
  } finally {
    for (const line of meter().lines()) writeLine(line);
  }
};
