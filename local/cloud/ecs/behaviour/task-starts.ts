/** A placed task's way to RUNNING: (PROVISIONING) → PENDING → ACTIVATING → RUNNING. */
import type { Container } from '@aws-sdk/client-ecs';
import type { World } from '../../kernel/world.ts';
import type { TaskRecord } from '../state.ts';
import { taskRan } from './deployment-health.ts';
import { bindPorts } from './task-network.ts';
import { isAwsvpc, moveTo, planStep } from './task-steps.ts';
import { stopTask } from './task-stops.ts';
import { taskChanged } from './tell.ts';

/**
 * The agent takes the task up. Of the time that the knobs give a start, most goes into pulling images; an awsvpc task waits for
 * its network interface before. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export const beginTask = (world: World, task: TaskRecord): void => {
  taskChanged(world, task);
  const startMs = world.random.between(...world.knobs.taskStartMs);
  if (isAwsvpc(task)) attachInterface(world, task, startMs);
  else pull(world, task, startMs);
};

const attachInterface = (world: World, task: TaskRecord, startMs: number): void =>
  planStep(world, task, startMs / 2, 'network interface attached', () => {
    for (const attachment of task.shown.attachments ?? []) attachment.status = 'ATTACHED';
    moveTo(world, task, 'PENDING');
    pull(world, task, startMs);
  });

const pull = (world: World, task: TaskRecord, startMs: number): void => {
  connect(task, world.clock.now());
  planStep(world, task, startMs * 0.8, 'images pulled', () => {
    task.shown.pullStartedAt = new Date(world.clock.now() - startMs * 0.7);
    task.shown.pullStoppedAt = new Date(world.clock.now());
    const missing = task.shown.containers?.find(({ image = '' }) => world.ecs.unpullableImages.has(image));
    if (missing !== undefined) failToPull(world, task, missing);
    else activate(world, task, startMs * 0.2);
  });
};

const activate = (world: World, task: TaskRecord, ms: number): void => {
  for (const container of task.shown.containers ?? [])
    container.imageDigest = `sha256:${digestOf(container.image ?? '')}`;
  moveTo(world, task, 'ACTIVATING');
  planStep(world, task, ms, 'containers started', () => run(world, task));
};

const run = (world: World, task: TaskRecord): void => {
  for (const container of task.shown.containers ?? []) {
    container.lastStatus = 'RUNNING';
    container.runtimeId = world.random.hex(64);
  }
  bindPorts(task);
  task.shown.startedAt = new Date(world.clock.now());
  task.shown.healthStatus = health(task);
  if (task.deployment !== undefined) taskRan(task.deployment);
  moveTo(world, task, 'RUNNING');
};

/** HEALTHY as soon as it runs where health checks are defined, as of containers that start well; UNKNOWN without any. */
const health = (task: TaskRecord): 'HEALTHY' | 'UNKNOWN' => {
  let checked = false;
  for (const definition of task.definition.shown.containerDefinitions ?? []) {
    if (definition.healthCheck === undefined) continue;
    checked = true;
    const container = task.shown.containers?.find(({ name }) => name === definition.name);
    if (container !== undefined) container.healthStatus = 'HEALTHY';
  }
  return checked ? 'HEALTHY' : 'UNKNOWN';
};

const connect = (task: TaskRecord, now: number): void => {
  task.shown.connectivity = 'CONNECTED';
  task.shown.connectivityAt = new Date(now);
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html */
const failToPull = (world: World, task: TaskRecord, container: Container): void => {
  container.reason = `CannotPullContainerError: Error response from daemon: pull access denied for ${container.image}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`;
  stopTask(world, task, 'TaskFailedToStart', 'Task failed to start');
};

/** The same image has the same digest everywhere. */
const digestOf = (image: string): string => {
  let hash = 0x811c9dc5;
  let digest = '';
  for (let round = 0; digest.length < 64; round++) {
    for (const char of `${image}#${round}`) hash = Math.imul(hash ^ char.charCodeAt(0), 0x01000193) >>> 0;
    digest += hash.toString(16).padStart(8, '0');
  }
  return digest;
};
