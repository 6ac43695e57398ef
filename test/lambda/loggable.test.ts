import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loggable } from '../../shared/lambda/loggable.ts';

const nested = (levels: number): unknown => {
  let value: unknown = 'inside';
  for (let level = 0; level < levels; level += 1) value = { value, more: [value] };
  return value;
};
const itself: Record<string, unknown> = {};
itself['itself'] = itself;

describe('what is logged', () => {
  it.each([
    { what: 'plain text', value: 'as it is', shown: 'as it is' },
    { what: 'numbers and nothing', value: [1, true, null, undefined], shown: [1, true, null, undefined] },
    { what: 'a terminal sequence of one byte', value: 'a\u009b31mb', shown: 'a\\u009b31mb' },
    {
      what: 'what some take for the end of a line',
      value: 'a\u2028b\u2029c\u0085d',
      shown: 'a\\u2028b\\u2029c\\u0085d',
    },
    { what: 'text that is shown backwards', value: 'a\u202eb', shown: 'a\\u202eb' },
    { what: 'half a character', value: 'a\ud800b😀', shown: 'a\\ud800b😀' },
    { what: 'what JSON does not have', value: [1n, Symbol('s')], shown: ['1', 'Symbol(s)'] },
  ])('is bounded and inert: $what', ({ value, shown }) => {
    expect(loggable(value)).toEqual(shown);
  });

  it('keeps a key that would be a prototype', () => {
    const value = JSON.parse('{"__proto__":{"admin":true},"constructor":1}');
    const shown = loggable(value) as object;
    expect(JSON.stringify(shown)).toBe(JSON.stringify(value));
    expect(Object.getPrototypeOf(shown)).toBe(Object.prototype);
  });

  it('tells an error by name, message, stack and cause, and nothing that was hung on it', () => {
    const error = Object.assign(new TypeError('why', { cause: new Error('because') }), { $response: { secret: 1 } });
    expect(loggable(error)).toEqual({
      name: 'TypeError',
      message: 'why',
      stack: expect.stringContaining('TypeError: why'),
      cause: expect.objectContaining({ message: 'because' }),
    });
  });

  it.each([
    { what: 'huge text', value: 'x'.repeat(1_000_000) },
    { what: 'a long list', value: Array.from({ length: 100_000 }, (_, index) => index) },
    {
      what: 'many keys',
      value: Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, index])),
    },
    { what: 'what is nested deeply', value: nested(10_000) },
    { what: 'what contains itself', value: itself },
    { what: 'an error with a huge message', value: new Error('x'.repeat(1_000_000)) },
  ])('stays short: $what', ({ value }) => {
    expect(JSON.stringify(loggable(value)).length).toBeLessThan(20_000);
  });

  it('is one line of JSON, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true }), (value) => {
        const line = JSON.stringify({ value: loggable(value) });
        expect(line).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}/u);
      }),
    );
  });
});
