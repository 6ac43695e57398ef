import type { Problem } from './problem.ts';

/** Fields that DescribeTaskDefinition answers and RegisterTaskDefinition does not take. */
export const describeOnlyFields = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
] as const;

/** The document without what only a description has, and the names of what was dropped. Anything but an object is let through. */
export const dropDescribeOnly = (
  document: unknown,
): { readonly document: unknown; readonly dropped: readonly string[] } => {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return { document, dropped: [] };
  const dropped = describeOnlyFields.filter((field) => Object.hasOwn(document, field));
  const kept = Object.entries(document).filter(([field]) => !(dropped as readonly string[]).includes(field));
  return { document: Object.fromEntries(kept), dropped };
};

/** What ECS refuses, all of it at once, and what it takes although it looks like a mistake. */
export interface Review {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads a RegisterTaskDefinition document, whatever it is. Fields that are null count as absent. Never throws. */
export const reviewTaskDefinition = (document: unknown): Review => {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return { problems: [{ pointer: '', detail: 'a task definition is a JSON object' }], warnings: [] };
  }
  const problems: Problem[] = [];
  if (!('family' in document))
    problems.push({ pointer: '/family', detail: 'is required', ecsMessage: 'Family should not be null or empty.' });
  return { problems, warnings: [] };
};

/** Everything for which ECS refuses the document; empty when it registers. */
export const checkTaskDefinition = (document: unknown): readonly Problem[] => reviewTaskDefinition(document).problems;
