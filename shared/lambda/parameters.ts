import type * as z from 'zod/mini';
import { AppError, type FieldError } from '../domain/errors.ts';
import { examine } from '../domain/schemas/check.ts';
import { closed } from '../domain/schemas/values.ts';

type Shape = Readonly<Record<string, z.ZodMiniType>>;

/** Path parameters by the route's own schemas: a name that ECS would not take is `InvalidInput`. */
export const pathValues = (shape: Shape, raw: Readonly<Record<string, string | undefined>>): unknown => {
  const { value, errors } = examine(closed(shape), typed(shape, raw));
  if (errors.length > 0) throw new AppError('InvalidInput', 'The path is wrong.', { errors: errors.map(asParameter) });
  return value;
};

/** Query parameters, closed like bodies: an unknown one is `BadQuery`, because ignoring it could do more than was asked. */
export const queryValues = (shape: Shape, raw: Readonly<Record<string, string | undefined>>): unknown => {
  const typed = Object.entries(raw).map(([name, text]) => [
    name,
    text === undefined ? text : typedAs(shape[name], text),
  ]);
  const { value, errors } = examine(closed(shape), Object.fromEntries(typed));
  if (errors.length > 0) throw new AppError('BadQuery', 'The query is wrong.', { errors: errors.map(asParameter) });
  return value;
};

const asParameter = ({ pointer, ...error }: FieldError): FieldError => ({
  ...error,
  pointer: '',
  parameter: pointer.slice(1),
});

const typed = (shape: Shape, raw: Readonly<Record<string, string | undefined>>): unknown =>
  Object.fromEntries(
    Object.entries(raw).map(([name, text]) => [name, text === undefined ? text : typedAs(shape[name], text)]),
  );

/** `true`, `50` as what the schema wants; what does not read as that stays text, for the schema to refuse. */
const typedAs = (schema: z.ZodMiniType | undefined, text: string): unknown => {
  const type = schema === undefined ? 'string' : innermost(schema)._zod.def.type;
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  if ((type === 'number' || type === 'int') && /^-?[0-9]{1,15}$/.test(text)) return Number(text);
  return text;
};

const innermost = (schema: z.core.$ZodType): z.core.$ZodType => {
  const { innerType } = schema._zod.def as { readonly innerType?: z.core.$ZodType };
  return innerType === undefined ? schema : innermost(innerType);
};
