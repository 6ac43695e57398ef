import { didYouMean } from '../domain/did-you-mean.ts';
import { AppError } from '../domain/errors.ts';
import type { TaskDefinition } from '../ecs/task-definition.ts';
import { type Difference, differences } from '../ecs/task-definition-differences.ts';
import type { RegisteredTaskDefinition, TaskDefinitions } from '../ports/task-definitions.ts';

interface Ports {
  readonly taskDefinitions: TaskDefinitions;
}

export interface DefinitionReport {
  /** `family:revision`: what tasks and services name. */
  readonly taskDefinition: string;
  readonly family: string;
  readonly revision: number;
  readonly arn: string;
  readonly status: RegisteredTaskDefinition['status'];
  readonly registeredAt?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** As ECS describes it. */
  readonly document: RegisteredTaskDefinition['document'];
}

export const definitionReport = (one: RegisteredTaskDefinition): DefinitionReport => ({
  taskDefinition: `${one.family}:${one.revision}`,
  family: one.family,
  revision: one.revision,
  arn: one.arn,
  status: one.status,
  ...(one.registeredAt !== undefined && { registeredAt: new Date(one.registeredAt).toISOString() }),
  tags: one.tags,
  document: one.document,
});

/** Families with an ACTIVE revision, by name. */
export const listFamilies = async ({ taskDefinitions }: Ports): Promise<readonly string[]> =>
  (await taskDefinitions.families()).toSorted();

/** ACTIVE revisions as `family:revision`, newest first. Throws `TaskDefinitionNotFound` when there is none. */
export const listRevisions = async (
  family: string,
  limit: number,
  { taskDefinitions }: Ports,
): Promise<readonly string[]> => {
  const revisions = await taskDefinitions.revisions(family, limit);
  if (revisions.length === 0) throw await noSuchDefinition(family, { taskDefinitions });
  return revisions;
};

/** Throws `TaskDefinitionNotFound`. INACTIVE revisions can be read too. */
export const readDefinition = async (
  family: string,
  revision: number,
  { taskDefinitions }: Ports,
): Promise<DefinitionReport> => {
  const found = await taskDefinitions.find(`${family}:${revision}`);
  if (found === undefined) throw await noSuchDefinition(`${family}:${revision}`, { taskDefinitions });
  return definitionReport(found);
};

export interface DefinitionDiff {
  readonly before: string;
  readonly after: string;
  readonly same: boolean;
  readonly differences: readonly Difference[];
}

/** What changes from revision `against` to `revision`, on their normal forms. Throws `TaskDefinitionNotFound`. */
export const diffDefinitions = async (
  family: string,
  { revision, against }: { readonly revision: number; readonly against: number },
  ports: Ports,
): Promise<DefinitionDiff> => {
  const [before, after] = await Promise.all([
    readDefinition(family, against, ports),
    readDefinition(family, revision, ports),
  ]);
  const found = differences(before.document as TaskDefinition, after.document as TaskDefinition);
  return {
    before: before.taskDefinition,
    after: after.taskDefinition,
    same: found.length === 0,
    differences: found,
  };
};

const noSuchDefinition = async (reference: string, { taskDefinitions }: Ports): Promise<AppError> => {
  const family = reference.split(':')[0]!;
  const meant = didYouMean(family, await taskDefinitions.families());
  return new AppError('TaskDefinitionNotFound', `There is no task definition ${reference}.`, {
    ...(meant !== undefined && meant !== family && { hint: `Did you mean "${meant}"?` }),
  });
};
