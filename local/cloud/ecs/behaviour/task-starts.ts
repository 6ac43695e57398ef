/** A placed task's way to RUNNING: (PROVISIONING) → PENDING → ACTIVATING → RUNNING. */
import type { Container } from '@aws-sdk/client-ecs';
import type { World } from '../../kernel/world.ts';
import type { TaskRecord } from '../state.ts';
import { beginChecks } from './container-health.ts';
import { taskRan } from './deployment-health.ts';
import { planFaultyExits } from './exit-container.ts';
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
  noteDigests(task);
  moveTo(world, task, 'ACTIVATING');
  planStep(world, task, ms, 'containers started', () => run(world, task));
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerImage.html; with `versionConsistency` disabled there is none. */
const noteDigests = ({ deployment, definition, shown: { containers = [] } }: TaskRecord): void => {
  if (deployment === undefined || deployment.revision.digests.size > 0) return;
  const free = new Set(
    definition.shown.containerDefinitions?.flatMap(({ name, versionConsistency }) =>
      versionConsistency === 'disabled' ? name : [],
    ),
  );
  deployment.revision.digests = new Map(
    containers.flatMap(({ name = '', imageDigest = '' }) => (free.has(name) ? [] : [[name, imageDigest]])),
  );
};

const run = (world: World, task: TaskRecord): void => {
  const awaited = awaitedToEnd(task);
  for (const container of task.shown.containers ?? []) {
    container.runtimeId = world.random.hex(64);
    container.lastStatus = awaited.has(container.name) ? 'STOPPED' : 'RUNNING';
    if (awaited.has(container.name)) container.exitCode = 0;
  }
  bindPorts(task);
  task.shown.startedAt = new Date(world.clock.now());
  taskRan(task);
  moveTo(world, task, 'RUNNING');
  beginChecks(world, task);
  planFaultyExits(world, task);
};

/**
 * Containers that others wait for to be done (COMPLETE, SUCCESS) have done their work when the task runs.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
 */
const awaitedToEnd = ({ definition }: TaskRecord): ReadonlySet<string | undefined> =>
  new Set(
    (definition.shown.containerDefinitions ?? []).flatMap(({ dependsOn = [] }) =>
      dependsOn.flatMap(({ containerName, condition }) =>
        condition === 'COMPLETE' || condition === 'SUCCESS' ? containerName : [],
      ),
    ),
  );

const connect = (task: TaskRecord, now: number): void => {
  task.shown.connectivity = 'CONNECTED';
  task.shown.connectivityAt = new Date(now);
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html */
const failToPull = (world: World, task: TaskRecord, container: Container): void => {
  container.reason = `CannotPullContainerError: Error response from daemon: ${whyNotPulled(container.image ?? '')}`;
  stopTask(world, task, 'TaskFailedToStart', 'Task failed to start');
};

/** Docker's words: of an image by tag or digest it knows the repository, but not the image. */
const whyNotPulled = (image: string): string => {
  const [, repository = image, version = ''] = /^(.*?)(?:(?:@sha256)?:([^/:]+))?$/.exec(image) ?? [];
  return version === '' || version === 'latest'
    ? `pull access denied for ${repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`
    : `manifest for ${image} not found: manifest unknown: Requested image not found`;
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
