import type * as z from 'zod/mini';
import type { FieldError } from '../domain/errors.ts';
import { own } from '../domain/own.ts';
import { type Examined, examine } from '../domain/schemas/check.ts';
import { closed } from '../domain/schemas/values.ts';

type Shape = Readonly<Record<string, z.ZodMiniType>>;

/**
 * Parameters of the path or of the query by the route's own schemas. Closed like bodies: an unknown one is wrong, because
 * ignoring it could do more than was asked.
 */
export const parameterValues = (shape: Shape, raw: Readonly<Record<string, string | undefined>>): Examined<unknown> => {
  const { errors, ...examined } = examine(closed(shape), typed(shape, raw));
  return { ...examined, errors: errors.map(asParameter) };
};

const asParameter = ({ pointer, ...error }: FieldError): FieldError => ({
  ...error,
  pointer: '',
  parameter: pointer.slice(1),
});

const typed = (shape: Shape, raw: Readonly<Record<string, string | undefined>>): unknown =>
  Object.fromEntries(
    Object.entries(raw).map(([name, text]) => [name, text === undefined ? text : typedAs(own(shape, name), text)]),
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
