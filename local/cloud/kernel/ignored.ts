/** Which of the members that an operation does nothing with a request carries. */
import type { IgnoredMember } from './journal.ts';
import type { Service } from './service.ts';

export type FindIgnored = (operation: string, input: Readonly<Record<string, unknown>>) => readonly IgnoredMember[];

/** Prepared once per service: most operations ignore nothing, and cost nothing. */
export const ignoredIn = ({ name, ignored = {} }: Service): FindIgnored => {
  const byOperation = new Map(
    Object.entries(ignored).map(([operation, members]) => [
      operation,
      members.map((member) => ({ found: { service: name, operation, member }, path: member.split('.') })),
    ]),
  );
  return (operation, input) =>
    byOperation.get(operation)?.flatMap(({ found, path }) => (carries(input, path, 0) ? [found] : [])) ?? [];
};

/** `false` and empty lists say nothing, so nothing is ignored. */
const carries = (value: unknown, path: readonly string[], at: number): boolean => {
  if (Array.isArray(value)) return value.some((item) => carries(item, path, at));
  const name = path[at];
  if (name === undefined) return value !== undefined && value !== null && value !== false;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? carries((value as Record<string, unknown>)[name], path, at + 1)
    : false;
};
