/**
 * Copies typed values by their shape, as a journey over the wire would: members that are not modeled, undefined or null do
 * not arrive, dates and bytes stay what they are, and nothing is shared between caller and cloud.
 */
import { Uint8ArrayBlobAdapter } from '@smithy/core/serde';
import { MAX_DEPTH, mismatch, put, tooDeep } from './mismatch.ts';
import type { Member, Shape } from './shape.ts';

export interface CopyRules {
  /** ec2Query has no way to say that a list is empty. */
  readonly dropEmptyLists?: boolean;
}

export const copy = (shape: Shape, value: unknown, rules: CopyRules = {}, depth = 0): unknown => {
  if (depth > MAX_DEPTH) throw tooDeep();
  switch (shape.kind) {
    case 'structure': {
      if (!isRecord(value)) throw mismatch(shape, value);
      const target: Record<string, unknown> = {};
      for (const member of shape.members) {
        const held = Object.hasOwn(value, member.name) ? value[member.name] : undefined;
        if (held === undefined || held === null) continue;
        if (rules.dropEmptyLists && Array.isArray(held) && held.length === 0) continue;
        target[member.name] = bound(member, copy(member.shape, held, rules, depth + 1));
      }
      return target;
    }
    case 'list':
      if (!Array.isArray(value)) throw mismatch(shape, value);
      return value.filter(isPresent).map((item) => copy(shape.item.shape, item, rules, depth + 1));
    case 'map': {
      if (!isRecord(value)) throw mismatch(shape, value);
      const target: Record<string, unknown> = {};
      for (const [key, held] of Object.entries(value)) {
        if (isPresent(held)) put(target, key, copy(shape.value.shape, held, rules, depth + 1));
      }
      return target;
    }
    case 'timestamp':
      if (!(value instanceof Date)) throw mismatch(shape, value);
      return new Date(value.getTime());
    case 'blob':
      if (typeof value === 'string') return new TextEncoder().encode(value);
      if (!(value instanceof Uint8Array)) throw mismatch(shape, value);
      return Uint8Array.from(value);
    case 'document':
      return copyDocument(value, depth);
    case 'bigint':
    case 'decimal':
      return value;
    default:
      if (typeof value !== shape.kind) throw mismatch(shape, value);
      return value;
  }
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

/** Bytes that are a whole HTTP body come with `transformToString()`, as the SDK gives them. */
const bound = (member: Member, value: unknown): unknown =>
  member.traits.httpPayload && value instanceof Uint8Array ? Uint8ArrayBlobAdapter.mutate(value) : value;

/** A value without a model: what JSON can say. */
export const copyDocument = (value: unknown, depth = 0): unknown => {
  if (depth > MAX_DEPTH) throw tooDeep();
  if (Array.isArray(value)) return value.map((item) => copyDocument(item, depth + 1));
  if (!isRecord(value)) return value;
  const target: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) {
    if (held !== undefined) put(target, key, copyDocument(held, depth + 1));
  }
  return target;
};
