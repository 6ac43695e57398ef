/** What is printed of the mutants: one row each, and one line at the end. */
import type { Mutant } from './mutant.ts';
import type { Hunted } from './run.ts';

const columns = ['mutant', 'file', 'caught by', 'seed', 'after (simulated)', 'wall'] as const;

export const rowOf = (mutants: readonly Mutant[], hunted: Hunted): readonly string[] => {
  const { caught, seeds, wallMs } = hunted;
  const mutant = mutants.find(({ name }) => name === hunted.mutant);
  return [
    mutant?.name ?? '(none: the control)',
    mutant?.file ?? '',
    caught?.invariant ?? inWords(hunted),
    caught === undefined ? `${seeds.length} runs` : `${caught.seed}${caught.aimed ? ' (aimed)' : ''}`,
    caught === undefined ? '' : `${Math.round(caught.atMs / 60_000)} min`,
    `${(wallMs / 1_000).toFixed(1)} s`,
  ];
};

const inWords = ({ mutant, seeds, notLoaded }: Hunted): string => {
  if (seeds.length === 0) return 'THE HUNT BROKE';
  if (notLoaded.length > 0) return 'NEVER LOADED';
  return mutant === '' ? 'nothing, as it should' : 'SURVIVED';
};

export const table = (mutants: readonly Mutant[], hunted: readonly Hunted[]): string => {
  const rows = [columns, ...hunted.map((one) => rowOf(mutants, one))];
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

export const isSurvivor = ({ mutant, caught }: Hunted): boolean => mutant !== '' && caught === undefined;

/** True when every mutant is caught, and nothing is found where nothing is changed. */
export const isWell = (hunted: readonly Hunted[]): boolean =>
  !hunted.some(isSurvivor) &&
  hunted.every(({ mutant, caught, seeds }) => mutant !== '' || (caught === undefined && seeds.length > 0));

export const summary = (hunted: readonly Hunted[], wallMs: number): string => {
  const mutants = hunted.filter(({ mutant }) => mutant !== '');
  const caught = mutants.filter((one) => !isSurvivor(one));
  const plain = caught.filter((one) => one.caught?.aimed === false).length;
  const survivors = mutants.filter(isSurvivor).map(({ mutant }) => mutant);
  const survived = survivors.length === 0 ? 'none survived' : `survived: ${survivors.join(', ')}`;
  const control = hunted.find(({ mutant }) => mutant === '');
  const unchanged = control?.caught === undefined ? '' : `; UNCHANGED CODE BREAKS ${control.caught.invariant}`;
  return (
    `${caught.length} of ${mutants.length} mutants caught (${plain} by plain seeds, ${caught.length - plain} aimed at), ` +
    `${survived}${unchanged}; ${Math.round(wallMs / 1_000)} s`
  );
};
