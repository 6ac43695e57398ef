import type { Finding } from '../problem.ts';
import { pointerTo } from '../problem.ts';
import type { ContainerDefinition, TaskDefinition } from '../task-definition.ts';

/** What ECS checks about one subject. Rules see well-typed documents (task-definition-shape.ts) in which anything may be absent. */
export type Rule = (definition: TaskDefinition) => Iterable<Finding>;

export interface PlacedContainer {
  readonly container: ContainerDefinition;
  readonly at: (...parts: readonly (string | number)[]) => string;
  /** For sentences: the name, or which one it is. */
  readonly called: string;
}

export const containersOf = (definition: TaskDefinition): readonly PlacedContainer[] =>
  (definition.containerDefinitions ?? []).map((container, index) => ({
    container,
    at: (...parts) => pointerTo('containerDefinitions', index, ...parts),
    called: container.name || `number ${index + 1}`,
  }));

export const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

export const isOnFargate = (definition: TaskDefinition): boolean =>
  definition.requiresCompatibilities?.includes('FARGATE') ?? false;

export const isOnWindows = (definition: TaskDefinition): boolean =>
  definition.runtimePlatform?.operatingSystemFamily?.startsWith('WINDOWS') ?? false;

/** A finding for each text that occurred before in the list; blanks are not counted. */
export function* repeated(
  texts: readonly (string | undefined)[],
  found: (index: number, text: string) => Finding,
): Iterable<Finding> {
  const seen = new Set<string>();
  for (const [index, text] of texts.entries()) {
    if (text === undefined || text === '') continue;
    if (seen.has(text)) yield found(index, text);
    seen.add(text);
  }
}
