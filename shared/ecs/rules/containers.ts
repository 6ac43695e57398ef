import { limits } from '../limits.ts';
import { isContainerName } from '../names.ts';
import { pointerTo, refuse } from '../problem.ts';
import { containersOf, isBlank, type Rule, repeated } from './rule.ts';

/**
 * Containers: 1 to 10 of them, each with a name of its own and an image, at least one essential (they are unless they say
 * otherwise). https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export const containerRules: Rule = function* (definition) {
  const containers = containersOf(definition);
  const all = pointerTo('containerDefinitions');
  if (containers.length === 0) {
    yield refuse(all, 'at least one container is required', { ecsMessage: 'Container list cannot be empty.' });
    return;
  }
  if (containers.length > limits.containersPerTaskDefinition) {
    yield refuse(all, `${containers.length} containers are more than ${limits.containersPerTaskDefinition}`, {
      ecsMessage: 'Too many containers.',
    });
  }
  for (const { container, at } of containers) {
    if (isBlank(container.name)) {
      yield refuse(at('name'), 'a container needs a name', {
        ecsMessage: 'Container.name should not be null or empty.',
      });
    } else if (!isContainerName(container.name ?? '')) {
      yield refuse(at('name'), 'a name has up to 255 letters, digits, hyphens and underscores', {
        ecsMessage: 'Container.name contains invalid characters.',
      });
    }
    if (isBlank(container.image)) {
      yield refuse(at('image'), 'a container needs an image', {
        ecsMessage: 'Container.image should not be null or empty.',
      });
    }
  }
  yield* repeated(
    containers.map(({ container }) => container.name),
    (index, name) =>
      refuse(pointerTo('containerDefinitions', index, 'name'), `another container is already called ${name}`, {
        ecsMessage: 'Container names must be unique within a Task Definition.',
      }),
  );
  if (containers.every(({ container }) => container.essential === false)) {
    yield refuse(all, 'no container is essential', {
      hint: 'leave out "essential" where the task should stop with the container',
      ecsMessage: "Task definition doesn't have any essential container.",
    });
  }
};
