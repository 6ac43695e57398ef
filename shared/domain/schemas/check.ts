import * as z from 'zod/mini';
import { didYouMean } from '../did-you-mean.ts';
import { AppError, type FieldError } from '../errors.ts';

/** Looks at what the shape alone cannot say, such as "no two alike". Must put up with any JSON. */
export type FurtherCheck = (raw: unknown) => readonly FieldError[];

/**
 * The value in its normal form, defaults filled in; or `InvalidInput` with everything that is wrong with it at once.
 * Pointers are relative to the value.
 */
export const check = <Schema extends z.ZodMiniType>(
  schema: Schema,
  raw: unknown,
  further: FurtherCheck = () => [],
): z.output<Schema> => {
  const { value, errors } = examine(schema, raw, further);
  if (errors.length > 0) throw invalid(errors);
  return value as z.output<Schema>;
};

/** Only what is not said already: one value is wrong once, and of what is wrong as a whole there is no more to say. */
export const beyond = (errors: readonly FieldError[], more: readonly FieldError[]): readonly FieldError[] => {
  const said = new Set(errors.map(({ pointer }) => pointer));
  return said.has('') ? [] : more.filter(({ pointer }) => !said.has(pointer));
};

/** What was asked for, in its normal form, when nothing is wrong with it. */
export interface Examined<Value> {
  readonly value?: Value;
  readonly errors: readonly FieldError[];
}

/** The same as `check`, with what is wrong as a value. */
export const examine = <Schema extends z.ZodMiniType>(
  schema: Schema,
  raw: unknown,
  further: FurtherCheck = () => [],
): Examined<z.output<Schema>> => {
  const result = z.safeParse(schema, raw, { reportInput: true });
  const ofShape = result.success ? [] : onceEach(result.error.issues.flatMap(fieldErrors));
  const errors = [...ofShape, ...beyond(ofShape, further(raw))];
  return result.success && errors.length === 0 ? { value: result.data, errors } : { errors };
};

/** A number can be too large in several ways. */
const onceEach = (errors: readonly FieldError[]): readonly FieldError[] => [
  ...new Map(errors.map((error) => [`${error.pointer} ${error.detail}`, error])).values(),
];

/** Errors beyond this many help nobody, and would make an answer of any size. */
const most = 100;

export const invalid = (errors: readonly FieldError[]): AppError => {
  const count = errors.length === 1 ? 'One value is' : `${errors.length} values are`;
  return new AppError('InvalidInput', `${count} wrong; nothing was changed.`, { errors: errors.slice(0, most) });
};

/** RFC 6901: `~` and `/` inside a key are escaped. */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const fieldErrors = (issue: z.core.$ZodIssue): FieldError[] => {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(',').filter((name) => name !== '');
    return issue.keys.map((key) => unknownField(pointerTo([...issue.path, key]), key, known));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ pointer: pointerTo(issue.path), detail: `this key ${message}` }));
  }
  if (issue.code === 'invalid_union') return fieldErrorsOfUnion(issue);
  return [{ pointer: pointerTo(issue.path), detail: issue.message }];
};

/** Of several forms the one that was tried, which is the one that is wrong inside, not as a whole. */
const fieldErrorsOfUnion = (issue: z.core.$ZodIssueInvalidUnion): FieldError[] => {
  const tried = issue.errors.find((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  if (tried === undefined) return [{ pointer: pointerTo(issue.path), detail: issue.message }];
  return tried.flatMap((inner) => fieldErrors({ ...inner, path: [...issue.path, ...inner.path] }));
};

export const unknownField = (pointer: string, key: string, known: readonly string[]): FieldError => {
  const detail = 'is not a known field';
  if (known.length === 0) return { pointer, detail: 'is not taken: there are none here' };
  const meant = didYouMean(key, known);
  return {
    pointer,
    detail,
    hint: meant === undefined ? `Known here: ${known.join(', ')}` : `Did you mean "${meant}"?`,
  };
};
