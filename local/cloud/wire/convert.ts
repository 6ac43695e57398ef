/**
 * The one walk over a value by its shape. What goes in and out differs only in its leaves: dates and bytes are typed values,
 * JSON or CBOR. Members that are not modeled, undefined or null do not arrive, as on any wire.
 */
import { type CopyMembers, compileMembers, type MemberCopier } from './copy-members.ts';
import { MAX_DEPTH, mismatch, tooDeep } from './mismatch.ts';
import type { Dictionary, List, Member, Shape, Structure, Timestamp } from './shape.ts';

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
export const convert = (shape: Shape, value: unknown, leaves: Leaves): unknown => converterOf(shape, leaves)(value, 0);

type Converter = (value: unknown, depth: number) => unknown;

/** Compiled when a shape is first met: walking the shape again for each value took most of the time of a large answer. */
const compiled = new WeakMap<Leaves, WeakMap<Shape, Converter>>();

const converterOf = (shape: Shape, leaves: Leaves): Converter => {
  const ofLeaves = compiled.get(leaves) ?? new WeakMap<Shape, Converter>();
  compiled.set(leaves, ofLeaves);
  const known = ofLeaves.get(shape);
  if (known !== undefined) return known;
  const made = compile(shape, leaves);
  ofLeaves.set(shape, made);
  return made;
};

const compile = (shape: Shape, leaves: Leaves): Converter => {
  switch (shape.kind) {
    case 'structure':
      return structureConverter(shape, leaves);
    case 'list':
      return listConverter(shape, leaves);
    case 'map':
      return mapConverter(shape, leaves);
    case 'timestamp':
      return (value) => leaves.timestamp(value, shape.format) ?? refuse(shape, value);
    case 'blob':
      return (value) => leaves.blob(value) ?? refuse(shape, value);
    case 'document':
      return copyDocument;
    case 'bigint':
    case 'decimal':
      return (value) => (Array.isArray(value) ? refuse(shape, value) : value);
    default:
      return (value) => (typeof value === shape.kind ? value : refuse(shape, value));
  }
};

const structureConverter = (shape: Structure, leaves: Leaves): Converter => {
  /** Made at the first value, since a structure may contain itself. */
  let copyMembers: CopyMembers | undefined;
  return (value, depth) => {
    if (depth > MAX_DEPTH) throw tooDeep();
    if (!isRecord(value)) throw mismatch(shape, value);
    copyMembers ??= compileMembers(shape.members.map((member) => memberCopier(member, leaves)));
    return copyMembers(value, depth);
  };
};

/** Most of what travels is a text, a number or a flag: the same in every form. */
const memberCopier = ({ name, shape, traits }: Member, leaves: Leaves): MemberCopier => {
  const convert = converterOf(shape, leaves);
  const payload = traits.httpPayload ? leaves.payload : undefined;
  return {
    name,
    plain: payload === undefined ? shape.kind : 'never',
    convert: (held, depth, of) => {
      // Nothing inherited is plain.
      if (!Object.hasOwn(of, name)) return undefined;
      const converted = convert(held, depth);
      if (vanishes(converted, held, leaves.form)) return undefined;
      return payload === undefined ? converted : payload(converted);
    },
  };
};

const listConverter = (shape: List, leaves: Leaves): Converter => {
  let ofItem: Converter | undefined;
  return (value, depth) => {
    if (depth > MAX_DEPTH) throw tooDeep();
    if (!Array.isArray(value)) throw mismatch(shape, value);
    ofItem ??= converterOf(shape.item.shape, leaves);
    const target: unknown[] = [];
    for (const item of value) {
      if (!isPresent(item)) continue;
      const converted = ofItem(item, depth + 1);
      if (!vanishes(converted, item, leaves.form)) target.push(converted);
    }
    return target;
  };
};

/** In awsQuery a list that is empty from the start travels as `Names=`; one whose items all vanish does not. */
const vanishes = (converted: unknown, held: unknown, form: Leaves['form']): boolean => {
  if (form === undefined) return false;
  if (Array.isArray(converted)) return converted.length === 0 && (form === 'ec2' || (held as unknown[]).length > 0);
  return isRecord(converted) && Object.keys(converted).length === 0;
};

const mapConverter = (shape: Dictionary, leaves: Leaves): Converter => {
  let ofValue: Converter | undefined;
  return (value, depth) => {
    if (depth > MAX_DEPTH) throw tooDeep();
    if (!isRecord(value)) throw mismatch(shape, value);
    ofValue ??= converterOf(shape.value.shape, leaves);
    const target: Record<string, unknown> = {};
    for (const [key, held] of Object.entries(value)) {
      if (isPresent(held)) put(target, key, ofValue(held, depth + 1));
    }
    return target;
  };
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
