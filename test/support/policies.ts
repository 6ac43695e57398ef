/** What policies of IAM allow: as much of their language as ours use, and a stop at anything else. Pure. */
import type { Permission } from './permissions.ts';

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html */
export const allows = ({ Effect, Action, Resource, Condition = {} }: Statement, needed: Permission): boolean => {
  if (Effect !== 'Allow') throw new Error('only statements that allow are understood');
  return (
    [Action].flat().includes(needed.action) &&
    [Resource].flat().some((pattern) => like(pattern, needed.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, [values].flat(), needed.context[key])),
    )
  );
};

const operators: Readonly<Record<string, (wanted: string, value: string) => boolean>> = {
  StringEquals: (wanted, value) => wanted === value,
  StringLike: (wanted, value) => like(wanted, value),
};

/** A condition on what is not there does not hold. */
const holds = (operator: string, wanted: readonly string[], value: string | undefined): boolean => {
  const test = operators[operator];
  if (test === undefined) throw new Error(`the condition operator ${operator} is not understood`);
  return value !== undefined && wanted.some((one) => test(one, value));
};

/** `*` stands for any text, `?` for one character. */
const like = (pattern: string, value: string): boolean => {
  const plain = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${plain.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
};
