import { closest } from './closest.ts';
import { type Finding, pointerTo, refuse } from './problem.ts';
import type { TaskDefinition } from './task-definition.ts';
import { containerFields, type Field, taskDefinitionFields } from './task-definition-fields.ts';

/**
 * Reads any value as a task definition: what has the wrong type, is unknown or not one of the allowed words is reported and
 * left out, so that the rules about content see only well-typed parts. Lists keep their length (what is wrong in them becomes
 * empty), so pointers stay true. Null and undefined count as absent.
 */
export const readShape = (
  document: unknown,
): { readonly definition: TaskDefinition; readonly findings: readonly Finding[] } => {
  const findings: Finding[] = [];
  const read = (value: unknown, field: Field, at: Path): unknown => {
    const wrong = (detail: string, hint?: string) => {
      findings.push(refuse(pointerTo(...at), detail, { ...(hint !== undefined && { hint }) }));
      return undefined;
    };
    switch (field.kind) {
      case 'text':
        if (typeof value !== 'string') return wrong(`must be text, not ${nameOf(value)}`, asText(value));
        if (field.oneOf === undefined || field.oneOf.includes(value)) return value;
        return wrong(`${quoted(value)} is not one of ${field.oneOf.join(', ')}`, didYouMean(value, field.oneOf));
      case 'whole number':
        if (typeof value !== 'number') return wrong(`must be a whole number, not ${nameOf(value)}`, asNumber(value));
        return Number.isInteger(value) && Math.abs(value) <= 2_147_483_647
          ? value
          : wrong(`${value} is not a whole number that ECS can hold`);
      case 'true or false':
        return typeof value === 'boolean' ? value : wrong(`must be true or false, not ${nameOf(value)}`);
      case 'list':
        if (!Array.isArray(value)) return wrong(`must be a list, not ${nameOf(value)}`);
        return value.map((item, index) => read(item, field.of, [...at, index]) ?? emptyOf(field.of));
      case 'map':
        if (!isObject(value)) return wrong(`must be an object of texts, not ${nameOf(value)}`);
        return fromEntries(
          present(value).map(([name, item]) => [name, read(item, { kind: 'text' }, [...at, name]) ?? '']),
        );
      case 'object':
        if (!isObject(value)) return wrong(`must be an object, not ${nameOf(value)}`);
        return fromEntries(
          present(value).flatMap(([name, item]): [string, unknown][] => {
            const known = Object.hasOwn(field.fields, name) ? field.fields[name] : undefined;
            if (known === undefined) {
              findings.push(unknownField([...at, name], name, Object.keys(field.fields)));
              return [];
            }
            const typed = read(item, known, [...at, name]);
            return typed === undefined ? [] : [[name, typed]];
          }),
        );
    }
  };
  const definition = read(document, taskDefinitionFields, []) ?? {};
  return { definition: definition as TaskDefinition, findings };
};

type Path = readonly (string | number)[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const present = (value: Record<string, unknown>): [string, unknown][] =>
  Object.entries(value).filter(([, item]) => item !== null && item !== undefined);

/** Not Object.fromEntries: a name such as `__proto__` must stay a plain member. */
const fromEntries = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> => {
  const result: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(result, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return result;
};

const emptyOf = (field: Field): unknown => {
  if (field.kind === 'object' || field.kind === 'map') return {};
  if (field.kind === 'list') return [];
  return field.kind === 'text' ? '' : undefined;
};

const unknownField = (at: Path, name: string, known: readonly string[]): Finding => {
  const hint = didYouMean(name, known) ?? belongsElsewhere(name, known);
  return refuse(pointerTo(...at), `${quoted(name)} is not a field of ECS's`, { ...(hint !== undefined && { hint }) });
};

const didYouMean = (word: string, known: readonly string[]): string | undefined => {
  const meant = closest(word, known);
  return meant === undefined ? undefined : `did you mean ${quoted(meant)}?`;
};

const belongsElsewhere = (name: string, known: readonly string[]): string | undefined => {
  if (Object.hasOwn(containerFields, name) && !known.includes('image')) return 'it belongs into a container definition';
  if (Object.hasOwn(taskDefinitionFields.fields, name)) return 'it belongs to the top level of the document';
  return undefined;
};

const nameOf = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as string] ?? typeof value;
};

const asText = (value: unknown): string | undefined =>
  typeof value === 'number' || typeof value === 'boolean' ? `write ${quoted(String(value))}` : undefined;

const asNumber = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? `write ${value} without quotes` : undefined;

const quoted = (value: string): string => JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
