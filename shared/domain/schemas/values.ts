/**
 * The kinds of value that requests are made of. Each says in words what would be right, so that an answer needs no table
 * of error messages, and each has bounds, so that nothing of any size reaches AWS.
 */
import * as z from 'zod/mini';

/** The message of a value that is absent, or else what it must be. */
const must = (words: string) => ({
  error: (issue: { readonly input?: unknown }) => (issue.input === undefined ? 'is missing' : `must be ${words}`),
});

/** Whole numbers. `unit` is part of the message only: the unit is in the field's name. */
export const integer = (minimum: number, maximum: number) => {
  const words = must(`an integer from ${minimum} to ${maximum}`);
  return z.int(words).check(z.minimum(minimum, words), z.maximum(maximum, words));
};

/** Text that matches a pattern; `words` describes it for people. */
export const matching = (pattern: RegExp, words: string) => z.string(must(words)).check(z.regex(pattern, must(words)));

/** Any text at all: for what is looked at elsewhere. */
export const text = () => z.string(must('text'));

/** One line of printable text: no control characters, so that it can go into logs, tags and reasons. */
export const line = (maximum: number) =>
  matching(new RegExp(`^[^\\p{Cc}\\u2028\\u2029]{1,${maximum}}$`, 'u'), `one line of 1 to ${maximum} characters`);

export const oneOf = <const Values extends readonly [string, ...string[]]>(values: Values) =>
  z.enum(values, must(values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`));

export const flag = () => z.boolean(must('true or false'));

export const list = <Item extends z.ZodMiniType>(item: Item, minimum: number, maximum: number) => {
  const words = must(`a list of ${minimum} to ${maximum}`);
  return z.array(item, words).check(z.minLength(minimum, words), z.maxLength(maximum, words));
};

/** A list without repetitions: what is named twice would count twice. */
export const distinct = <Item extends z.ZodMiniType>(item: Item, minimum: number, maximum: number) =>
  list(item, minimum, maximum).check(
    z.superRefine((values, context) => {
      for (const [index, value] of (values as unknown[]).entries())
        if ((values as unknown[]).indexOf(value) < index)
          context.addIssue({ code: 'custom', path: [index], message: 'is in the list already', input: value });
    }),
  );

/** An object that takes no other fields. Its issue for unknown fields carries the known ones, for "did you mean". */
export const closed = <Shape extends Record<string, z.ZodMiniType>>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === 'unrecognized_keys') return Object.keys(shape).join(',');
      return issue.input === undefined ? 'is missing' : 'must be an object';
    },
  });

/** An object of the caller's own keys. */
export const record = <Key extends z.core.$ZodRecordKey, Value extends z.ZodMiniType>(
  key: Key,
  value: Value,
  maximum: number,
) => {
  const words = `an object of at most ${maximum} entries`;
  return z
    .record(key, value, must(words))
    .check(z.refine((entries) => Object.keys(entries as object).length <= maximum, { error: `must be ${words}` }));
};
