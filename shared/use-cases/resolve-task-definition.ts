import { didYouMean } from '../domain/did-you-mean.ts';
import { invalid } from '../domain/schemas/check.ts';
import type { TaskDefinitionReads } from '../ports/task-definitions.ts';

/**
 * `family:revision` of what a request names; the newest ACTIVE revision when it names only a family. A wrong one is a wrong
 * value of the field `taskDefinition`.
 */
export const resolveTaskDefinition = async (
  reference: string,
  { taskDefinitions }: { readonly taskDefinitions: TaskDefinitionReads },
): Promise<string> => {
  const found = await taskDefinitions.find(reference);
  const pointer = '/taskDefinition';
  if (found === undefined) {
    const family = reference.slice(reference.lastIndexOf('/') + 1).split(':')[0]!;
    const meant = didYouMean(family, await taskDefinitions.families());
    const hint = meant === undefined ? 'POST /v1/task-definitions registers one.' : `Did you mean "${meant}"?`;
    throw invalid([{ pointer, detail: `there is no task definition ${reference}`, hint }]);
  }
  if (found.status !== 'ACTIVE') throw invalid([{ pointer, detail: `${reference} is ${found.status}` }]);
  return `${found.family}:${found.revision}`;
};
