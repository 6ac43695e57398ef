/**
 * Containers end by themselves. ECS hears of it when the agent is connected.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
import type { Container, ContainerDefinition } from '@aws-sdk/client-ecs';
import { parseArn } from '../../../../shared/ecs/arns.ts';
import type { World } from '../../kernel/world.ts';
import type { ContainerExit, TaskRecord } from '../state.ts';
import { containerHit } from './container-faults.ts';
import { whenAgentCan } from './task-steps.ts';
import { stopTask } from './task-stops.ts';
import { taskChanged } from './tell.ts';

/**
 * A container of a running task ends by itself with this exit code, as an application that is done, or that crashed. When it
 * is essential the rest of the task is stopped, unless its restart policy has it started again.
 * Throws when there is no such running container.
 */
export const exitContainer = (
  world: World,
  taskArn: string,
  containerName: string,
  exitCode: number,
  reason?: string,
): void => {
  const arn = parseArn(taskArn);
  const task = arn?.type === 'task' ? world.ecs.clusters.get(arn.cluster)?.tasksById.get(arn.id) : undefined;
  const container = task?.shown.containers?.find(({ name }) => name === containerName);
  if (task === undefined || container?.lastStatus !== 'RUNNING' || task.host.ended !== undefined)
    throw new Error(`task ${taskArn} has no running container ${containerName}`);
  whenAgentCan(task, () => reportExit(world, task, container, exitCode, reason));
};

/** The containers of the task have started, or this one has: those that something makes end will, each in its time. */
export const planFaultyExits = (world: World, task: TaskRecord, started?: string): void => {
  for (const fault of world.ecs.containerFaults) {
    const container = containerHit(task, fault);
    if (fault.exit !== undefined && (started === undefined || started === container) && fault.hits(task))
      planExit(world, task, container, fault.exit);
  }
};

/** A container ends after a time, as it runs now: not if it has been started again meanwhile. */
export const planExit = (world: World, task: TaskRecord, container: string, exit: ContainerExit): void => {
  const runtime = runtimeOf(task, container);
  world.clock.after(exit.afterMs, `container ${container} of task ${task.id} ends`, () => {
    if (runtime !== undefined && runtimeOf(task, container) === runtime && task.host.ended === undefined)
      exitContainer(world, task.arn, container, exit.exitCode, exit.reason);
  });
};

const runtimeOf = ({ shown }: TaskRecord, container: string): string | undefined =>
  shown.containers?.find(({ name, lastStatus }) => name === container && lastStatus === 'RUNNING')?.runtimeId;

const reportExit = (
  world: World,
  task: TaskRecord,
  container: Container,
  exitCode: number,
  reason: string | undefined,
): void => {
  if (container.lastStatus !== 'RUNNING') return;
  const definition = task.definition.shown.containerDefinitions?.find(({ name }) => name === container.name) ?? {};
  if (isRestarted(world, task, definition, exitCode)) {
    restart(world, task, container);
    return;
  }
  container.lastStatus = 'STOPPED';
  container.exitCode = exitCode;
  if (reason !== undefined) container.reason = reason;
  if (definition.essential === false) taskChanged(world, task);
  else stopTask(world, task, 'EssentialContainerExited', 'Essential container in task exited');
};

/** A container is not restarted before it has run for so long, if its policy says nothing else. */
const defaultAttemptPeriodSeconds = 60;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html */
const isRestarted = (
  world: World,
  task: TaskRecord,
  { name = '', restartPolicy }: Partial<ContainerDefinition>,
  exitCode: number,
): boolean => {
  if (restartPolicy?.enabled !== true || task.shown.desiredStatus !== 'RUNNING') return false;
  if (restartPolicy.ignoredExitCodes?.includes(exitCode) === true) return false;
  const startedAt = task.restarts.get(name) ?? task.shown.startedAt?.getTime() ?? 0;
  const periodMs = (restartPolicy.restartAttemptPeriod ?? defaultAttemptPeriodSeconds) * 1_000;
  return world.clock.now() - startedAt >= periodMs;
};

/** In place: the task stays what it is. That it is told is our reading: `runtimeId` has changed. */
const restart = (world: World, task: TaskRecord, container: Container): void => {
  task.restarts.set(container.name ?? '', world.clock.now());
  container.runtimeId = world.random.hex(64);
  taskChanged(world, task);
  planFaultyExits(world, task, container.name);
};
