/** The bugs on purpose still fit the code that they are made in. That each is caught: `npm run simulate -- --mutants`. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { edited, editsOf } from './mutant.ts';
import { huntOne } from './run.ts';
import { mutants } from './table.ts';

/** A file may be edited at more than one place. */
const sourcesOf = (mutant: (typeof mutants)[number]): readonly string[] => {
  const sources = new Map<string, string>();
  for (const edit of editsOf(mutant))
    sources.set(edit.file, edited(sources.get(edit.file) ?? readFileSync(edit.file, 'utf8'), edit));
  return [...sources.values()];
};

describe('mutants', () => {
  it.each(mutants)('$name has its place in the code, which stays TypeScript', (mutant) => {
    for (const source of sourcesOf(mutant)) expect(stripTypeScriptTypes(source)).not.toBe('');
  });

  it('have names of their own, and are enough', () => {
    const names = mutants.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(25);
  });

  it('change production code only', () => {
    const files = mutants.flatMap((mutant) => editsOf(mutant).map(({ file }) => file));
    expect(files.filter((file) => !/^(shared|functions|workflows)\//.test(file))).toEqual([]);
  });

  it.each(['launched-before-entered', 'no-message-group'])('%s is caught by what it breaks', async (name) => {
    const { caught, notLoaded } = await huntOne(name);
    expect({ caught: caught?.invariant, notLoaded }).toEqual({
      caught: expect.toBeOneOf([...(mutants.find((mutant) => mutant.name === name)?.expected ?? [])]),
      notLoaded: [],
    });
  });
});
