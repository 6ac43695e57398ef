import type { Operator } from './operators.ts';
import type { Predicate, QueriedHost } from './subject.ts';

export type Comparison =
  | { readonly operator: 'exists' | '!exists' }
  | { readonly operator: 'in' | '!in'; readonly values: readonly string[] }
  | { readonly operator: '=~' | '!~'; readonly pattern: (text: string) => boolean }
  | { readonly operator: '==' | '!=' | '>' | '>=' | '<' | '<='; readonly value: string };

/**
 * What a comparison means for its subject; undefined when the subject cannot have such a value.
 *
 * A host without the attribute satisfies no comparison with it, the negative ones included: AWS's example for
 * `attribute:stack != prod` selects "the instances with the custom attribute stack unless the value is prod". Its opposite is
 * `not (…)`. A host has as many groups as its tasks; `task:group != x` means that it has none of x.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
 */
export const compileComparison = (subject: string, comparison: Comparison): Predicate | undefined => {
  if (subject.startsWith('attribute:')) {
    const name = subject.slice('attribute:'.length);
    const holds = textual(comparison);
    return (host) => {
      const value = Object.hasOwn(host.attributes, name) ? host.attributes[name] : undefined;
      if (comparison.operator === 'exists') return value !== undefined;
      if (comparison.operator === '!exists') return value === undefined;
      return value !== undefined && holds(value);
    };
  }
  if (subject === 'task:group') {
    const { positive, negated } = positiveOf(comparison);
    const holds = textual(positive);
    return (host) => host.tasks.some(({ group }) => holds(group)) !== negated;
  }
  if (subject === 'agentConnected') return onText(comparison, (host) => String(host.agentConnected));
  if (subject === 'ec2InstanceId') return onText(comparison, (host) => host.ec2InstanceId);
  if (subject === 'agentVersion') return inOrder(comparison, (host) => host.agentVersion, versionOf);
  if (subject === 'runningTasksCount') {
    return inOrder(comparison, (host) => String(host.tasks.filter(({ running }) => running).length), numberOf);
  }
  return inOrder(comparison, ({ registeredAt }) => registeredAt && new Date(registeredAt).toISOString(), instantOf);
};

const onText = (comparison: Comparison, read: (host: QueriedHost) => string | undefined): Predicate => {
  const holds = textual(comparison);
  return (host) => {
    const value = read(host);
    return value !== undefined && holds(value);
  };
};

const textual = (comparison: Comparison): ((value: string) => boolean) => {
  switch (comparison.operator) {
    case 'exists':
      return () => true;
    case '!exists':
      return () => false;
    case 'in':
      return (value) => comparison.values.includes(value);
    case '!in':
      return (value) => !comparison.values.includes(value);
    case '=~':
      return comparison.pattern;
    case '!~':
      return (value) => !comparison.pattern(value);
    default:
      return (value) => inRelation(comparison.operator, compareTexts(value, comparison.value));
  }
};

const positiveOf = (comparison: Comparison): { readonly positive: Comparison; readonly negated: boolean } => {
  if (comparison.operator === '!=') return { positive: { ...comparison, operator: '==' }, negated: true };
  if (comparison.operator === '!in') return { positive: { ...comparison, operator: 'in' }, negated: true };
  if (comparison.operator === '!~') return { positive: { ...comparison, operator: '=~' }, negated: true };
  return { positive: comparison, negated: false };
};

const inOrder = (
  comparison: Comparison,
  read: (host: QueriedHost) => string | number | undefined,
  parse: (text: string) => readonly number[] | undefined,
): Predicate | undefined => {
  if (!('value' in comparison)) return undefined;
  const wanted = parse(comparison.value);
  if (wanted === undefined) return undefined;
  return (host) => {
    const actual = parse(String(read(host) ?? ''));
    return actual !== undefined && inRelation(comparison.operator, compareNumbers(actual, wanted));
  };
};

const inRelation = (operator: Operator, order: number): boolean => {
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0;
    default:
      return order <= 0;
  }
};

/** As numbers where both are, otherwise letter by letter. */
const compareTexts = (one: string, other: string): number => {
  const [left, right] = [numberOf(one), numberOf(other)];
  if (one === other) return 0;
  if (left && right && compareNumbers(left, right) !== 0) return compareNumbers(left, right);
  return one < other ? -1 : 1;
};

const compareNumbers = (one: readonly number[], other: readonly number[]): number => {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const numberOf = (text: string): readonly number[] | undefined =>
  /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? [Number(text)] : undefined;

/** `1.14.5`, part by part; what follows a hyphen or plus does not count. */
const versionOf = (text: string): readonly number[] | undefined => {
  const [, numbers] = /^v?(\d{1,9}(?:\.\d{1,9}){0,5})(?:[-+].*)?$/.exec(text) ?? [];
  return numbers?.split('.').map(Number);
};

/** The formats that the guide lists: a day, or a time with or without zone; without one it is UTC. */
const instantOf = (text: string): readonly number[] | undefined => {
  const [, day, time = 'T00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const instant = day === undefined ? Number.NaN : Date.parse(`${day}${time}${zone}`);
  return Number.isNaN(instant) ? undefined : [instant];
};
