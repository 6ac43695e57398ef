/** What must hold of Retry and Catch. */
import type { JsonObject } from './json.ts';
import { type Problem, problem, required } from './problem.ts';

/** Retry and Catch name errors; `States.ALL` stands alone and last. */
export const checkRecovery = (state: JsonObject, path: string): Problem[] =>
  ['Retry', 'Catch'].flatMap((field) =>
    ((state[field] ?? []) as JsonObject[]).flatMap((entry, index, entries) => {
      const at = `${path}/${field}[${index}]`;
      const names = entry['ErrorEquals'];
      if (!Array.isArray(names) || names.length === 0) return [required(at, 'ErrorEquals')];
      if (names.includes('States.ALL') && (names.length > 1 || index < entries.length - 1))
        return [problem(`${at}/ErrorEquals`, "'States.ALL' must appear alone and in the last entry")];
      if (field === 'Retry') return numbersOfRetrier(entry, at);
      return entry['Next'] === undefined ? [required(at, 'Next')] : [];
    }),
  );

/** https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error */
const numbersOfRetrier = (retrier: JsonObject, path: string): Problem[] => {
  const rules: readonly [field: string, what: string, holds: (value: number) => boolean][] = [
    ['IntervalSeconds', 'an integer from 1 to 99999999', (value) => isWhole(value, 1, 99_999_999)],
    ['MaxAttempts', 'an integer from 0 to 99999999', (value) => isWhole(value, 0, 99_999_999)],
    ['MaxDelaySeconds', 'an integer from 1 to 31622399', (value) => isWhole(value, 1, 31_622_399)],
    ['BackoffRate', 'a number of at least 1.0', (value) => value >= 1],
  ];
  const wrong = rules.filter(([field, , holds]) => {
    const value = retrier[field];
    return value !== undefined && !(typeof value === 'number' && holds(value));
  });
  const jitter = retrier['JitterStrategy'];
  return [
    ...wrong.map(([field, what]) => problem(`${path}/${field}`, `The value of '${field}' must be ${what}`)),
    ...(jitter === undefined || jitter === 'FULL' || jitter === 'NONE'
      ? []
      : [
          problem(`${path}/JitterStrategy`, "The field 'JitterStrategy' should have one of these values: [FULL, NONE]"),
        ]),
  ];
};

const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;
