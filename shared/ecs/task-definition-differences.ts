import type { TaskDefinition } from './task-definition.ts';

/** One difference: absent values are undefined. Containers are matched by name, so the pointer names them: `/containerDefinitions/web/image`. */
export interface Difference {
  readonly pointer: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** What changes from one definition to the other, on their normal forms. Empty exactly when `sameTaskDefinition`. */
export const differences = (before: TaskDefinition, after: TaskDefinition): readonly Difference[] =>
  before.family === after.family ? [] : [{ pointer: '/family', before: before.family, after: after.family }];
