/**
 * EventBridge's event patterns. Pure.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
import { AwsError } from '../kernel/aws-error.ts';
import { parseTest, type Test } from './pattern-tests.ts';

/** Whether an event matches. */
export type Pattern = (event: unknown) => boolean;

/** Compiles the JSON text of a pattern; throws InvalidEventPatternException that says where it is wrong. */
export const parsePattern = (text: string): Pattern => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error));
  }
  if (!isObject(json)) throw wrong('Filter is not an object');
  if (Object.keys(json).length === 0) throw wrong('Empty patterns are not allowed');
  return parseObject(json, []);
};

/** Every field must match; of `$or` at least one alternative. */
const parseObject = (pattern: Record<string, unknown>, path: readonly string[]): Pattern => {
  const fields = Object.entries(pattern).map(([name, value]) =>
    name === '$or' ? parseAlternatives(value, path) : parseField(name, value, [...path, name]),
  );
  return (value) => fields.every((matches) => matches(value));
};

const parseAlternatives = (value: unknown, path: readonly string[]): Pattern => {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject))
    throw wrong(`"$or" at ${at(path)} needs an array of at least two objects`);
  const alternatives = value.map((alternative) => parseObject(alternative, path));
  return (event) => alternatives.some((matches) => matches(event));
};

const parseField = (name: string, value: unknown, path: readonly string[]): Pattern => {
  if (isObject(value)) {
    if (Object.keys(value).length === 0) throw wrong(`Empty objects are not allowed at ${at(path)}`);
    const matches = parseObject(value, path);
    return (event) => elementsOf(fieldOf(event, name)).some((element) => matches(element));
  }
  if (!Array.isArray(value)) throw wrong(`"${name}" must be an object or an array at ${at(path)}`);
  if (value.length === 0) throw wrong(`Empty arrays are not allowed at ${at(path)}`);
  const tests = value.map((one) => parseTest(one, at(path), wrong));
  return (event) => leafMatches(tests, fieldOf(event, name));
};

/** One test that is satisfied is enough; of an array in the event one element is enough. */
const leafMatches = (tests: readonly Test[], value: unknown): boolean => {
  const leaves = Array.isArray(value) ? value.flat(nesting).filter(isLeaf) : isLeaf(value) ? [value] : [];
  return tests.some((test) => (leaves.length === 0 ? test.absent : leaves.some((leaf) => test.matches(leaf))));
};

/** An object that is absent is looked into all the same: `exists: false` can be satisfied below it. */
const elementsOf = (value: unknown): readonly unknown[] => {
  if (!Array.isArray(value)) return [value];
  const elements = value.flat(nesting);
  return elements.length === 0 ? [undefined] : elements;
};

/** Arrays in arrays count as one; deeper than this nobody nests them. */
const nesting = 16;

const fieldOf = (value: unknown, name: string): unknown =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLeaf = (value: unknown): boolean => value !== undefined && (value === null || typeof value !== 'object');

const at = (path: readonly string[]): string => (path.length === 0 ? 'the top' : path.join('.'));

const wrong = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
