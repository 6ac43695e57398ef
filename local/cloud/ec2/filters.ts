/**
 * Filters as the Describe operations take them: values of one filter are alternatives, filters must all hold, `*` and `?` stand
 * for any characters and any one, a backslash makes them literal, and case matters
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html).
 */
import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../kernel/aws-error.ts';
import type { Tags } from './state.ts';

/** What a resource has to say to a filter: nothing, one value, or several of which one must match. */
export type Field<T> = (item: T) => string | readonly string[] | undefined;
export type Fields<T> = Readonly<Record<string, Field<T>>>;

const mostValues = 200;

/** The items that every filter lets through. */
export const filtered = <T extends object>(
  items: Iterable<T>,
  filters: readonly Filter[] | undefined,
  fields: Fields<T>,
): T[] => [...items].filter(passing(filters, fields));

/** Whether every filter lets an item through. A filter name that the operation does not know is refused. */
export const passing = <T extends object>(
  filters: readonly Filter[] | undefined,
  fields: Fields<T>,
  tagsOf: (item: T) => Tags = ownTags,
): ((item: T) => boolean) => {
  const tests = compileFilters(filters, fields, tagsOf);
  return (item) => tests.every((passes) => passes(item));
};

const compileFilters = <T extends object>(
  filters: readonly Filter[] | undefined,
  fields: Fields<T>,
  tagsOf: (item: T) => Tags,
): ((item: T) => boolean)[] => {
  const values = (filters ?? []).reduce((sum, filter) => sum + (filter.Values?.length ?? 0), 0);
  if (values > mostValues)
    throw new AwsError('FilterLimitExceeded', 'The maximum number of filter values specified on a single call is 200');
  return (filters ?? []).map((filter) => {
    const field = fieldOf(filter.Name ?? 'null', fields, tagsOf);
    const patterns = (filter.Values ?? []).map(patternOf);
    return (item) => {
      const said = field(item);
      const has = said === undefined ? [] : typeof said === 'string' ? [said] : said;
      return has.some((value) => patterns.some((matches) => matches(value)));
    };
  });
};

const fieldOf = <T extends object>(name: string, fields: Fields<T>, tagsOf: (item: T) => Tags): Field<T> => {
  if (name.startsWith('tag:')) return (item) => tagsOf(item).get(name.slice('tag:'.length));
  if (name === 'tag-key') return (item) => [...tagsOf(item).keys()];
  if (name === 'tag-value') return (item) => [...tagsOf(item).values()];
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return field;
};

/** What has no tags is not found by them. */
const ownTags = (item: { readonly tags?: Tags }): Tags => item.tags ?? new Map();

/** The values of a filter, unless they hold wildcards: what can be looked up instead of looked for. */
export const exactValues = (filters: readonly Filter[] | undefined, name: string): readonly string[] | undefined => {
  const values = filters?.find((filter) => filter.Name === name)?.Values;
  return values?.some((value) => /[*?\\]/.test(value)) === false ? values : undefined;
};

/** How one value of a filter is compared. Takes time in proportion to both lengths, whatever the pattern. */
export const patternOf = (pattern: string): ((value: string) => boolean) => {
  if (!/[*?\\]/.test(pattern)) return (value) => value === pattern;
  const wanted = [...pattern.matchAll(/\\([*?\\])|([*?])|[\s\S]/gu)].map(
    ([char, escaped, wildcard]): Wanted => wildcard ?? { char: escaped ?? char },
  );
  return (value) => matches(wanted, [...value]);
};

/** A character, or a wildcard. */
type Wanted = string | { readonly char: string };

const matches = (wanted: readonly Wanted[], value: readonly string[]): boolean => {
  let at = 0;
  let read = 0;
  /** Where to go on when what follows the last star does not fit: let the star take one character more. */
  let star: { readonly at: number; readonly read: number } | undefined;
  while (read < value.length) {
    const want = wanted[at];
    if (want === '*') {
      star = { at: at++, read };
    } else if (want === '?' || (typeof want === 'object' && want.char === value[read])) {
      at += 1;
      read += 1;
    } else if (star === undefined) {
      return false;
    } else {
      star = { at: star.at, read: star.read + 1 };
      at = star.at + 1;
      read = star.read;
    }
  }
  return wanted.slice(at).every((want) => want === '*');
};
