/** Evaluates the fields of a state: JSON in which any string of the form `{% … %}` is a JSONata expression. */
import jsonata from 'jsonata';
import { type Json, typeName } from './json.ts';

/** What an expression sees: `states` and the variables, and the functions of the dialect. */
export type Bindings = Readonly<Record<string, unknown>>;

/** An expression that has no JSON for an answer. `field` says where it stands, such as `Output/name`. */
export class QueryFailure extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = 'QueryFailure';
    this.field = field;
  }
}

/** The expression inside `{% … %}`, or undefined for plain text: no blanks may stand before or after the braces. */
export const expressionIn = (text: string): string | undefined =>
  text.startsWith('{%') && text.endsWith('%}') && text.length >= 4 ? text.slice(2, -2).trim() : undefined;

/** Evaluates every expression in a template. Throws QueryFailure with AWS's own words. */
export const evaluate = async (template: Json, field: string, bindings: Bindings): Promise<Json> => {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === undefined ? template : ask(expression, field, bindings);
  }
  if (template === null || typeof template !== 'object') return template;
  if (Array.isArray(template)) {
    const items: Json[] = [];
    for (const [index, item] of template.entries()) items.push(await evaluate(item, `${field}[${index}]`, bindings));
    return items;
  }
  const members: Record<string, Json> = {};
  for (const [key, value] of Object.entries(template))
    members[key] = await evaluate(value, `${field}/${key}`, bindings);
  return members;
};

/** Evaluates a field that must have a certain type. */
export const evaluateAs = async <Type extends keyof Types>(
  type: Type,
  template: Json,
  field: string,
  bindings: Bindings,
): Promise<Types[Type]> => {
  const value = await evaluate(template, field, bindings);
  if (typeName(value) !== type) {
    const expression = typeof template === 'string' ? (expressionIn(template) ?? template) : JSON.stringify(template);
    throw new QueryFailure(
      field,
      `The JSONata expression '${expression}' specified for the field '${field}' returned an unexpected result type. ` +
        `Expected '${type}', but was '${typeName(value)}' for value: ${JSON.stringify(value)}`,
    );
  }
  return value as Types[Type];
};
interface Types {
  string: string;
  number: number;
  boolean: boolean;
  array: readonly Json[];
}

const ask = async (expression: string, field: string, bindings: Bindings): Promise<Json> => {
  const subject = `The JSONata expression '${expression}' specified for the field '${field}'`;
  let answer: unknown;
  try {
    answer = await bounded(expression).evaluate(undefined, { ...bindings });
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw new QueryFailure(
      field,
      `${subject} threw an error during evaluation. ${code === undefined ? '' : `${code}: `}${message}`,
    );
  }
  if (answer === undefined) throw new QueryFailure(field, `${subject} returned nothing (undefined).`);
  if (isFunction(answer)) throw new QueryFailure(field, `${subject} returned an unsupported result type.`);
  // JSONata marks the arrays that it makes with members of its own; what leaves here is plain JSON.
  return JSON.parse(JSON.stringify(answer, (_, value) => (isFunction(value) ? undefined : value)));
};

/** Far more than any expression of 256 KiB needs. AWS does not say where it stops those that never end. */
const mostSteps = 250_000;
const deepest = 500;

/** An expression that cannot keep this process busy for ever, nor use up its stack. */
const bounded = (expression: string): jsonata.Expression => {
  const compiled = jsonata(expression, { stack: deepest });
  let steps = 0;
  // JSONata calls what is bound to this symbol before it evaluates a part of an expression.
  compiled.assign(Symbol.for('jsonata.__evaluate_entry') as unknown as string, () => {
    steps += 1;
    if (steps > mostSteps) throw new Error(`The expression does not end within ${mostSteps} steps`);
  });
  return compiled;
};

const isFunction = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value));
