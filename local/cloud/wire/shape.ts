/**
 * The SDK's runtime schemas as plain shapes. This file and model.ts are the only readers of the SDK's schema arrays, whose
 * form is not covered by its versioning: the exact versions are pinned in package.json.
 */
import type { NormalizedSchema } from '@smithy/core/schema';

/** What a schema says beside the type: names on the wire, bindings to HTTP, idempotency tokens. */
export interface Traits {
  readonly xmlName?: string;
  readonly xmlFlattened?: 1;
  readonly ec2QueryName?: string;
  readonly idempotencyToken?: 1;
  readonly httpLabel?: 1;
  readonly httpQuery?: string;
  readonly httpHeader?: string;
  readonly httpPayload?: 1;
  readonly httpResponseCode?: 1;
}

export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly traits: Traits;
  readonly required: boolean;
}

export interface Structure {
  readonly kind: 'structure';
  readonly name: string;
  /** Exactly one of the members is set. */
  readonly union: boolean;
  readonly members: readonly Member[];
}

export interface List {
  readonly kind: 'list';
  readonly item: Member;
}

export interface Dictionary {
  readonly kind: 'map';
  readonly key: Member;
  readonly value: Member;
}

export interface Timestamp {
  readonly kind: 'timestamp';
  /** `default`: what the protocol says. */
  readonly format: 'default' | 'date-time' | 'http-date' | 'epoch-seconds';
}

export interface Simple {
  readonly kind: 'string' | 'boolean' | 'number' | 'bigint' | 'decimal' | 'blob' | 'document';
}

export type Shape = Structure | List | Dictionary | Timestamp | Simple;

const timestampFormats = { 4: 'default', 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' } as const;

/** By the SDK's schema array, so that recursive shapes end. */
const known = new WeakMap<object, Structure>();
const empty: Structure = { kind: 'structure', name: 'Unit', union: false, members: [] };

/** The shape of an SDK schema; an operation without input or output has a structure without members. */
export const shapeOf = (schema: NormalizedSchema): Shape => {
  if (schema.isUnitSchema()) return empty;
  if (schema.isStructSchema()) return structureOf(schema);
  if (schema.isListSchema()) return listOf(schema);
  if (schema.isMapSchema()) return mapOf(schema);
  if (schema.isTimestampSchema()) {
    return { kind: 'timestamp', format: timestampFormats[schema.getSchema() as keyof typeof timestampFormats] };
  }
  return { kind: simpleKindOf(schema) };
};

const simpleKindOf = (schema: NormalizedSchema): Simple['kind'] => {
  if (schema.isBooleanSchema()) return 'boolean';
  if (schema.isNumericSchema()) return 'number';
  if (schema.isBlobSchema()) return 'blob';
  if (schema.isDocumentSchema()) return 'document';
  if (schema.isBigIntegerSchema()) return 'bigint';
  if (schema.isBigDecimalSchema()) return 'decimal';
  return 'string';
};

const structureOf = (schema: NormalizedSchema): Structure => {
  const source = schema.getSchema() as unknown as { readonly 6?: number } & object;
  const seen = known.get(source);
  if (seen !== undefined) return seen;
  let members: readonly Member[] | undefined;
  const structure: Structure = {
    kind: 'structure',
    name: schema.getName() ?? 'Structure',
    union: schema.isUnionSchema(),
    get members() {
      members ??= membersOf(schema, source[6] ?? 0);
      return members;
    },
  };
  known.set(source, structure);
  return structure;
};

/** The SDK lists the required members first, and their number last. */
const membersOf = (schema: NormalizedSchema, requiredCount: number): Member[] =>
  [...schema.structIterator()].map(([name, member], index) => memberOf(name, member, index < requiredCount));

const memberOf = (name: string, schema: NormalizedSchema, required = false): Member => {
  const shape = shapeOf(schema);
  return { name, shape, traits: schema.getMergedTraits() as Traits, required };
};

const listOf = (schema: NormalizedSchema): List => {
  let item: Member | undefined;
  return {
    kind: 'list',
    get item() {
      item ??= memberOf('member', schema.getValueSchema());
      return item;
    },
  };
};

const mapOf = (schema: NormalizedSchema): Dictionary => {
  let key: Member | undefined;
  let value: Member | undefined;
  return {
    kind: 'map',
    get key() {
      key ??= memberOf('key', schema.getKeySchema());
      return key;
    },
    get value() {
      value ??= memberOf('value', schema.getValueSchema());
      return value;
    },
  };
};
