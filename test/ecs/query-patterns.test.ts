import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matches, parseExpression } from '../../shared/ecs/query-language.ts';
import { aHost } from './builders.ts';

const attribute = (attributes: Record<string, string>) => aHost({ attributes });

describe('hostile text', () => {
  it('never makes reading or evaluating throw', () => {
    const words = [
      'attribute:a',
      'not',
      '!',
      '(',
      ')',
      'and',
      '||',
      '==',
      '=~',
      'in',
      '[',
      ']',
      ',',
      "'",
      '"',
      'a{9}',
      '\\',
    ];
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((parts) => parts.join(' ')),
      fc.string().map((pattern) => `attribute:a =~ '${pattern}'`),
    );
    fc.assert(
      fc.property(text, (expression) => {
        const parsed = parseExpression(expression);
        if (parsed.status === 'parsed') expect(typeof parsed.matches(attribute({ a: 'abc' }))).toBe('boolean');
        else expect(parsed.position).toBeLessThanOrEqual(expression.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('can be nested as deep as it likes', () => {
    expect(parseExpression('('.repeat(100_000))).toMatchObject({ status: 'invalid', detail: 'nested too deeply' });
    expect(parseExpression('! '.repeat(100_000))).toMatchObject({ status: 'invalid', detail: 'nested too deeply' });
    expect(parseExpression(`attribute:a =~ '${'('.repeat(100_000)}'`)).toMatchObject({ status: 'invalid' });
  });

  it.each([
    '(a+)+b',
    '(a|a)*b',
    '(a*)*b',
    '(.*)(.*)(.*)(.*)(.*)b',
    '(((a?){50}){50}){50}',
    '((((){999}){999}){999}){999}',
  ])('the pattern %s is answered in time', (pattern) => {
    expect(matches(`attribute:a =~ '${pattern}'`, attribute({ a: 'a'.repeat(2_000) }))).toBe(false);
  });
});

describe('patterns are compared with the whole value, as Java does', () => {
  it.each([
    ['t3', 't3.medium', false],
    ['t3\\..*', 't3.medium', true],
    ['t[23]\\.(small|medium)', 't3.medium', true],
    ['t[^3].*', 't3.medium', false],
    ['[a-z]\\d[a-z]*\\.\\w+', 'c6i.large', true],
    ['c\\d{1,2}g\\..+', 'c7g.large', true],
    ['a{2,}', 'a', false],
    ['(?:ab)+?', 'abab', true],
    ['^prod$', 'prod', true],
    ['a^b', 'ab', false],
    ['a$b', 'ab', false],
    ['\\Qa.b\\E', 'a.b', true],
    ['\\Qa.b\\E', 'axb', false],
    ['[\\w-]+', 'a-b', true],
    ['x?y*', '', true],
    ['a|b|', '', true],
  ])('%s and %s: %s', (pattern, value, expected) => {
    expect(matches(`attribute:a =~ '${pattern}'`, attribute({ a: value }))).toBe(expected);
  });

  it.each(['(?=a)', '(a)\\1', 'a++', '\\p{L}', '[a&&b]', 'a{5,2}', 'a{9999}', '(a', 'a)', '\\'])(
    '%s is refused',
    (pattern) => {
      expect(
        parseExpression(`attribute:a =~ ${pattern.includes(')') || pattern.includes('(') ? `"${pattern}"` : pattern}`),
      ).toMatchObject({
        status: 'invalid',
      });
    },
  );

  it('agrees with JavaScript on simple patterns', () => {
    const part = fc.constantFrom('a', 'b', '.', '[ab]', '(a|b)', 'a*', 'b?', '(ab)+', '[^a]', 'b{1,2}');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.stringMatching(/^[abc]{0,8}$/), (parts, value) => {
        const pattern = parts.join('');
        expect(matches(`attribute:a =~ '${pattern}'`, attribute({ a: value }))).toBe(
          new RegExp(`^(?:${pattern})$`).test(value),
        );
      }),
      { numRuns: 1_000 },
    );
  });
});
