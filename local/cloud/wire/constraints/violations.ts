/** Where input breaks the constraints of its model. Compiled once per operation; only constrained members are looked at. */
import { isRecord } from '../convert.ts';
import type { Constraints, ShapeConstraints } from './constraints.ts';
import { matcher } from './matcher.ts';

/** What is wrong with one value, as AWS words it. */
export interface Violation {
  /** `tags.1.member.key` */
  readonly path: string;
  readonly value: unknown;
  readonly sensitive: boolean;
  readonly kind: 'pattern' | 'length' | 'range' | 'words' | 'type';
  /** `Member must have length less than or equal to 80` */
  readonly constraint: string;
  /** What is allowed, where that is a few words. */
  readonly words?: readonly string[];
}

/** Finds what is wrong; an empty list as a rule. */
export type Validator = (input: Readonly<Record<string, unknown>>) => readonly Violation[];

type Visit = (value: unknown, path: string, found: Violation[]) => void;
type Check = (value: unknown) => Pick<Violation, 'kind' | 'constraint'> | undefined;

const nothing: readonly Violation[] = [];

/** Undefined: the operation's input has no constraints. */
export const compileValidator = ({ operations, shapes }: Constraints, operation: string): Validator | undefined => {
  const root = Object.hasOwn(operations, operation) ? operations[operation] : '';
  if (root === undefined || root === '') return undefined;
  const compiled = new Map<string, Visit>();

  const visitor = (name: string): Visit => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    // Shapes that contain themselves find this one, which by then leads to the real one.
    compiled.set(name, (value, path, found) => visit(value, path, found));
    const visit = compile(shapes[name] ?? {}, visitor, shapes);
    compiled.set(name, visit);
    return visit;
  };

  const visit = visitor(root);
  return (input) => {
    const found: Violation[] = [];
    visit(input, '', found);
    return found.length === 0 ? nothing : found;
  };
};

const compile = (shape: ShapeConstraints, visitor: (name: string) => Visit, shapes: Constraints['shapes']): Visit => {
  const parts = [
    ownVisit(shape),
    shape.members && memberVisit(shape.members, visitor),
    shape.item && itemVisit(shapes[shape.item] ?? {}, visitor(shape.item)),
    (shape.key || shape.value) && entryVisit(shape, visitor, shapes),
  ].filter((part): part is Visit => typeof part === 'function');
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return (value, path, found) => {
    for (const part of parts) part(value, path, found);
  };
};

const ownVisit = (shape: ShapeConstraints): Visit | undefined => {
  const checks = checksOf(shape);
  if (checks.length === 0) return undefined;
  const { sensitive = false, enum: words } = shape;
  return (value, path, found) => {
    for (const check of checks) {
      const broken = check(value);
      if (broken !== undefined) found.push({ path, value, sensitive, ...broken, ...(words ? { words } : {}) });
    }
  };
};

const memberVisit = (members: Readonly<Record<string, string>>, visitor: (name: string) => Visit): Visit => {
  const visits = Object.entries(members).map(([name, shape]) => [name, lowerFirst(name), visitor(shape)] as const);
  return (value, path, found) => {
    if (!isRecord(value)) return;
    for (const [name, here, visit] of visits) {
      const held = value[name];
      if (held !== undefined && held !== null) visit(held, path === '' ? here : `${path}.${here}`, found);
    }
  };
};

/** Items that are simple are spoken of as the list; others each by its place. */
const itemVisit = (item: ShapeConstraints, visit: Visit): Visit => {
  const checks = checksOf(item);
  if (checks.length === 0 || item.members !== undefined || item.item !== undefined)
    return (value, path, found) => {
      if (!Array.isArray(value)) return;
      for (const [index, held] of value.entries()) visit(held, `${path}.${index + 1}.member`, found);
    };
  const rule = ruleOf('Member', item);
  return (value, path, found) => {
    const wrong = Array.isArray(value) ? firstBroken(checks, value) : undefined;
    if (wrong !== undefined) found.push({ ...rule, path, value, kind: wrong.kind });
  };
};

const entryVisit = (
  shape: ShapeConstraints,
  visitor: (name: string) => Visit,
  shapes: Constraints['shapes'],
): Visit => {
  const ruled = (name: string | undefined, who: string) => {
    const held = (name === undefined ? undefined : shapes[name]) ?? {};
    return { checks: checksOf(held), rule: ruleOf(who, held) };
  };
  const key = ruled(shape.key, 'Map keys');
  const value = ruled(shape.value, 'Map value');
  const visit = shape.value === undefined ? undefined : visitor(shape.value);
  const isSimple = value.checks.length > 0;
  return (map, path, found) => {
    if (!isRecord(map)) return;
    const brokenKey = firstBroken(key.checks, Object.keys(map));
    if (brokenKey !== undefined) found.push({ ...key.rule, path, value: map, kind: brokenKey.kind });
    const brokenValue = firstBroken(value.checks, Object.values(map));
    if (brokenValue !== undefined) found.push({ ...value.rule, path, value: map, kind: brokenValue.kind });
    if (isSimple || visit === undefined) return;
    for (const [name, held] of Object.entries(map)) visit(held, `${path}.${name}.member`, found);
  };
};

const firstBroken = (checks: readonly Check[], values: readonly unknown[]) => {
  for (const value of values)
    for (const check of checks) {
      const broken = check(value);
      if (broken !== undefined) return broken;
    }
  return undefined;
};

/** All that holds for each of many, in AWS's order. */
const ruleOf = (who: string, shape: ShapeConstraints) => {
  const { min, max, pattern, enum: words, sensitive = false } = shape;
  const amount = shape.whole === undefined ? 'length' : 'value';
  const rules = [
    ...(max === undefined ? [] : [atMost(amount, max)]),
    ...(min === undefined ? [] : [atLeast(amount, min)]),
    ...(pattern === undefined ? [] : [fitting(pattern)]),
    ...(words === undefined ? [] : [oneOf(words)]),
  ];
  const constraint = `${who} must satisfy constraint: [${rules.join(', ')}]`;
  return { constraint, sensitive, ...(words === undefined ? {} : { words }) };
};

const checksOf = ({ min, max, pattern, enum: words, whole }: ShapeConstraints): readonly Check[] => {
  const checks: Check[] = [];
  // A pattern is reported before a length.
  const fits = pattern === undefined ? undefined : matcher(pattern);
  if (pattern !== undefined && fits !== undefined)
    checks.push((value) =>
      typeof value !== 'string' || value.length > PATTERN_LIMIT || fits.test(value)
        ? undefined
        : { kind: 'pattern', constraint: fitting(pattern) },
    );
  if (words !== undefined) {
    const allowed = new Set(words);
    checks.push((value) =>
      typeof value !== 'string' || allowed.has(value) ? undefined : { kind: 'words', constraint: oneOf(words) },
    );
  }
  if (whole !== undefined)
    checks.push((value) =>
      typeof value !== 'number' || (whole === 32 ? (value | 0) === value : Number.isSafeInteger(value))
        ? undefined
        : { kind: 'type', constraint: `Member must be a whole number of ${whole} bits` },
    );
  if (min !== undefined && (min > 0 || whole !== undefined)) checks.push((value) => below(value, min));
  if (max !== undefined) checks.push((value) => above(value, max));
  return checks;
};

/** Longer text is not matched: it breaks a length anyway, or is a document, and patterns may take long. */
const PATTERN_LIMIT = 4_096;

const below = (value: unknown, min: number) => {
  if (typeof value === 'number')
    return value < min ? ({ kind: 'range', constraint: atLeast('value', min) } as const) : undefined;
  const length = lengthOf(value);
  return length !== undefined && length < min
    ? ({ kind: 'length', constraint: atLeast('length', min) } as const)
    : undefined;
};

const above = (value: unknown, max: number) => {
  if (typeof value === 'number')
    return value > max ? ({ kind: 'range', constraint: atMost('value', max) } as const) : undefined;
  const length = lengthOf(value);
  return length !== undefined && length > max
    ? ({ kind: 'length', constraint: atMost('length', max) } as const)
    : undefined;
};

const lengthOf = (value: unknown): number | undefined => {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return isRecord(value) ? Object.keys(value).length : undefined;
};

const atLeast = (what: string, min: number) => `Member must have ${what} greater than or equal to ${min}`;
const atMost = (what: string, max: number) => `Member must have ${what} less than or equal to ${max}`;
const fitting = (pattern: string) => `Member must satisfy regular expression pattern: ${pattern}`;
const oneOf = (words: readonly string[]) => `Member must satisfy enum value set: [${words.join(', ')}]`;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
