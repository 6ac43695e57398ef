/**
 * Whether a task counts towards the minimum healthy percent: with health checks when its essential containers have passed them,
 * without any when it has been RUNNING for 40 seconds.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html
 */
import type { TaskRecord } from '../state.ts';

const provenAfterMs = 40_000;

/** Epoch milliseconds; undefined: that is not a matter of time. */
export const healthyAt = (task: TaskRecord): number | undefined => {
  const { shown } = task;
  if (shown.lastStatus !== 'RUNNING' || shown.startedAt === undefined) return undefined;
  if (!isChecked(task)) return shown.startedAt.getTime() + provenAfterMs;
  return shown.healthStatus === 'HEALTHY' ? shown.startedAt.getTime() : undefined;
};

/** Its health checks have failed. */
export const isIll = ({ shown }: TaskRecord): boolean =>
  shown.lastStatus === 'RUNNING' && shown.healthStatus === 'UNHEALTHY';

/** It runs, and its health checks, if it has any, have passed. */
export const isWell = (task: TaskRecord): boolean =>
  task.shown.lastStatus === 'RUNNING' && (!isChecked(task) || task.shown.healthStatus === 'HEALTHY');

/** It has essential containers with health checks. */
export const isChecked = ({ definition }: TaskRecord): boolean =>
  (definition.shown.containerDefinitions ?? []).some(
    ({ essential, healthCheck }) => essential !== false && healthCheck !== undefined,
  );
