/** `npm run simulate -- --mutants [name …]`: is the simulation able to find bugs? */
import { isWell, rowOf, summary, table } from './report.ts';
import { huntAll } from './run.ts';
import { mutants } from './table.ts';

/**
 * Hunts the mutants of these names, or all of them, and first nothing at all: what unchanged code breaks says nothing of
 * mutants. Prints each as it ends, then the table and a summary; gives the exit code, 1 when one survives.
 */
export const huntMutants = async (only: readonly string[] = []): Promise<number> => {
  const unknown = only.filter((name) => !mutants.some((mutant) => mutant.name === name));
  if (unknown.length > 0) {
    process.stderr.write(`there is no mutant ${unknown.join(', ')}\n`);
    return 1;
  }
  const begun = performance.now();
  const names = only.length > 0 ? only : mutants.map(({ name }) => name);
  const hunted = await huntAll(['', ...names], (one) => process.stderr.write(`${rowOf(mutants, one).join('  ')}\n`));
  process.stdout.write(`${table(mutants, hunted)}\n${summary(hunted, performance.now() - begun)}\n`);
  return isWell(hunted) ? 0 : 1;
};
