/**
 * The tests of a single value in an event pattern, and what AWS says of those that are none: its words are in
 * https://github.com/aws/event-ruler (JsonRuleCompiler.java), and in localstack/localstack's
 * tests/aws/services/events/test_events_patterns.snapshot.json, which was recorded from AWS. Left out is the line and column that
 * follow them there. Pure.
 */
import { BlockList, isIP } from 'node:net';

export interface Test {
  /** Of one leaf of the event: text, number, boolean or null. */
  readonly matches: (leaf: unknown) => boolean;
  /** Whether the absence of the field satisfies it. */
  readonly absent: boolean;
}
/** Makes the refusal of a pattern from its reason. */
type Refuse = (reason: string) => Error;

/** A literal, or an object with one operator. */
export const parseTest = (test: unknown, refuse: Refuse): Test => {
  if (typeof test !== 'object' || test === null) return present((leaf) => leaf === test);
  if (Array.isArray(test)) throw refuse('Match value must be String, number, true, false, or null');
  const [operator, ...more] = Object.keys(test);
  if (operator === undefined) throw refuse('Match expression name not found');
  if (more.length > 0) throw refuse('Only one key allowed in match expression');
  const build = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (build === undefined) throw refuse(`Unrecognized match type ${operator}`);
  return build((test as Record<string, unknown>)[operator], refuse);
};

const present = (matches: (leaf: unknown) => boolean): Test => ({ matches, absent: false });
const onText = (matches: (text: string) => boolean): Test =>
  present((leaf) => typeof leaf === 'string' && matches(leaf));

const textIn = (operator: string, value: unknown, refuse: Refuse): string => {
  if (typeof value !== 'string') throw refuse(`${operator} match pattern must be a string`);
  return value;
};

const operators: Readonly<Record<string, (value: unknown, refuse: Refuse) => Test>> = {
  prefix: (value, refuse) => end('prefix', value, refuse, (text, wanted) => text.startsWith(wanted)),
  suffix: (value, refuse) => end('suffix', value, refuse, (text, wanted) => text.endsWith(wanted)),
  'equals-ignore-case': (value, refuse) => {
    const wanted = textIn('equals-ignore-case', value, refuse).toLowerCase();
    return onText((text) => text.toLowerCase() === wanted);
  },
  wildcard: (value, refuse) => {
    const expression = wildcard(textIn('wildcard', value, refuse), refuse);
    return onText((text) => expression.test(text));
  },
  exists: (value, refuse) => {
    if (typeof value !== 'boolean') throw refuse('exists match pattern must be either true or false.');
    return { matches: () => value, absent: !value };
  },
  numeric: (value, refuse) => {
    if (!Array.isArray(value)) throw refuse('Value of numeric must be an array.');
    const within = numeric(value, refuse);
    return present((leaf) => typeof leaf === 'number' && within(leaf));
  },
  cidr: (value, refuse) => {
    // AWS speaks of a prefix here.
    const addresses = cidr(textIn('prefix', value, refuse), refuse);
    return onText((text) => isIP(text) !== 0 && addresses.check(text, isIP(text) === 6 ? 'ipv6' : 'ipv4'));
  },
  'anything-but': (value, refuse) => {
    const excluded = anyOf(value, refuse);
    return present((leaf) => !excluded.some((test) => test.matches(leaf)));
  },
};

const end = (
  operator: string,
  value: unknown,
  refuse: Refuse,
  compare: (text: string, wanted: string) => boolean,
): Test => {
  const ignoringCase = onlyMember(value, 'equals-ignore-case');
  if (ignoringCase === undefined) {
    const wanted = textIn(operator, value, refuse);
    return onText((text) => compare(text, wanted));
  }
  const wanted = textIn('equals-ignore-case', ignoringCase, refuse).toLowerCase();
  return onText((text) => compare(text.toLowerCase(), wanted));
};

/** What `anything-but` excludes: literals, or one of the operators on text with one value or several. */
const anyOf = (value: unknown, refuse: Refuse): readonly Test[] => {
  const isLiteral = (one: unknown) => typeof one === 'string' || typeof one === 'number';
  if (isLiteral(value)) return [present((leaf) => leaf === value)];
  if (Array.isArray(value)) {
    if (value.length === 0 || !value.every(isLiteral))
      throw refuse('Inside anything but list, start|null|boolean is not supported.');
    return value.map((one) => present((leaf) => leaf === one));
  }
  for (const [operator, complaint] of Object.entries(insideAnythingBut)) {
    const wanted = onlyMember(value, operator);
    if (wanted === undefined) continue;
    if (typeof wanted === 'object' && !Array.isArray(wanted)) break;
    const all: readonly unknown[] = Array.isArray(wanted) ? wanted : [wanted];
    if (all.length === 0 || !all.every((one) => typeof one === 'string')) throw refuse(complaint);
    if (/fix$/.test(operator) && all.includes('')) throw refuse('Null prefix/suffix not allowed');
    return all.map((one) => parseTest({ [operator]: one }, refuse));
  }
  throw refuse('Value of anything-but must be an array or single string/number value.');
};

/** The operators that `anything-but` takes, and what is said when they are given something else than text. */
const insideAnythingBut: Readonly<Record<string, string>> = {
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  'equals-ignore-case': 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  wildcard: 'wildcard match pattern must be a string',
};

const onlyMember = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 1
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** `*` is any text; `\*` and `\\` are themselves; two `*` in a row are refused. */
const wildcard = (text: string, refuse: Refuse): RegExp => {
  const wrong = /^(?:[^*\\]|\\[*\\]|\*(?!\*))*/s.exec(text)?.[0].length ?? 0;
  if (wrong < text.length)
    throw refuse(
      text[wrong] === '*'
        ? `Consecutive wildcard characters at pos ${wrong + 1}`
        : `Invalid escape character at pos ${wrong}`,
    );
  const source = text.replace(/\\([*\\])|(\*)|([^\w])/gs, (_whole, escaped, star, other) =>
    star ? '.*' : `\\u{${(escaped ?? other).codePointAt(0).toString(16)}}`,
  );
  return new RegExp(`^${source}$`, 'su');
};

const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** `[">", 0, "<=", 5]`: a lower bound, an upper bound, a lower and then an upper one, or an equality. */
const numeric = (terms: readonly unknown[], refuse: Refuse): ((leaf: number) => boolean) => {
  const [first, bound, second, top, ...more] = terms;
  if (typeof first !== 'string') throw refuse(`Invalid member in numeric match: ${String(first)}`);
  const compare = comparisons[first];
  if (compare === undefined) throw refuse(`Unrecognized numeric range operator: ${first}`);
  const limit = boundOf(first === '=' ? 'equals' : first, bound, refuse);
  if (terms.length <= 2) return (leaf) => compare(leaf, limit);
  if (!first.startsWith('>')) throw refuse('Too many elements in numeric expression');
  if (typeof second !== 'string') throw refuse(`Bad value in numeric range: ${String(second)}`);
  const compareTop = second.startsWith('<') ? comparisons[second] : undefined;
  if (compareTop === undefined) throw refuse(`Bad numeric range operator: ${second}`);
  const atMost = boundOf(second, top, refuse);
  if (more.length > 0) throw refuse('Too many terms in numeric range expression');
  return (leaf) => compare(leaf, limit) && compareTop(leaf, atMost);
};

const boundOf = (operator: string, bound: unknown, refuse: Refuse): number => {
  if (typeof bound !== 'number') throw refuse(`Value of ${operator} must be numeric`);
  if (Math.abs(bound) > 5e9) throw refuse('Value must be between -5.0E9 and 5.0E9, inclusive');
  return bound;
};

const cidr = (text: string, refuse: Refuse): BlockList => {
  const [address = '', bits = '', ...more] = text.split('/');
  if (!text.includes('/') || more.length > 0) throw refuse("Malformed CIDR, one '/' required");
  if (!/^-?\d+$/.test(bits)) throw refuse('Malformed CIDR, mask bits must be an integer');
  if (Number(bits) < 0) throw refuse('Malformed CIDR, mask bits must not be negative');
  const version = isIP(address);
  if (version === 0) throw refuse(`Nonstandard IP address: ${address}`);
  if (Number(bits) > (version === 6 ? 128 : 32))
    throw refuse(version === 6 ? 'IPv6 mask bits must be < 128' : 'IPv4 mask bits must be < 32');
  const list = new BlockList();
  list.addSubnet(address, Number(bits), version === 6 ? 'ipv6' : 'ipv4');
  return list;
};
