import type { RequestKeys } from '../ports/stores.ts';
import type { TaskDefinitions } from '../ports/task-definitions.ts';
import { claimKey } from './claim-key.ts';
import { type DefinitionReport, definitionReport, readDefinition } from './read-task-definitions.ts';
import type { Circumstances } from './request-change.ts';

/**
 * Tasks that run keep running, and services of it keep their tasks; nothing new is started from it. Throws
 * `TaskDefinitionNotFound`.
 */
export const deregisterTaskDefinition = async (
  { family, revision }: { readonly family: string; readonly revision: number },
  { origin, dryRun }: Circumstances,
  ports: { readonly taskDefinitions: TaskDefinitions; readonly requestKeys: RequestKeys },
): Promise<{ readonly changed: boolean; readonly definition: DefinitionReport }> => {
  const definition = await readDefinition(family, revision, ports);
  if (!dryRun) await claimKey(origin, ports);
  if (definition.status !== 'ACTIVE') return { changed: false, definition };
  if (dryRun) return { changed: true, definition };
  const gone = await ports.taskDefinitions.deregister(definition.taskDefinition);
  return { changed: true, definition: gone === undefined ? definition : definitionReport(gone) };
};
