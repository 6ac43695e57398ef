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

/** The items that every filter lets through. A filter name that the operation does not know is refused. */
export const filtered = <T extends { readonly tags: Tags }>(
  items: Iterable<T>,
  filters: readonly Filter[] | undefined,
  fields: Fields<T>,
): T[] => {
  const tests = compileFilters(filters, fields);
  return [...items].filter((item) => tests.every((passes) => passes(item)));
};

const compileFilters = <T extends { readonly tags: Tags }>(
  filters: readonly Filter[] | undefined,
  fields: Fields<T>,
): ((item: T) => boolean)[] => {
  const values = (filters ?? []).reduce((sum, filter) => sum + (filter.Values?.length ?? 0), 0);
  if (values > mostValues)
    throw new AwsError('FilterLimitExceeded', 'The maximum number of filter values specified on a single call is 200');
  return (filters ?? []).map((filter) => {
    const field = fieldOf(filter.Name ?? 'null', fields);
    const patterns = (filter.Values ?? []).map(patternOf);
    return (item) => {
      const said = field(item);
      const has = said === undefined ? [] : typeof said === 'string' ? [said] : said;
      return has.some((value) => patterns.some((matches) => matches(value)));
    };
  });
};

const fieldOf = <T extends { readonly tags: Tags }>(name: string, fields: Fields<T>): Field<T> => {
  if (name.startsWith('tag:')) return (item) => item.tags.get(name.slice('tag:'.length));
  if (name === 'tag-key') return (item) => [...item.tags.keys()];
  if (name === 'tag-value') return (item) => [...item.tags.values()];
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return field;
};

/** How one value of a filter is compared. */
export const patternOf = (pattern: string): ((value: string) => boolean) => {
  if (!/[*?\\]/.test(pattern)) return (value) => value === pattern;
  const source = pattern.replaceAll(/\\([*?\\])|[\s\S]/g, (char, escaped: string | undefined) => {
    if (escaped !== undefined) return literal(escaped);
    return char === '*' ? '[\\s\\S]*?' : char === '?' ? '[\\s\\S]' : literal(char);
  });
  const compiled = new RegExp(`^${source}$`);
  return (value) => compiled.test(value);
};

const literal = (char: string): string => char.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&');
