import { didYouMean } from '../domain/did-you-mean.ts';
import type { FieldError } from '../domain/errors.ts';
import { examine, invalid } from '../domain/schemas/check.ts';
import { taskDefinitionReference } from '../domain/schemas/names.ts';
import type { TaskDefinitionReads } from '../ports/task-definitions.ts';

/**
 * `family:revision` of what a request names; the newest ACTIVE revision when it names only a family. A wrong one is a wrong
 * value of the field `taskDefinition`.
 */
export const resolveTaskDefinition = async (reference: string, ports: ResolvePorts): Promise<string> => {
  const found = await look(reference, ports);
  if ('problem' in found) throw invalid([found.problem]);
  return found.resolved;
};

/** What is wrong with the task definition that a body names, if it names one: for bodies that are wrong elsewhere. */
export const definitionProblems = async (body: unknown, ports: ResolvePorts): Promise<readonly FieldError[]> => {
  const { value } = examine(taskDefinitionReference, Object(body).taskDefinition);
  const found = value === undefined ? undefined : await look(value, ports);
  return found !== undefined && 'problem' in found ? [found.problem] : [];
};

interface ResolvePorts {
  readonly taskDefinitions: TaskDefinitionReads;
}

/** An ARN of another account or region is not this one's definition of the same name. */
const isThere = (reference: string, arn: string): boolean =>
  !reference.startsWith('arn:') || arn === reference || arn.startsWith(`${reference}:`);

const look = async (
  reference: string,
  { taskDefinitions }: ResolvePorts,
): Promise<{ readonly resolved: string } | { readonly problem: FieldError }> => {
  const found = await taskDefinitions.find(reference);
  const pointer = '/taskDefinition';
  if (found === undefined || !isThere(reference, found.arn)) {
    const family = reference.slice(reference.lastIndexOf('/') + 1).split(':')[0]!;
    const meant = didYouMean(family, await taskDefinitions.families());
    const hint = meant === undefined ? 'POST /v1/task-definitions registers one.' : `Did you mean "${meant}"?`;
    return { problem: { pointer, detail: `there is no task definition ${reference}`, hint } };
  }
  if (found.status !== 'ACTIVE') return { problem: { pointer, detail: `${reference} is ${found.status}` } };
  return { resolved: `${found.family}:${found.revision}` };
};
