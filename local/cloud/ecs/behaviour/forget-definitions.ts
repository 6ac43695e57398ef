import type { World } from '../../kernel/world.ts';
import type { TaskDefinitionRecord } from '../state.ts';

/**
 * Deleted task definitions are DELETE_IN_PROGRESS as long as tasks or services use them, and then gone. Called where task
 * definitions are read, instead of at the end of each task.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html
 */
export const forgetDeleted = (world: World): void => {
  for (const definition of world.ecs.deletedDefinitions) {
    if (isUsed(world, definition)) continue;
    world.ecs.deletedDefinitions.delete(definition);
    world.ecs.families.get(definition.family)?.revisions.delete(definition.revision);
  }
};

const isUsed = (world: World, definition: TaskDefinitionRecord): boolean =>
  [...world.ecs.clusters.values()].some(
    ({ tasksByFamily, services }) =>
      [...(tasksByFamily.get(definition.family)?.live ?? [])].some((task) => task.definition === definition) ||
      [...services.values()].some(
        ({ status, deployments }) =>
          status !== 'INACTIVE' && deployments.some((deployment) => deployment.definition === definition),
      ),
  );
