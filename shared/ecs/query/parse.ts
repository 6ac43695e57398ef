import { type Comparison, compileComparison } from './comparison.ts';
import { type Operator, operatorsOf, spellings, subjects } from './operators.ts';
import { compilePattern } from './pattern.ts';
import { Misread, Reader } from './reader.ts';
import type { Predicate } from './subject.ts';

/** Deeper nesting than any real expression has; it keeps hostile text from exhausting the stack. */
const deepest = 50;

/** `or` binds weakest, then `and`, then `not`. Throws Misread. */
export const parseWhole = (text: string): Predicate => {
  const reader = new Reader(text);
  const predicate = either(reader, 0);
  if (!reader.atEnd) throw new Misread(reader.position, `${reader.next} is not expected here`);
  return predicate;
};

const either = (reader: Reader, depth: number): Predicate => {
  const alternatives = [both(reader, depth)];
  while (reader.take('||') || reader.takeWord('or')) alternatives.push(both(reader, depth));
  const [only] = alternatives;
  return alternatives.length === 1 && only ? only : (host) => alternatives.some((each) => each(host));
};

const both = (reader: Reader, depth: number): Predicate => {
  const conditions = [single(reader, depth)];
  while (reader.take('&&') || reader.takeWord('and')) conditions.push(single(reader, depth));
  const [only] = conditions;
  return conditions.length === 1 && only ? only : (host) => conditions.every((each) => each(host));
};

const single = (reader: Reader, depth: number): Predicate => {
  if (depth > deepest) throw new Misread(reader.position, 'nested too deeply');
  if (reader.take('!') || reader.takeWord('not')) {
    const denied = single(reader, depth + 1);
    return (host) => !denied(host);
  }
  if (!reader.take('(')) return comparison(reader);
  const inner = either(reader, depth + 1);
  if (!reader.take(')')) throw new Misread(reader.position, `a closing parenthesis is missing before ${reader.next}`);
  return inner;
};

const comparison = (reader: Reader): Predicate => {
  if (reader.atEnd) throw new Misread(reader.position, 'a subject is missing');
  const at = reader.position;
  const subject = reader.takePattern(/[A-Za-z0-9_.:/\\-]+/y);
  const operators = operatorsOf(subject);
  if (operators === undefined) {
    const found = subject === '' ? reader.next : JSON.stringify(subject);
    throw new Misread(at, `${found} is not a subject; subjects are ${subjects.join(', ')}`);
  }
  reader.skipSpaces();
  const operatorAt = reader.position;
  const operator = takeOperator(reader);
  if (operator === undefined) throw new Misread(operatorAt, `an operator is missing before ${reader.next}`);
  if (!operators.includes(operator)) {
    throw new Misread(operatorAt, `${subject} cannot be compared by ${operator}, only by ${operators.join(', ')}`);
  }
  reader.skipSpaces();
  const argumentAt = reader.position;
  const compiled = compileComparison(subject, argumentsOf(reader, operator));
  if (compiled === undefined) throw new Misread(argumentAt, `not a value that ${subject} can be compared with`);
  return compiled;
};

const takeOperator = (reader: Reader): Operator | undefined =>
  spellings.find(([spelling]) => (/\w$/.test(spelling) ? reader.takeWord(spelling) : reader.take(spelling)))?.[1];

const argumentsOf = (reader: Reader, operator: Operator): Comparison => {
  if (operator === 'exists' || operator === '!exists') return { operator };
  if (operator === 'in' || operator === '!in') return { operator, values: listOf(reader) };
  if (operator !== '=~' && operator !== '!~') return { operator, value: wordOf(reader, plainWord) };
  reader.skipSpaces();
  const at = reader.position;
  const compiled = compilePattern(wordOf(reader, unquotedPattern));
  if (compiled.status === 'invalid') throw new Misread(at, `not a pattern that can be used: ${compiled.detail}`);
  return { operator, pattern: compiled.matches };
};

const listOf = (reader: Reader): readonly string[] => {
  if (!reader.take('[')) throw new Misread(reader.position, `a list such as [a, b] is missing before ${reader.next}`);
  const values = [wordOf(reader, plainWord)];
  while (reader.take(',')) values.push(wordOf(reader, plainWord));
  if (!reader.take(']')) throw new Misread(reader.position, `the list is not closed by ] before ${reader.next}`);
  return values;
};

/** Without quotes a value goes up to a space or a sign of the language, a pattern up to a space or a parenthesis. */
const plainWord = /(?:(?!&&|\|\|)[^\s()[\],'"])+/y;
const unquotedPattern = /[^\s()'"]+/y;

/** A quoted text keeps its backslashes, which patterns need; only a quote of its own kind is escaped by one. */
const wordOf = (reader: Reader, unquoted: RegExp): string => {
  const at = reader.position;
  for (const [quote, quoted] of [
    ["'", /'(?:[^'\\]|\\[\s\S])*'/y],
    ['"', /"(?:[^"\\]|\\[\s\S])*"/y],
  ] as const) {
    const found = reader.takePattern(quoted);
    if (found !== '') return found.slice(1, -1).replaceAll(`\\${quote}`, quote);
  }
  const found = reader.takePattern(unquoted);
  if (found === '') throw new Misread(at, `a value is missing before ${reader.next}`);
  return found;
};
