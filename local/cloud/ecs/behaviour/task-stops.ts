/** A task's way out: DEACTIVATING → STOPPING → (DEPROVISIONING) → STOPPED, and how its host gets its room back. */
import type { TaskStopCode } from '@aws-sdk/client-ecs';
import type { World } from '../../kernel/world.ts';
import type { TaskRecord } from '../state.ts';
import { taskNeverRan } from './deployment-health.ts';
import { dropNetworkInterface } from './task-network.ts';
import { leave } from './task-records.ts';
import { dropSteps, isAwsvpc, moveTo, planStep, roomMayHaveCome, wakeDaemonsOn } from './task-steps.ts';
import { hostChanged, taskChanged } from './tell.ts';

/** Containers get 30 s between SIGTERM and SIGKILL unless they say otherwise. */
const defaultStopTimeoutSeconds = 30;

/**
 * Wants the task stopped, for a reason. What already stops goes on as it does.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
 */
export const stopTask = (world: World, task: TaskRecord, code: TaskStopCode, reason: string): void => {
  if (task.shown.desiredStatus === 'STOPPED') return;
  task.shown.desiredStatus = 'STOPPED';
  task.shown.stopCode = code;
  task.shown.stoppedReason = reason;
  task.shown.stoppingAt = new Date(world.clock.now());
  taskChanged(world, task);
  task.service?.wake();

  const { ms, killed } = stopTime(world, task);
  if (task.shown.startedAt === undefined) endContainersIn(world, task, ms / 4, undefined);
  else deactivate(world, task, ms, killed ? 137 : 143);
};

const deactivate = (world: World, task: TaskRecord, ms: number, exitCode: number): void =>
  planStep(world, task, ms / 10, 'deactivating', () => {
    moveTo(world, task, 'DEACTIVATING');
    planStep(world, task, ms / 10, 'stopping', () => {
      moveTo(world, task, 'STOPPING');
      endContainersIn(world, task, (ms * 8) / 10, exitCode);
    });
  });

const stopTime = (world: World, task: TaskRecord): { readonly ms: number; readonly killed: boolean } => {
  const wanted = world.random.between(...world.knobs.taskStopMs);
  const timeouts = (task.definition.shown.containerDefinitions ?? []).map(
    ({ stopTimeout }) => (stopTimeout ?? defaultStopTimeoutSeconds) * 1_000,
  );
  const limit = Math.max(...timeouts);
  return wanted < limit ? { ms: wanted, killed: false } : { ms: limit, killed: true };
};

/** No exit code: the containers never started. */
const endContainersIn = (world: World, task: TaskRecord, ms: number, exitCode: number | undefined): void =>
  planStep(world, task, ms, 'containers stopped', () => {
    task.shown.executionStoppedAt = new Date(world.clock.now());
    endContainers(task, exitCode);
    if (isAwsvpc(task)) detachInterface(world, task, ms / 2);
    else finishTask(world, task);
  });

const detachInterface = (world: World, task: TaskRecord, ms: number): void => {
  moveTo(world, task, 'DEPROVISIONING');
  planStep(world, task, ms, 'network interface removed', () => finishTask(world, task));
};

const endContainers = (task: TaskRecord, exitCode: number | undefined): void => {
  for (const container of task.shown.containers ?? []) {
    if (container.lastStatus === 'STOPPED') continue;
    container.lastStatus = 'STOPPED';
    if (exitCode !== undefined) container.exitCode = exitCode;
  }
};

/** The task is STOPPED: its room is free and it stays visible for a while. */
const finishTask = (world: World, task: TaskRecord): void => {
  dropSteps(task);
  for (const attachment of task.shown.attachments ?? []) dropNetworkInterface(world, attachment);
  task.shown.stoppedAt = new Date(world.clock.now());
  leave(world, task);
  if (task.deployment !== undefined && task.shown.stopCode === 'TaskFailedToStart') taskNeverRan(task.deployment);
  moveTo(world, task, 'STOPPED');
  hostChanged(world, task.host);
  roomMayHaveCome(task.cluster);
  if (task.host.status !== 'ACTIVE') wakeDaemonsOn(task.host);
};

/** The task's host has gone, and its containers with it: no exit codes, no way through the statuses. */
export const loseTask = (world: World, task: TaskRecord, code: TaskStopCode, reason: string): void => {
  if (task.shown.desiredStatus !== 'STOPPED') {
    task.shown.desiredStatus = 'STOPPED';
    task.shown.stopCode = code;
    task.shown.stoppedReason = reason;
    task.shown.stoppingAt = new Date(world.clock.now());
  }
  endContainers(task, undefined);
  finishTask(world, task);
};
