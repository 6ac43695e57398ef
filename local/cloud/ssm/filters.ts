/** ParameterFilters of DescribeParameters and GetParametersByPath. */
import type { ParameterStringFilter } from '@aws-sdk/client-ssm';
import { AwsError } from '../kernel/aws-error.ts';
import { checkPath } from './names.ts';
import { latestOf, type Parameter } from './state.ts';

type Test = (parameter: Parameter) => boolean;

/** Throws on keys and options that the operation does not have. Several filters must all match; several values, any. */
export const matcher = (filters: readonly ParameterStringFilter[], keys: readonly string[]): Test => {
  const tests = filters.map((filter) => testOf(filter, keys));
  return (parameter) => tests.every((test) => test(parameter));
};

const testOf = (filter: ParameterStringFilter, keys: readonly string[]): Test => {
  const { Key: key = '', Values: values = [] } = filter;
  if (!keys.includes(key) && !(key.startsWith('tag:') && keys.includes('tag:'))) {
    throw new AwsError(
      'InvalidFilterKey',
      `The following filter key is not valid: ${key}. Valid filter keys include: [${keys.join(', ')}].`,
    );
  }
  if (values.length === 0 && !key.startsWith('tag:')) {
    throw new AwsError('InvalidFilterValue', `The following filter values are missing : null for filter key ${key}.`);
  }
  if (key === 'Path') return pathTest(values, optionOf(filter, ['OneLevel', 'Recursive']));
  const compare = comparison(
    optionOf(filter, key === 'Name' ? ['Equals', 'BeginsWith', 'Contains'] : ['Equals', 'BeginsWith']),
  );
  const wanted = key === 'Name' ? values.map(bare) : values;
  return (parameter) => {
    const held = heldBy(parameter, key);
    return wanted.length === 0 ? held.length > 0 : held.some((text) => wanted.some((value) => compare(text, value)));
  };
};

const optionOf = ({ Option: option }: ParameterStringFilter, options: readonly [string, ...string[]]): string => {
  if (option === undefined) return options[0];
  if (options.includes(option)) return option;
  throw new AwsError(
    'InvalidFilterOption',
    `The following filter option is not valid: ${option}. Valid options include: [${options.join(', ')}].`,
  );
};

const comparison = (option: string): ((text: string, value: string) => boolean) => {
  if (option === 'BeginsWith') return (text, value) => text.startsWith(value);
  return option === 'Contains' ? (text, value) => text.includes(value) : (text, value) => text === value;
};

const heldBy = (parameter: Parameter, key: string): readonly string[] => {
  const version = latestOf(parameter);
  if (key.startsWith('tag:')) {
    const value = parameter.tags.get(key.slice(4));
    return value === undefined ? [] : [value];
  }
  const held: Readonly<Record<string, readonly (string | undefined)[]>> = {
    Name: [bare(parameter.name)],
    Type: [version.type],
    KeyId: [version.keyId],
    Tier: [version.tier],
    DataType: [version.dataType],
    Label: parameter.versions.flatMap(({ labels }) => [...labels]),
  };
  return (held[key] ?? []).filter((text) => text !== undefined);
};

/** Names match with or without their first slash. */
const bare = (name: string): string => name.replace(/^\//, '');

const pathTest = (paths: readonly string[], option: string): Test => {
  for (const path of paths) checkPath(path);
  return ({ name }) => paths.some((path) => isBelow(name, path, option === 'Recursive'));
};

/** Directly below the path, or at any depth. A name without a slash is directly below `/`. */
export const isBelow = (name: string, path: string, recursive: boolean): boolean => {
  const full = name.startsWith('/') ? name : `/${name}`;
  const prefix = path.endsWith('/') ? path : `${path}/`;
  if (!full.startsWith(prefix) || full.length === prefix.length) return false;
  return recursive || !full.slice(prefix.length).includes('/');
};
