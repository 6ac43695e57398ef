import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sameJson } from '../../shared/domain/canonical-json.ts';
import { didYouMean } from '../../shared/domain/did-you-mean.ts';
import { contentHash, operationId } from '../../shared/domain/operation.ts';

describe('what somebody meant', () => {
  const known = ['groups', 'policy', 'instanceTypes', 'count', 'network'];
  it.each([
    { written: 'gruops', meant: 'groups' },
    { written: 'InstanceTypes', meant: 'instanceTypes' },
    { written: 'instance-types', meant: 'instanceTypes' },
    { written: 'cuont', meant: 'count' },
    { written: 'banana', meant: undefined },
    { written: 'x'.repeat(5_000), meant: undefined },
  ])('by $written is $meant', ({ written, meant }) => {
    expect(didYouMean(written, known)).toBe(meant);
  });

  it('is never something that does not exist', () => {
    fc.assert(fc.property(fc.string(), (word) => [undefined, ...known].includes(didYouMean(word, known))));
  });
});

describe('equal as JSON', () => {
  it('is a matter of content, not of the order of keys', () => {
    expect(sameJson({ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1 })).toBe(true);
    expect(sameJson({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
    expect(sameJson({ a: undefined }, {})).toBe(true);
    expect(canonicalJson(undefined)).toBe('null');
  });

  it('survives the wire', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(canonicalJson(value));
      }),
    );
  });
});

describe('the id of an operation', () => {
  const origin = { caller: '000000000000/local', routeKey: 'PUT /v1/clusters/{cluster}', key: 'k', content: { a: 1 } };
  it('is a valid name of an execution, whatever the key is', () => {
    fc.assert(fc.property(fc.string(), (key) => /^[0-9a-f]{32}$/.test(operationId({ ...origin, key }))));
  });
  it('depends on caller, route and key, and not on the content', () => {
    const ids = [
      origin,
      { ...origin, caller: 'x' },
      { ...origin, routeKey: 'x' },
      { ...origin, key: 'x' },
      { ...origin, content: { a: 2 } },
    ].map(operationId);
    expect(new Set(ids).size).toBe(4);
    expect(contentHash(origin)).not.toBe(contentHash({ ...origin, content: { a: 2 } }));
  });
});
