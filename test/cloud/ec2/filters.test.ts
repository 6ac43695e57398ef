/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html, "Filtering considerations" */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filtered, patternOf } from '../../../local/cloud/ec2/filters.ts';

describe('the value of a filter', () => {
  test.each([
    ['web', 'web', true, 'the same text'],
    ['web', 'Web', false, 'case matters'],
    ['web', 'webs', false, 'all of the value has to match'],
    ['w*', 'web', true, 'a star stands for any characters'],
    ['w*', 'w', true, 'or for none'],
    ['*-db-*', 'eu-db-1', true, 'more than one star'],
    ['*a*b', 'xaybzb', true, 'a star can take back'],
    ['we?', 'web', true, 'a question mark stands for one character'],
    ['we?', 'we', false, 'and never for none'],
    ['a\\*b', 'a*b', true, 'a backslash makes a star literal'],
    ['a\\*b', 'axb', false, 'so that it is no wildcard'],
    ['a.b', 'axb', false, 'other characters are never special'],
    ['*', 'line\nbreak', true, 'line breaks are characters too'],
  ])('%j against %j is %s: %s', (pattern, value, matches) => {
    expect(patternOf(pattern)(value)).toBe(matches);
  });

  test('matches what it was made from by replacing parts with stars', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '.', '$', 'é') })),
        fc.string(),
        (parts, gap) => {
          expect(patternOf(parts.join('*'))(parts.join(gap.replaceAll('\\', '')))).toBe(true);
        },
      ),
    );
  });

  test('takes no longer than the lengths warrant, whatever the pattern', () => {
    const started = performance.now();
    expect(patternOf(`${'*a'.repeat(60)}*b`)('a'.repeat(5_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('filters', () => {
  const things = [
    {
      name: 'one',
      tags: new Map([
        ['team', 'red'],
        ['stage', 'dev'],
      ]),
    },
    { name: 'two', tags: new Map([['team', 'blue']]) },
    { name: 'three', tags: new Map<string, string>() },
  ];
  const names = (filters: { Name: string; Values: string[] }[]) =>
    filtered(things, filters, { name: (thing) => thing.name }).map((thing) => thing.name);

  test.each([
    [[], ['one', 'two', 'three'], 'no filter lets everything through'],
    [[{ Name: 'name', Values: ['one', 'three'] }], ['one', 'three'], 'values are alternatives'],
    [
      [
        { Name: 'tag:team', Values: ['*'] },
        { Name: 'tag:stage', Values: ['dev'] },
      ],
      ['one'],
      'filters must all hold',
    ],
    [[{ Name: 'tag-key', Values: ['team'] }], ['one', 'two'], 'a tag may be asked for by its key alone'],
    [[{ Name: 'tag:Team', Values: ['red'] }], [], 'keys of tags are case-sensitive'],
    [[{ Name: 'name', Values: [] }], [], 'a filter without values matches nothing'],
  ])('%j find %j: %s', (filters, found) => {
    expect(names(filters)).toEqual(found);
  });

  test('with a name that the operation does not know are refused', () => {
    expect(() => names([{ Name: 'colour', Values: ['red'] }])).toThrow("The filter 'colour' is invalid");
    expect(() => names([{ Name: 'constructor', Values: ['x'] }])).toThrow("The filter 'constructor' is invalid");
  });

  test('have at most 200 values', () => {
    expect(() => names([{ Name: 'name', Values: Array.from({ length: 201 }, String) }])).toThrow(/is 200/);
  });
});
