import type { Container } from '@aws-sdk/client-ecs';
import { parseArn } from '../../../../shared/ecs/arns.ts';
import type { World } from '../../kernel/world.ts';
import type { TaskRecord } from '../state.ts';
import { canAct } from './task-steps.ts';
import { stopTask } from './task-stops.ts';
import { taskChanged } from './tell.ts';

/**
 * A container of a running task ends by itself with this exit code, as an application that is done, or that crashed. When it
 * is essential the rest of the task is stopped. ECS hears of it when the agent is connected.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 * Throws when there is no such running container.
 */
export const exitContainer = (world: World, taskArn: string, containerName: string, exitCode: number): void => {
  const arn = parseArn(taskArn);
  const task = arn?.type === 'task' ? world.ecs.clusters.get(arn.cluster)?.tasksById.get(arn.id) : undefined;
  const container = task?.shown.containers?.find(({ name }) => name === containerName);
  if (task === undefined || container?.lastStatus !== 'RUNNING' || task.host.ended !== undefined)
    throw new Error(`task ${taskArn} has no running container ${containerName}`);
  if (canAct(task.host)) {
    reportExit(world, task, container, exitCode);
    return;
  }
  const other = task.heldBack;
  task.heldBack = () => {
    reportExit(world, task, container, exitCode);
    other?.();
  };
};

const reportExit = (world: World, task: TaskRecord, container: Container, exitCode: number): void => {
  container.lastStatus = 'STOPPED';
  container.exitCode = exitCode;
  const definition = task.definition.shown.containerDefinitions?.find(({ name }) => name === container.name);
  if (definition?.essential === false) taskChanged(world, task);
  else stopTask(world, task, 'EssentialContainerExited', 'Essential container in task exited');
};
