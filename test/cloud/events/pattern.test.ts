import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePattern } from '../../../local/cloud/events/pattern.ts';

const matches = (pattern: unknown, event: unknown) => parsePattern(JSON.stringify(pattern))(event);

/** Most are the examples of https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
interface Case {
  readonly reason: string;
  readonly pattern: unknown;
  readonly event: unknown;
  readonly yes: boolean;
}

describe('a pattern', () => {
  test.each<Case>([
    { reason: 'the literal is there', pattern: { a: ['x', 'y'] }, event: { a: 'y' }, yes: true },
    { reason: 'another literal is there', pattern: { a: ['x'] }, event: { a: 'z' }, yes: false },
    { reason: 'text is no number', pattern: { a: [1] }, event: { a: '1' }, yes: false },
    { reason: 'null is null', pattern: { a: [null] }, event: { a: null }, yes: true },
    { reason: 'null is not absence', pattern: { a: [null] }, event: {}, yes: false },
    { reason: 'empty text is text', pattern: { a: [''] }, event: { a: '' }, yes: true },
    { reason: 'every field must match', pattern: { a: ['x'], b: ['y'] }, event: { a: 'x', b: 'z' }, yes: false },
    { reason: 'one element of an array is enough', pattern: { a: ['x'] }, event: { a: ['w', 'x'] }, yes: true },
    { reason: 'no element of the array', pattern: { a: ['x'] }, event: { a: ['w'] }, yes: false },
    { reason: 'nested', pattern: { a: { b: { c: ['x'] } } }, event: { a: { b: { c: 'x', d: 1 } } }, yes: true },
    {
      reason: 'objects in an array: both fields in the same element',
      pattern: { a: { k: ['x'], v: [1] } },
      event: {
        a: [
          { k: 'x', v: 1 },
          { k: 'y', v: 2 },
        ],
      },
      yes: true,
    },
    {
      reason: 'objects in an array: the fields in different elements',
      pattern: { a: { k: ['x'], v: [2] } },
      event: {
        a: [
          { k: 'x', v: 1 },
          { k: 'y', v: 2 },
        ],
      },
      yes: false,
    },
    { reason: 'prefix', pattern: { a: [{ prefix: 'us-' }] }, event: { a: 'us-east-1' }, yes: true },
    { reason: 'prefix of a number', pattern: { a: [{ prefix: '1' }] }, event: { a: 12 }, yes: false },
    {
      reason: 'prefix ignoring case',
      pattern: { a: [{ prefix: { 'equals-ignore-case': 'EventB' } }] },
      event: { a: 'eventbridge' },
      yes: true,
    },
    { reason: 'suffix', pattern: { a: [{ suffix: '.png' }] }, event: { a: 'cat.png' }, yes: true },
    {
      reason: 'equals ignoring case',
      pattern: { a: [{ 'equals-ignore-case': 'alice' }] },
      event: { a: 'ALICE' },
      yes: true,
    },
    { reason: 'anything but', pattern: { a: [{ 'anything-but': 'init' }] }, event: { a: 'done' }, yes: true },
    { reason: 'anything but that', pattern: { a: [{ 'anything-but': ['x', 'y'] }] }, event: { a: 'y' }, yes: false },
    { reason: 'anything but needs a value', pattern: { a: [{ 'anything-but': 'x' }] }, event: {}, yes: false },
    {
      reason: 'anything but a prefix',
      pattern: { a: [{ 'anything-but': { prefix: 'us-' } }] },
      event: { a: 'us-1' },
      yes: false,
    },
    {
      reason: 'anything but several suffixes',
      pattern: { a: [{ 'anything-but': { suffix: ['.png', '.jpg'] } }] },
      event: { a: 'cat.txt' },
      yes: true,
    },
    { reason: 'a range', pattern: { a: [{ numeric: ['>', 0, '<=', 5] }] }, event: { a: 5 }, yes: true },
    { reason: 'outside the range', pattern: { a: [{ numeric: ['>', 0, '<=', 5] }] }, event: { a: 0 }, yes: false },
    { reason: 'exists', pattern: { a: [{ exists: true }] }, event: { a: null }, yes: true },
    { reason: 'does not exist', pattern: { a: { b: [{ exists: false }] } }, event: { a: {} }, yes: true },
    { reason: 'nor what it is in', pattern: { a: { b: [{ exists: false }] } }, event: {}, yes: true },
    { reason: 'exists all the same', pattern: { a: [{ exists: false }] }, event: { a: 1 }, yes: false },
    { reason: 'exists is about leaves', pattern: { a: [{ exists: true }] }, event: { a: { b: 1 } }, yes: false },
    { reason: 'wildcard', pattern: { a: [{ wildcard: 'dir/*/cat.*' }] }, event: { a: 'dir/x/cat.png' }, yes: true },
    { reason: 'a star that is a star', pattern: { a: [{ wildcard: 'a\\*b' }] }, event: { a: 'axb' }, yes: false },
    {
      reason: 'an address in the network',
      pattern: { a: [{ cidr: '10.0.0.0/24' }] },
      event: { a: '10.0.0.255' },
      yes: true,
    },
    { reason: 'an address outside', pattern: { a: [{ cidr: '10.0.0.0/24' }] }, event: { a: '10.0.1.0' }, yes: false },
    {
      reason: 'one alternative, and the field beside it',
      pattern: { s: ['x'], $or: [{ a: [1] }, { b: [{ numeric: ['>', 5] }] }] },
      event: { s: 'x', b: 6 },
      yes: true,
    },
    {
      reason: 'one alternative without the field beside it',
      pattern: { s: ['x'], $or: [{ a: [1] }, { b: [2] }] },
      event: { s: 'y', a: 1 },
      yes: false,
    },
    { reason: 'no name of the prototype', pattern: { constructor: [{ exists: false }] }, event: {}, yes: true },
  ])('$reason: $yes', ({ pattern, event, yes }) => {
    expect(matches(pattern, event)).toBe(yes);
  });

  test.each([
    { reason: 'no JSON', text: '{' },
    { reason: 'no object', text: '[]' },
    { reason: 'nothing in it', text: '{}' },
    { reason: 'a bare value', text: '{"a":"x"}' },
    { reason: 'an empty array', text: '{"a":[]}' },
    { reason: 'an unknown operator', text: '{"a":[{"like":"x"}]}' },
    { reason: 'two operators', text: '{"a":[{"prefix":"x","suffix":"y"}]}' },
    { reason: 'two stars', text: '{"a":[{"wildcard":"a**"}]}' },
    { reason: 'numeric without a number', text: '{"a":[{"numeric":[">","1"]}]}' },
    { reason: 'a number over 5e9', text: '{"a":[{"numeric":[">",5000000001]}]}' },
    { reason: 'one alternative', text: '{"$or":[{"a":[1]}]}' },
  ])('with $reason is refused', ({ text }) => {
    expect(() => parsePattern(text)).toThrow(expect.objectContaining({ name: 'InvalidEventPatternException' }));
  });
});

/** Letters, what patterns and JSON give a meaning, and what takes several bytes or units. */
const telling = fc.constantFrom(
  'a',
  'B',
  '*',
  '\\',
  '.',
  '"',
  '[',
  ' ',
  '\n',
  '\u0000',
  'é',
  '\u0301',
  'ß',
  'İ',
  '😀',
  '\u{10ffff}',
);

describe('for every text', () => {
  test('the literal, its beginnings and its ends match it', () => {
    fc.assert(
      fc.property(fc.string({ unit: telling, maxLength: 20 }), fc.nat(20), (text, cut) => {
        expect(matches({ a: [text] }, { a: text })).toBe(true);
        expect(matches({ a: [{ prefix: text.slice(0, cut) }] }, { a: text })).toBe(true);
        expect(matches({ a: [{ suffix: text.slice(cut) }] }, { a: text })).toBe(true);
      }),
    );
  });

  test('anything-but is the opposite of the same test', () => {
    const operator = fc.constantFrom('prefix', 'suffix', 'equals-ignore-case', 'wildcard');
    const plain = fc.string({ unit: fc.constantFrom('a', 'B', '.', '/'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(operator, plain, plain, (name, wanted, text) => {
        const yes = matches({ a: [{ [name]: wanted }] }, { a: text });
        expect(matches({ a: [{ 'anything-but': { [name]: wanted } }] }, { a: text })).toBe(!yes);
      }),
    );
  });

  test('a wildcard without a star matches nothing but itself', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 10 }), fc.string({ maxLength: 10 }), (wanted, other) => {
        const wildcard = wanted.replace(/[*\\]/g, '\\$&');
        expect(matches({ a: [{ wildcard }] }, { a: wanted })).toBe(true);
        expect(matches({ a: [{ wildcard }] }, { a: other })).toBe(wanted === other);
      }),
    );
  });
});
