import { pointerTo } from './problem.ts';
import type { TaskDefinition } from './task-definition.ts';
import { normalForm, sameTaskDefinition } from './task-definition-form.ts';

/**
 * One difference; what is absent is undefined. Things with names are matched by them, and the pointer names them:
 * `/containerDefinitions/web/environment/LOG_LEVEL/value`.
 */
export interface Difference {
  readonly pointer: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What changes from one definition to the other, on their normal forms. Empty exactly when `sameTaskDefinition`. */
export const differences = (before: TaskDefinition, after: TaskDefinition): readonly Difference[] =>
  sameTaskDefinition(before, after) ? [] : between(normalForm(before), normalForm(after), []);

const between = (before: unknown, after: unknown, path: readonly (string | number)[]): readonly Difference[] => {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [one, other] = [members(before), members(after)];
  if (one === undefined || other === undefined) return [{ pointer: pointerTo(...path), before, after }];
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((name) =>
    between(one.get(name), other.get(name), [...path, name]),
  );
};

/** What can be compared member by member: objects, lists of named things, and lists of other objects by position. */
const members = (value: unknown): ReadonlyMap<string | number, unknown> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  if (value.some((item) => typeof item !== 'object' || item === null)) return undefined;
  const names = value.map((item: { name?: unknown }) => item.name);
  const named = names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
  return new Map(value.map((item, index) => [named ? (names[index] as string) : index, item]));
};
