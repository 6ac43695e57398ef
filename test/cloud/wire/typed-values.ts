/** Any value that a shape allows: what fast-check sends through the wire. */
import fc from 'fast-check';
import type { Member, Shape } from '../../../local/cloud/wire/shape.ts';

/** What a protocol cannot carry is not generated, as no client can send it. */
export interface Limits {
  /** XML's parser trims text and forms have no empty maps. */
  readonly xml: boolean;
  readonly emptyLists: boolean;
  /** Members that the SDK itself reads before it sends. */
  readonly without: readonly string[];
}

export const anyOf = (shape: Shape, limits: Limits, depth = 0): fc.Arbitrary<unknown> => {
  switch (shape.kind) {
    case 'structure':
      return shape.union ? oneMember(shape.members, limits, depth) : anyMembers(shape.members, limits, depth);
    case 'list':
      return fc.array(anyOf(shape.item.shape, limits, depth + 1), {
        minLength: limits.emptyLists ? 0 : 1,
        maxLength: depth > 3 ? 1 : 3,
      });
    case 'map':
      return fc.dictionary(keyed(limits), anyOf(shape.value.shape, limits, depth + 1), {
        minKeys: limits.xml ? 1 : 0,
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'timestamp':
      // In HTTP dates there are no milliseconds.
      return fc
        .integer({ min: 0, max: 4_000_000_000 })
        .chain((seconds) => fc.constantFrom(0, 1, 37, 999).map((ms) => new Date(seconds * 1_000 + ms)));
    case 'blob':
      return fc.uint8Array({ maxLength: 12 }).map((bytes) => Uint8Array.from(bytes));
    case 'boolean':
      return fc.boolean();
    case 'number':
      return fc.integer({ min: -1_000_000, max: 2_000_000_000 });
    case 'document':
      return fc.constantFrom({ a: [1, 'x', { b: true }] }, {});
    case 'bigint':
    case 'decimal':
      throw new Error('no operation here has such a member');
    default:
      return text(limits);
  }
};

const oneMember = (members: readonly Member[], limits: Limits, depth: number): fc.Arbitrary<unknown> => {
  const leaves = members.filter(({ shape }) => shape.kind === 'string');
  return fc
    .constantFrom(...(depth > 4 && leaves.length > 0 ? leaves : members))
    .chain(({ name, shape }) => anyOf(shape, limits, depth + 1).map((value) => ({ [name]: value })));
};

const anyMembers = (members: readonly Member[], limits: Limits, depth: number): fc.Arbitrary<unknown> => {
  const isNeeded = ({ required, traits }: Member) =>
    required || traits.httpLabel || traits.httpPayload || traits.httpResponseCode;
  const chosen = members.filter((member) => !limits.without.includes(member.name) && (depth <= 4 || isNeeded(member)));
  const record = Object.fromEntries(chosen.map((member) => [member.name, heldBy(member, limits, depth)]));
  return fc.record(record, { requiredKeys: chosen.filter(isNeeded).map(({ name }) => name) });
};

/** Lazily, as shapes may contain themselves. */
const heldBy = ({ shape, traits }: Member, limits: Limits, depth: number): fc.Arbitrary<unknown> => {
  if (traits.httpResponseCode) return fc.constant(200);
  if (traits.httpPayload) return fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => Uint8Array.from(bytes));
  return fc.constant(shape).chain((held) => anyOf(held, limits, depth + 1));
};

const text = ({ xml }: Limits): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(
      'a',
      'quaymaster:stack',
      'a&b<c>"d\'',
      'café ☕ 𝒳',
      '{"json": [1]}',
      'line\nbreak',
      '100%25 +plus',
      '__proto__',
    ),
    fc.stringMatching(/^[\w./:-]{1,20}$/),
    ...(xml ? [] : [fc.constantFrom('', ' padded ', '\u0001\u2028')]),
  );

const keyed = ({ xml }: Limits): fc.Arbitrary<string> =>
  xml ? fc.stringMatching(/^[\w.-]{1,8}$/) : fc.oneof(fc.stringMatching(/^[\w.-]{1,8}$/), fc.constantFrom('a b', 'é'));
