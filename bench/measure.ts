/** How things are measured: processor time rather than wall time, several rounds, the sides in turns, the median. */

export interface Row {
  readonly what: string;
  readonly ratio: number;
  /** What the ratio is against. */
  readonly against: string;
  /** What it should not exceed. */
  readonly bound?: number;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds of processor time that this process has taken so far. */
export const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

export type Side = () => unknown;

/** Processor milliseconds of one call of each side: the median of the rounds, in which the sides take turns. */
export const costs = async (
  sides: readonly Side[],
  { calls = 300, rounds = 7 }: { readonly calls?: number; readonly rounds?: number } = {},
): Promise<readonly number[]> => {
  const found: number[][] = sides.map(() => []);
  for (let round = -1; round < rounds; round += 1)
    for (const [index, side] of sides.entries()) {
      const before = cpuMs();
      for (let call = 0; call < calls; call += 1) await side();
      // The first round is for the compiler.
      if (round >= 0) found[index]?.push((cpuMs() - before) / calls);
    }
  return found.map(median);
};
