/** The data files of local/cloud/wire/constraints: complete, readable, and quick to check by, whatever comes. */
import { describe, expect, it } from 'vitest';
import { services } from '../../../local/cloud/services.ts';
import { loadConstraints } from '../../../local/cloud/wire/constraints/constraints.ts';
import { matcher } from '../../../local/cloud/wire/constraints/matcher.ts';
import { compileValidator } from '../../../local/cloud/wire/constraints/violations.ts';
import { loadModel } from '../../../local/cloud/wire/model.ts';

const checked = services.filter(({ name }) => !['dynamodb', 'sqs'].includes(name));

describe.each(checked.map((service) => ({ service, name: service.name })))('$name', ({ service }) => {
  it('has the constraints of all its operations: run `npm run constraints -- <folder of botocore>` after adding one', async () => {
    const { operations } = (await loadConstraints(service.name))!;
    expect(Object.keys(service.operations).filter((name) => !(name in operations))).toEqual([]);
  });

  it('speaks of members that the SDK knows', async () => {
    const { operations, shapes } = (await loadConstraints(service.name))!;
    const model = await loadModel(service);
    const strange = Object.entries(operations).flatMap(([name, shape]) => {
      const known = new Set(model.operations.get(name)?.input.members.map((member) => member.name));
      return Object.keys(shapes[shape]?.members ?? {})
        .filter((member) => !known.has(member))
        .map((member) => `${name}: ${member}`);
    });
    expect(strange).toEqual([]);
  });

  it('has patterns that come to an end on hostile text', async () => {
    const { shapes } = (await loadConstraints(service.name))!;
    const patterns = new Set(Object.values(shapes).flatMap(({ pattern }) => pattern ?? []));
    for (const pattern of patterns) {
      const fits = matcher(pattern)!;
      const start = performance.now();
      for (const unit of ['a', '0', '-', ' ', 'a-', 'a.', 'arn:aws:', '/a'])
        fits.test(`${unit.repeat(Math.floor(4_000 / unit.length))}\n`);
      expect(performance.now() - start, pattern).toBeLessThan(1_000);
    }
  });
});

describe('a validator', () => {
  const shapes = {
    Input: { members: { Node: 'Node', Map: 'Map', Bytes: 'Bytes', Secret: 'Secret', Count: 'Count' } },
    Node: { members: { Name: 'Name', Children: 'Nodes' } },
    Nodes: { item: 'Node' },
    Name: { min: 2, max: 3, pattern: '[a-z]*' },
    Map: { max: 2, key: 'Name', value: 'Name' },
    Bytes: { max: 1 },
    Secret: { max: 1, sensitive: true },
    Count: { min: 0, max: 5, whole: 32 },
  };
  const validate = compileValidator({ origin: '', operations: { Do: 'Input' }, shapes }, 'Do')!;
  const found = (input: object) => validate({ ...input }).map(({ path, constraint }) => `${path}: ${constraint}`);

  it.each([
    { reason: 'nothing', input: {}, says: [] },
    {
      reason: 'what is right',
      input: { Node: { Name: 'ab', Children: [{ Name: 'abc' }] }, Map: { ab: 'cd' } },
      says: [],
    },
    {
      reason: 'shapes within themselves',
      input: { Node: { Children: [{}, { Children: [{ Name: 'abcd' }] }] } },
      says: ['node.children.2.member.children.1.member.name: Member must have length less than or equal to 3'],
    },
    {
      reason: 'keys and values of maps',
      input: { Map: { a: 'b' } },
      says: ['keys', 'value'].map(
        (part) =>
          `map: Map ${part} must satisfy constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 2, Member must satisfy regular expression pattern: [a-z]*]`,
      ),
    },
    {
      reason: 'bytes',
      input: { Bytes: Uint8Array.of(1, 2) },
      says: ['bytes: Member must have length less than or equal to 1'],
    },
    { reason: 'numbers', input: { Count: 6 }, says: ['count: Member must have value less than or equal to 5'] },
    { reason: 'halves', input: { Count: 0.5 }, says: ['count: Member must be a whole number of 32 bits'] },
  ])('looks at $reason', ({ input, says }) => {
    expect(found(input)).toEqual(says);
  });

  it('says which values are secret', () => {
    expect(validate({ Secret: 'ab' })).toMatchObject([{ path: 'secret', sensitive: true }]);
  });
});
