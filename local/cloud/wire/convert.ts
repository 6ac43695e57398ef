/**
 * The one walk over a value by its shape. What goes in and out differs only in its leaves: dates and bytes are typed values,
 * JSON or CBOR. Members that are not modeled, undefined or null do not arrive, as on any wire.
 */
import { MAX_DEPTH, mismatch, tooDeep } from './mismatch.ts';
import type { Member, Shape, Timestamp } from './shape.ts';

export interface Leaves {
  /** Undefined: the value is no timestamp. */
  timestamp(value: unknown, format: Timestamp['format']): unknown;
  /** Undefined: the value is no blob. */
  blob(value: unknown): unknown;
  /** For bytes that are a whole HTTP body. */
  readonly payload?: (value: unknown) => unknown;
  /** What a form has no words for does not arrive: empty structures, and in ec2Query empty lists. */
  readonly form?: 'query' | 'ec2';
}

/** A copy of the value in the other form. Throws SerializationException where the value has not its shape's type. */
export const convert = (shape: Shape, value: unknown, leaves: Leaves, depth = 0): unknown => {
  if (depth > MAX_DEPTH) throw tooDeep();
  switch (shape.kind) {
    case 'structure':
      if (!isRecord(value)) throw mismatch(shape, value);
      return convertMembers(shape.members, value, leaves, depth);
    case 'list':
      if (!Array.isArray(value)) throw mismatch(shape, value);
      return convertItems(shape.item.shape, value, leaves, depth);
    case 'map':
      if (!isRecord(value)) throw mismatch(shape, value);
      return convertEntries(shape.value.shape, value, leaves, depth);
    case 'timestamp':
      return leaves.timestamp(value, shape.format) ?? refuse(shape, value);
    case 'blob':
      return leaves.blob(value) ?? refuse(shape, value);
    case 'document':
      return copyDocument(value, depth);
    case 'bigint':
    case 'decimal':
      return typeof value === 'object' && Array.isArray(value) ? refuse(shape, value) : value;
    default:
      return typeof value === shape.kind ? value : refuse(shape, value);
  }
};

/** Structures, and those parts of one that travel in a body while others travel as headers. */
export const convertMembers = (
  members: readonly Member[],
  value: Readonly<Record<string, unknown>>,
  leaves: Leaves,
  depth = 0,
): Record<string, unknown> => {
  const target: Record<string, unknown> = {};
  for (const member of members) {
    const held = value[member.name];
    if (!isPresent(held)) continue;
    if (typeof held === member.shape.kind && !member.traits.httpPayload) {
      // Most of what travels is a text, a number or a flag: the same in every form. Nothing inherited is one.
      target[member.name] = held;
      continue;
    }
    if (!Object.hasOwn(value, member.name)) continue;
    const converted = convert(member.shape, held, leaves, depth + 1);
    if (vanishes(converted, held, leaves.form)) continue;
    target[member.name] = member.traits.httpPayload && leaves.payload ? leaves.payload(converted) : converted;
  }
  return target;
};

const convertItems = (shape: Shape, value: readonly unknown[], leaves: Leaves, depth: number): unknown[] => {
  const target: unknown[] = [];
  for (const item of value) {
    if (!isPresent(item)) continue;
    const converted = typeof item === shape.kind ? item : convert(shape, item, leaves, depth + 1);
    if (!vanishes(converted, item, leaves.form)) target.push(converted);
  }
  return target;
};

/** In awsQuery a list that is empty from the start travels as `Names=`; one whose items all vanish does not. */
const vanishes = (converted: unknown, held: unknown, form: Leaves['form']): boolean => {
  if (form === undefined) return false;
  if (Array.isArray(converted)) return converted.length === 0 && (form === 'ec2' || (held as unknown[]).length > 0);
  return isRecord(converted) && Object.keys(converted).length === 0;
};

const convertEntries = (shape: Shape, value: Readonly<Record<string, unknown>>, leaves: Leaves, depth: number) => {
  const target: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) {
    if (isPresent(held)) put(target, key, convert(shape, held, leaves, depth + 1));
  }
  return target;
};

/** A value without a model: what JSON can say. */
const copyDocument = (value: unknown, depth: number): unknown => {
  if (depth > MAX_DEPTH) throw tooDeep();
  if (Array.isArray(value)) return value.map((item) => copyDocument(item, depth + 1));
  if (!isRecord(value)) return value;
  const target: Record<string, unknown> = {};
  for (const [key, held] of Object.entries(value)) {
    if (held !== undefined) put(target, key, copyDocument(held, depth + 1));
  }
  return target;
};

/** Sets a key that came from outside: `__proto__` is a key like any other. */
export const put = (target: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  else target[key] = value;
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Uint8Array) &&
  !(value instanceof Date);

const isPresent = (value: unknown): boolean => value !== undefined && value !== null;

const refuse = (shape: Shape, value: unknown): never => {
  throw mismatch(shape, value);
};
