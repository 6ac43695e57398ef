import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Problem } from '../../shared/ecs/problem.ts';
import { checkTaskDefinition, reviewTaskDefinition } from '../../shared/ecs/task-definition-rules.ts';
import { documentsIn } from './documents.ts';

const examples = documentsIn('../../examples/task-definitions/');
const pointersOf = (problems: readonly Problem[]) => problems.map(({ pointer }) => pointer);

describe('reading documents of strangers', () => {
  it('never throws, and points only at places that are in the document or missing from one that is', () => {
    const pointer = /^(\/[^/]*)*$/;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        for (const problem of checkTaskDefinition({ family: 'web', containerDefinitions: value, volumes: value })) {
          expect(problem.pointer).toMatch(pointer);
        }
      }),
    );
  });

  it('survives every value in every place of a real definition', () => {
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('', 0, -1, 1e300, null, [], {}, [null], ['']),
    );
    const places = examples.flatMap(({ document }) => placesIn(document).map((path) => ({ document, path })));
    fc.assert(
      fc.property(fc.constantFrom(...places), values, ({ document, path }, value) => {
        expect(() => reviewTaskDefinition(replaced(document, path, value))).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });

  it('is not led astray by names of JavaScript', () => {
    const document = JSON.parse(
      '{"family":"web","__proto__":{},"constructor":{},"containerDefinitions":[{"name":"a","image":"b","memory":8,"dockerLabels":{"__proto__":"x"}}]}',
    );
    expect(pointersOf(checkTaskDefinition(document))).toEqual(['/__proto__', '/constructor']);
    expect(
      Object.hasOwn(
        reviewTaskDefinition(document).definition.containerDefinitions?.[0]?.dockerLabels ?? {},
        '__proto__',
      ),
    ).toBe(true);
  });

  it('survives very deep nesting', () => {
    const document = JSON.parse(`{"family":${'['.repeat(20_000)}${']'.repeat(20_000)}}`);
    expect(pointersOf(checkTaskDefinition(document))).toContain('/family');
  });
});

const placesIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([name, item]) => placesIn(item, [...path, name]))]
    : [path];

const replaced = (document: unknown, [first, ...rest]: readonly string[], value: unknown): unknown => {
  if (first === undefined) return value;
  const copy = structuredClone(document) as Record<string, unknown>;
  copy[first] = replaced(copy[first], rest, value);
  return copy;
};
