import type { TaskDefinition } from './task-definition.ts';

/** The capabilities that ECS derives from a definition and answers as `requiresAttributes`. */
export const requiredAttributes = (definition: TaskDefinition): readonly { readonly name: string }[] => {
  const names = new Set<string>();
  if (definition.networkMode === 'awsvpc') names.add('ecs.capability.task-eni');
  return [...names].map((name) => ({ name }));
};
