/**
 * Places the tasks of a run, chunk by chunk. Each chunk asks under a token of its own, which changes only after a definite
 * answer: repeating the step with the same input starts nothing twice.
 */
import { AppError } from '../domain/errors.ts';
import type { ClusterSpec } from '../domain/spec.ts';
import { clusterTags } from '../domain/tags.ts';
import { groupConstraints, groupsAllowing, needsInWords, needsOf } from '../domain/task-policy.ts';
import { runToken } from '../domain/tokens.ts';
import type { RunTask } from '../domain/wish.ts';
import type { EcsTasks, RunOutcome, RunRequest } from '../ports/ecs-tasks.ts';
import type { ClusterSpecs } from '../ports/stores.ts';
import type { TaskDefinitions } from '../ports/task-definitions.ts';
import { openCluster } from './change-cluster.ts';

/** Tasks that are still to be placed, at most ten: RunTask takes no more at once. */
export interface Chunk {
  readonly chunk: number;
  /** Moves after each definite answer. */
  readonly attempt: number;
  readonly missing: number;
}

export interface Placed {
  /** Ids of the tasks that this step has started. */
  readonly started: readonly string[];
  /** What is still to be placed. */
  readonly chunks: readonly Chunk[];
  /** Some were not tried this time although there was room: no reason to wait. */
  readonly more: boolean;
  readonly progress: { readonly done: number; readonly total: number };
  /** Why tasks were not placed, in ECS's words. */
  readonly waitingFor: readonly string[];
}

export interface PlacePorts {
  readonly clusterSpecs: ClusterSpecs;
  readonly taskDefinitions: TaskDefinitions;
  readonly ecsTasks: EcsTasks;
  readonly stack: string;
}

const chunkSize = 10;
/** One step must end well within the time of a Lambda. */
const chunksPerStep = 10;

export const placeTasks = async (
  wish: RunTask,
  operation: string,
  chunks: readonly Chunk[] | null,
  ports: PlacePorts,
): Promise<Placed> => {
  const todo = chunks ?? chunksOf(wish.count);
  const { spec } = await openCluster(wish.cluster, ports);
  if (spec.policy.paused === true) return paused(wish, todo);
  const request = await requestOf(wish, operation, spec, ports);
  const started: string[] = [];
  let short: Chunk | undefined;
  let tried = 0;
  let failures: RunOutcome['failures'] = [];
  // Tasks of one run are all alike: where one has no room, asking for the others would only use up the rate of calls.
  while (short === undefined && tried < Math.min(todo.length, chunksPerStep)) {
    const { chunk, attempt, missing } = todo[tried]!;
    const clientToken = runToken(operation, chunk, attempt);
    const outcome = await ports.ecsTasks.run({ ...request, count: missing, clientToken });
    started.push(...outcome.started.map(({ id }) => id));
    failures = outcome.failures;
    const still = missing - outcome.started.length;
    if (still > 0) short = { chunk, attempt: attempt + 1, missing: still };
    tried += 1;
  }
  const left = todo.slice(tried);
  const after = short === undefined ? left : [short, ...left];
  const unplaced = after.reduce((sum, { missing }) => sum + missing, 0);
  return {
    started,
    chunks: after,
    more: short === undefined && left.length > 0,
    progress: { done: wish.count - unplaced, total: wish.count },
    waitingFor: unplaced === 0 ? [] : [`${unplaced} of ${wish.count} tasks have no place yet: ${inWords(failures)}`],
  };
};

/** A pause holds runs too; they go on after it, if their time lasts. */
const paused = ({ cluster, count }: RunTask, chunks: readonly Chunk[]): Placed => ({
  started: [],
  chunks,
  more: false,
  progress: { done: count - chunks.reduce((sum, { missing }) => sum + missing, 0), total: count },
  waitingFor: [`${cluster} is paused: nothing is started in it`],
});

export const chunksOf = (count: number): readonly Chunk[] =>
  Array.from({ length: Math.ceil(count / chunkSize) }, (_, chunk) => ({
    chunk,
    attempt: 0,
    missing: Math.min(chunkSize, count - chunk * chunkSize),
  }));

/** Throws `PolicyRefusal` when the definition needs what no group allows. */
const requestOf = async (
  { cluster, taskDefinition, placement, network, overrides, tags }: RunTask,
  operation: string,
  spec: ClusterSpec,
  ports: PlacePorts,
): Promise<Omit<RunRequest, 'count' | 'clientToken'>> => {
  const definition = await ports.taskDefinitions.find(taskDefinition);
  if (definition === undefined)
    throw new AppError('TaskDefinitionNotFound', `There is no task definition ${taskDefinition}.`);
  const needs = needsOf(definition.document);
  const constraints = groupConstraints(spec, needs);
  if (constraints.length > 0 && groupsAllowing(spec, needs).length === 0)
    throw new AppError('PolicyRefusal', `${taskDefinition} needs ${needsInWords(needs)}, which no host group allows.`);
  return {
    cluster,
    taskDefinition,
    placement,
    constraints,
    // One-per-host is counted within a group of tasks, so every run is one of its own.
    group: `run:${operation}`,
    startedBy: operation,
    tags: clusterTags(ports.stack, cluster, tags),
    ...(network === undefined ? {} : { network }),
    ...(overrides === undefined ? {} : { overrides }),
  };
};

const inWords = (failures: RunOutcome['failures']): string => {
  const reasons = new Map<string, number>();
  for (const { reason, detail } of failures) {
    const words = detail === undefined ? reason : `${reason} (${detail})`;
    reasons.set(words, (reasons.get(words) ?? 0) + 1);
  }
  return [...reasons].map(([reason, times]) => (times === 1 ? reason : `${reason} on ${times} hosts`)).join(', ');
};
