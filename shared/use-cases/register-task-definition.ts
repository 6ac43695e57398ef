import type { FieldError } from '../domain/errors.ts';
import { invalid } from '../domain/schemas/check.ts';
import { needsInWords, needsOf } from '../domain/task-policy.ts';
import type { Problem } from '../ecs/problem.ts';
import type { TaskDefinition } from '../ecs/task-definition.ts';
import { sameTaskDefinition } from '../ecs/task-definition-form.ts';
import { dropDescribeOnly, reviewTaskDefinition } from '../ecs/task-definition-rules.ts';
import type { RequestKeys } from '../ports/stores.ts';
import type { RegisteredTaskDefinition, TaskDefinitions } from '../ports/task-definitions.ts';
import { claimKey, settleKey } from './claim-key.ts';
import { type DefinitionReport, definitionReport } from './read-task-definitions.ts';
import type { Circumstances } from './request-change.ts';

export interface Registration {
  readonly outcome: 'registered' | 'same' | 'would-register';
  /** Absent for a dry run of something new. */
  readonly definition?: DefinitionReport;
  readonly warnings: readonly string[];
}

/**
 * Registers ECS's own JSON as it is. A repeat under the same key answers with the revision of the first, whatever came later. Content that the newest revision has already gets no new revision; only that one is
 * compared, because a family's name means its newest revision. Everything that ECS would refuse comes as `InvalidInput`.
 */
export const registerTaskDefinition = async (
  raw: unknown,
  { origin, dryRun }: Circumstances,
  { taskDefinitions, requestKeys }: { readonly taskDefinitions: TaskDefinitions; readonly requestKeys: RequestKeys },
): Promise<Registration> => {
  const { document, dropped } = dropDescribeOnly(raw);
  const { problems, warnings: oddities, definition } = reviewTaskDefinition(document);
  if (problems.length > 0) throw invalid(problems.map(asFieldError));
  const made = dryRun ? undefined : await claimKey(origin, { requestKeys });
  const newest = await taskDefinitions.find(made ?? definition.family ?? '');
  const same = newest !== undefined && sameTaskDefinition(newest.document as TaskDefinition, definition);
  const warnings = [
    ...dropped.map((field) => `/${field} was left out: ECS answers it, but does not take it`),
    ...oddities.map(({ pointer, detail }) => `${pointer} ${detail}`),
    ...policyNote(definition),
    ...(same ? tagNote(definition, newest) : []),
  ];
  if (same) {
    if (!dryRun && made === undefined) await settleKey(origin, referenceOf(newest), { requestKeys });
    return { outcome: 'same', definition: definitionReport(newest), warnings };
  }
  if (dryRun) return { outcome: 'would-register', warnings };
  const registered = await taskDefinitions.register(definition as Readonly<Record<string, unknown>>);
  await settleKey(origin, referenceOf(registered), { requestKeys });
  return { outcome: 'registered', definition: definitionReport(registered), warnings };
};

const referenceOf = ({ family, revision }: RegisteredTaskDefinition): string => `${family}:${revision}`;

/** What ECS would refuse, for requests that are wrong elsewhere too. */
export const refusedByEcs = (raw: unknown): readonly FieldError[] =>
  reviewTaskDefinition(dropDescribeOnly(raw).document).problems.map(asFieldError);

const asFieldError = ({ pointer, detail, hint }: Problem): FieldError => ({
  pointer,
  detail,
  ...(hint === undefined ? {} : { hint }),
});

/** Registering takes what ECS takes; what may run is the policy of each host group. */
const policyNote = (definition: TaskDefinition): readonly string[] => {
  const needs = needsInWords(needsOf(definition));
  return needs === '' ? [] : [`it needs ${needs}, so it runs only on host groups whose "allow" says so`];
};

const tagNote = ({ tags }: TaskDefinition, newest: RegisteredTaskDefinition): readonly string[] => {
  const differ = (tags ?? []).some(({ key = '', value = '' }) => newest.tags[key] !== value);
  return differ ? ['/tags were left out: the content is that of the revision there is, which keeps its own'] : [];
};
