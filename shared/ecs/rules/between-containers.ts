import { type Finding, refuse } from '../problem.ts';
import type { ContainerDefinition, TaskDefinition } from '../task-definition.ts';
import { containersOf, type Rule } from './rule.ts';

/**
 * What containers of a task say about one another: links, dependsOn, volumesFrom. They name containers that exist, never
 * themselves, and never in a circle.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export const betweenContainersRules: Rule = function* (definition) {
  yield* linkRules(definition);
  yield* dependencyRules(definition);
  yield* volumesFromRules(definition);
};

const linkRules: Rule = function* (definition) {
  const mode = definition.networkMode ?? 'bridge';
  const names = namesOf(definition);
  for (const { container, at, called } of containersOf(definition)) {
    const links = container.links ?? [];
    if (links.length > 0 && mode !== 'bridge') {
      yield refuse(at('links'), `links need the network mode bridge, not ${mode}`, {
        ecsMessage: `Links are not supported when networkMode=${mode}.`,
      });
      continue;
    }
    for (const [index, link] of links.entries()) {
      const target = linkTarget(link);
      if (target === undefined) {
        yield refuse(at('links', index), 'must be the name of a container, or name:alias');
      } else {
        yield* exists(target, called, names, at('links', index), 'links to');
      }
    }
  }
  yield* noCircle(definition, (container) => (container.links ?? []).map(linkTarget), 'links', {
    ecsMessage: 'Container links should not have a cycle',
  });
};

const dependencyRules: Rule = function* (definition) {
  const names = namesOf(definition);
  const byName = new Map(containersOf(definition).map(({ container }) => [container.name || undefined, container]));
  for (const { container, at, called } of containersOf(definition)) {
    for (const [index, { containerName, condition }] of (container.dependsOn ?? []).entries()) {
      const pointer = (field: string) => at('dependsOn', index, field);
      yield* exists(containerName, called, names, pointer('containerName'), 'depends on');
      if (condition === undefined) yield refuse(pointer('condition'), 'a dependency needs a condition');
      const target = containerName ? byName.get(containerName) : undefined;
      if (target === undefined) continue;
      if ((condition === 'SUCCESS' || condition === 'COMPLETE') && target.essential !== false) {
        yield refuse(pointer('condition'), `${condition} waits for an end, but ${containerName} is essential`, {
          ecsMessage: 'A dependency container with SUCCESS or COMPLETE condition cannot be an essential container',
        });
      }
      if (condition === 'HEALTHY' && target.healthCheck === undefined) {
        yield refuse(pointer('condition'), `HEALTHY needs a health check, and ${containerName} has none`);
      }
    }
  }
  yield* noCircle(
    definition,
    (container) => (container.dependsOn ?? []).map(({ containerName }) => containerName),
    'dependsOn',
  );
};

const volumesFromRules: Rule = function* (definition) {
  const names = namesOf(definition);
  for (const { container, at, called } of containersOf(definition)) {
    for (const [index, { sourceContainer }] of (container.volumesFrom ?? []).entries()) {
      yield* exists(sourceContainer, called, names, at('volumesFrom', index, 'sourceContainer'), 'takes volumes from');
    }
  }
  yield* noCircle(
    definition,
    (container) => (container.volumesFrom ?? []).map(({ sourceContainer }) => sourceContainer),
    'volumesFrom',
  );
};

const linkTarget = (link: string): string | undefined => /^([A-Za-z0-9_-]+)(?::[A-Za-z0-9_-]+)?$/.exec(link)?.[1];

const namesOf = (definition: TaskDefinition): ReadonlySet<string | undefined> =>
  new Set(containersOf(definition).map(({ container }) => container.name));

const exists = function* (
  target: string | undefined,
  from: string,
  names: ReadonlySet<string | undefined>,
  pointer: string,
  verb: string,
): Iterable<Finding> {
  if (target === undefined || target === '') yield refuse(pointer, 'the name of a container is required');
  else if (target === from) yield refuse(pointer, `the container ${from} ${verb} itself`);
  else if (!names.has(target)) yield refuse(pointer, `there is no container ${target} in this task`);
};

/** Containers on a circle of references; one that refers to itself was reported already. */
const noCircle = function* (
  definition: TaskDefinition,
  targetsOf: (container: ContainerDefinition) => readonly (string | undefined)[],
  field: string,
  extra: Parameters<typeof refuse>[2] = {},
): Iterable<Finding> {
  const containers = containersOf(definition);
  const targets = new Map(
    containers.map(({ container }) => [container.name, targetsOf(container).filter((name) => name !== container.name)]),
  );
  const reaches = (from: string | undefined, goal: string | undefined): boolean => {
    const seen = new Set<string | undefined>();
    const open = [...(targets.get(from) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === goal) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(targets.get(next) ?? []));
    }
    return false;
  };
  const first = containers.find(
    ({ container }) => container.name !== undefined && reaches(container.name, container.name),
  );
  if (first !== undefined) yield refuse(first.at(field), `the ${field} of these containers go in a circle`, extra);
};
