import { limits } from './limits.ts';
import { type Finding, type Problem, refuse } from './problem.ts';
import { betweenContainersRules } from './rules/between-containers.ts';
import { containerSettingsRules } from './rules/container-settings.ts';
import { containerRules } from './rules/containers.ts';
import { fargateRules } from './rules/fargate.ts';
import { loggingRules } from './rules/logging.ts';
import { portRules } from './rules/ports.ts';
import type { Rule } from './rules/rule.ts';
import { sizeRules } from './rules/sizes.ts';
import { taskRules } from './rules/task.ts';
import { volumeRules } from './rules/volumes.ts';
import type { TaskDefinition } from './task-definition.ts';
import { readShape } from './task-definition-shape.ts';

/** In the order in which people should read what is wrong. */
const rules: readonly Rule[] = [
  taskRules,
  containerRules,
  sizeRules,
  portRules,
  betweenContainersRules,
  volumeRules,
  containerSettingsRules,
  loggingRules,
  fargateRules,
];

/** Fields that DescribeTaskDefinition answers and RegisterTaskDefinition does not take. */
export const describeOnlyFields: readonly string[] = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
];

/** The document without what only a description has, and the names of what was dropped. Anything but an object is let through. */
export const dropDescribeOnly = (
  document: unknown,
): { readonly document: unknown; readonly dropped: readonly string[] } => {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return { document, dropped: [] };
  const dropped = describeOnlyFields.filter((field) => Object.hasOwn(document, field));
  const kept = Object.entries(document).filter(([field]) => !dropped.includes(field));
  return { document: Object.fromEntries(kept), dropped };
};

/** What ECS refuses, all of it at once, and what is taken although it looks like a mistake. */
export interface Review {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** The well-typed part of the document, without nulls; the whole of it when there are no problems. */
  readonly definition: TaskDefinition;
}

/** Reads any JSON value as a RegisterTaskDefinition document. Fields that are null count as absent. Never throws. */
export const reviewTaskDefinition = (document: unknown): Review => {
  const { definition, findings: shape } = readShape(document);
  const wrongTypes = new Set(shape.map(({ pointer }) => pointer));
  const content = rules.flatMap((rule) => [...rule(definition)]);
  const findings = [
    ...tooLarge(definition),
    ...shape,
    ...content.filter(({ pointer }) => !isWithin(pointer, wrongTypes)),
  ];
  const of = (severity: Finding['severity']) => withoutRepeats(findings.filter((each) => each.severity === severity));
  return { problems: of('refusal'), warnings: of('warning'), definition };
};

/** Everything for which ECS refuses the document; empty when it registers. */
export const checkTaskDefinition = (document: unknown): readonly Problem[] => reviewTaskDefinition(document).problems;

const tooLarge = (definition: TaskDefinition): readonly Finding[] => {
  const bytes = new TextEncoder().encode(JSON.stringify(definition)).length;
  return bytes > limits.taskDefinitionBytes
    ? [refuse('', `${bytes} bytes are more than the ${limits.taskDefinitionBytes} that a task definition may have`)]
    : [];
};

/** Whether the place itself, or something that it is in, has the wrong type: then only that is worth saying. */
const isWithin = (pointer: string, wrong: ReadonlySet<string>): boolean => {
  if (wrong.size === 0) return false;
  for (let end = pointer.length; end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
    if (wrong.has(pointer.slice(0, end))) return true;
    if (end === 0) return false;
  }
  return false;
};

const withoutRepeats = (findings: readonly Finding[]): readonly Problem[] => {
  const seen = new Set<string>();
  return findings.flatMap(({ severity: _, ...problem }) => {
    const key = `${problem.pointer}\n${problem.detail}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [problem];
  });
};
