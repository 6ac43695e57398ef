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
  return parseObject(json);
};

/** Every field must match; of `$or` at least one alternative. */
const parseObject = (pattern: Record<string, unknown>): Pattern => {
  const fields = Object.entries(pattern).map(([name, value]) =>
    name === '$or' ? parseAlternatives(value) : parseField(name, value),
  );
  return (value) => fields.every((matches) => matches(value));
};

const parseAlternatives = (value: unknown): Pattern => {
  if (!Array.isArray(value) || !value.every(isObject)) throw wrong('It must be an Array followed with $or.');
  if (value.length < 2) throw wrong('There must have at least 2 Objects in $or relationship.');
  const alternatives = value.map(parseObject);
  return (event) => alternatives.some((matches) => matches(event));
};

/** `{"a.b": …}` is `{"a": {"b": …}}`: localstack/localstack, tests/aws/services/events, dot_joining_pattern.json5, run against AWS. */
const parseField = (wholeName: string, given: unknown): Pattern => {
  const [name = '', ...below] = wholeName.split('.');
  const value = below.length === 0 ? given : { [below.join('.')]: given };
  if (isObject(value)) {
    if (Object.keys(value).length === 0) throw wrong('Empty objects are not allowed');
    const matches = parseObject(value);
    return (event) => elementsOf(fieldOf(event, name)).some((element) => matches(element));
  }
  if (!Array.isArray(value)) throw wrong(`"${name}" must be an object or an array`);
  if (value.length === 0) throw wrong('Empty arrays are not allowed');
  const tests = value.map((one) => parseTest(one, wrong));
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

/** An event's `{"a.b": …}` too is `{"a": {"b": …}}`: dot_joining_event.json5, as above. */
const fieldOf = (value: unknown, name: string): unknown => {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name];
  const below = Object.entries(value).filter(([key]) => key.startsWith(`${name}.`));
  return below.length === 0
    ? undefined
    : Object.fromEntries(below.map(([key, one]) => [key.slice(name.length + 1), one]));
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isLeaf = (value: unknown): boolean => value !== undefined && (value === null || typeof value !== 'object');

const wrong = (reason: string): AwsError =>
  new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
