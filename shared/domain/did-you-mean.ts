/** The candidate that somebody who wrote `word` most likely meant, or undefined when none is close. */
export const didYouMean = (word: string, candidates: readonly string[]): string | undefined => {
  const written = plain(word);
  if (written.length > 64) return undefined;
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: distance(written, plain(candidate)) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(plain(candidate).length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
};

/** `Instance_Types`, `instance-types` and `instanceTypes` are the same mistake. */
const plain = (word: string): string => word.toLowerCase().replaceAll(/[-_ ]/g, '');

/** How many letters have to be changed, added, removed or swapped with their neighbour. */
const distance = (a: string, b: string): number => {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (same ? 0 : 1),
        swapped ? beforeLast[column - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
};
