/** The tests of a single value in an event pattern. Pure. */
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
export const parseTest = (test: unknown, at: string, refuse: Refuse): Test => {
  if (typeof test !== 'object' || test === null) return present((leaf) => leaf === test);
  const [operator, ...more] = Object.keys(test);
  if (Array.isArray(test) || operator === undefined || more.length > 0)
    throw refuse(`Match value must be a literal or an object with a single operator at ${at}`);
  const build = operators[operator];
  if (build === undefined) throw refuse(`Unrecognized match type ${operator} at ${at}`);
  const built = build((test as Record<string, unknown>)[operator]);
  if (built === undefined) throw refuse(`Value of ${operator} is not valid at ${at}`);
  return built;
};

const present = (matches: (leaf: unknown) => boolean): Test => ({ matches, absent: false });
const onText = (matches: (text: string) => boolean): Test =>
  present((leaf) => typeof leaf === 'string' && matches(leaf));

/** Undefined: the operator does not take this value. */
const operators: Readonly<Record<string, (value: unknown) => Test | undefined>> = {
  prefix: (value) => textOrIgnoringCase(value, (text, wanted) => text.startsWith(wanted)),
  suffix: (value) => textOrIgnoringCase(value, (text, wanted) => text.endsWith(wanted)),
  'equals-ignore-case': (value) =>
    typeof value === 'string' ? onText((text) => text.toLowerCase() === value.toLowerCase()) : undefined,
  wildcard: (value) => {
    const expression = typeof value === 'string' ? wildcard(value) : undefined;
    return expression && onText((text) => expression.test(text));
  },
  exists: (value) => (typeof value === 'boolean' ? { matches: () => value, absent: !value } : undefined),
  numeric: (value) => {
    const within = Array.isArray(value) ? numeric(value) : undefined;
    return within && present((leaf) => typeof leaf === 'number' && within(leaf));
  },
  cidr: (value) => {
    const addresses = typeof value === 'string' ? cidr(value) : undefined;
    return addresses && onText((text) => isIP(text) !== 0 && addresses.check(text, isIP(text) === 6 ? 'ipv6' : 'ipv4'));
  },
  'anything-but': (value) => {
    const excluded = anyOf(value);
    return excluded && present((leaf) => !excluded.some((test) => test.matches(leaf)));
  },
};

const textOrIgnoringCase = (value: unknown, compare: (text: string, wanted: string) => boolean): Test | undefined => {
  if (typeof value === 'string') return onText((text) => compare(text, value));
  const wanted = onlyMember(value, 'equals-ignore-case');
  if (typeof wanted !== 'string') return undefined;
  return onText((text) => compare(text.toLowerCase(), wanted.toLowerCase()));
};

/** What `anything-but` excludes: literals, or one of the operators on text with one value or several. */
const anyOf = (value: unknown): readonly Test[] | undefined => {
  if (typeof value === 'string' || typeof value === 'number') return [present((leaf) => leaf === value)];
  if (Array.isArray(value)) {
    const literals = value.length > 0 && value.every((one) => typeof one === 'string' || typeof one === 'number');
    return literals ? value.map((one) => present((leaf) => leaf === one)) : undefined;
  }
  for (const operator of ['prefix', 'suffix', 'equals-ignore-case', 'wildcard']) {
    const wanted = onlyMember(value, operator);
    if (wanted === undefined) continue;
    const tests = (Array.isArray(wanted) ? wanted : [wanted]).map((one) => operators[operator]?.(one));
    return tests.length > 0 && tests.every((test) => test !== undefined) ? tests : undefined;
  }
  return undefined;
};

const onlyMember = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 1
    ? (value as Record<string, unknown>)[name]
    : undefined;

/** `*` is any text; `\*` and `\\` are themselves; two `*` in a row are refused. */
const wildcard = (text: string): RegExp | undefined => {
  if (/^(?:[^*\\]|\\[*\\]|\*(?!\*))*$/s.test(text) === false) return undefined;
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

/** `[">", 0, "<=", 5]`: a lower bound, an upper bound, both, or an equality. */
const numeric = (terms: readonly unknown[]): ((leaf: number) => boolean) | undefined => {
  const parts: ((leaf: number) => boolean)[] = [];
  for (let term = 0; term < terms.length; term += 2) {
    const compare = comparisons[String(terms[term])];
    const bound = terms[term + 1];
    if (compare === undefined || typeof bound !== 'number' || Math.abs(bound) > 5e9) return undefined;
    parts.push((leaf) => compare(leaf, bound));
  }
  return parts.length === 1 || parts.length === 2 ? (leaf) => parts.every((part) => part(leaf)) : undefined;
};

const cidr = (text: string): BlockList | undefined => {
  const [address = '', bits = '', ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (version === 6 ? 128 : 32))
    return undefined;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), version === 6 ? 'ipv6' : 'ipv4');
  return list;
};
