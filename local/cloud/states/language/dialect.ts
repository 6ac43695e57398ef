/**
 * What AWS adds to JSONata and takes from it. Time and randomness come from outside, so that an evaluation is repeatable.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
import { createHash } from 'node:crypto';
import jsonata from 'jsonata';
import type { Json } from './json.ts';

/** What an evaluation may ask of the world. */
export interface Chance {
  readonly now: () => number;
  /** At least 0, below 1. */
  readonly random: () => number;
  /** The same for the same seed. */
  readonly seeded: (seed: number) => number;
  readonly uuid: () => string;
}

const hashes = new Map([
  ['MD5', 'md5'],
  ['SHA-1', 'sha1'],
  ['SHA-256', 'sha256'],
  ['SHA-384', 'sha384'],
  ['SHA-512', 'sha512'],
]);

/** Functions by name, without the `$`. `eval` is bound to nothing: `$parse` takes its place. */
export const dialect = (chance: Chance): Readonly<Record<string, unknown>> => ({
  eval: undefined,
  parse: (text: string): Json => JSON.parse(text),
  uuid: chance.uuid,
  random: (seed?: number) => (seed === undefined ? chance.random() : chance.seeded(seed)),
  hash: (text: string, algorithm: string): string => {
    const name = hashes.get(algorithm);
    if (name === undefined)
      throw new Error(`The hash algorithm ${algorithm} is not one of ${[...hashes.keys()].join(', ')}`);
    return createHash(name).update(text).digest('hex');
  },
  partition: (array: readonly Json[], size: number): Json[][] => {
    if (!Number.isInteger(size) || size < 1) throw new Error('The chunk size must be a positive integer');
    const items = Array.isArray(array) ? array : [array];
    return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
  },
  range,
  millis: chance.now,
  now: (picture?: string, timezone?: string): Promise<string> =>
    jsonata('$fromMillis($at, $picture, $timezone)').evaluate(undefined, { at: chance.now(), picture, timezone }),
});

/** A range of one is the number itself, as JSONata's sequences are; recorded on AWS by LocalStack (test_array_jsonata.snapshot.json). */
const range = (first: number, last: number, step: number): number | number[] => {
  if (step === 0) throw new Error('The step must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  if (length > 1_000) throw new Error('A range has at most 1000 items');
  return length === 1 ? first : Array.from({ length }, (_, at) => first + at * step);
};
