import { parseArn } from '../../../../shared/ecs/arns.ts';
import type { World } from '../../kernel/world.ts';
import { stopTask } from './task-stops.ts';
import { taskChanged } from './tell.ts';

/**
 * A container of a running task ends by itself with this exit code, as an application that is done, or that crashed. When it
 * is essential the rest of the task is stopped.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definition_environment
 * Throws when there is no such running container.
 */
export const exitContainer = (world: World, taskArn: string, containerName: string, exitCode: number): void => {
  const arn = parseArn(taskArn);
  const task = arn?.type === 'task' ? world.ecs.clusters.get(arn.cluster)?.tasksById.get(arn.id) : undefined;
  const container = task?.shown.containers?.find(({ name }) => name === containerName);
  if (task === undefined || container?.lastStatus !== 'RUNNING')
    throw new Error(`task ${taskArn} has no running container ${containerName}`);
  container.lastStatus = 'STOPPED';
  container.exitCode = exitCode;
  const definition = task.definition.shown.containerDefinitions?.find(({ name }) => name === containerName);
  if (definition?.essential === false) taskChanged(world, task);
  else stopTask(world, task, 'EssentialContainerExited', 'Essential container in task exited');
};
