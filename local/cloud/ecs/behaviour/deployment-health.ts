/**
 * What the fate of its tasks means for a deployment. Only those that never came to run slow the scheduler down; one that ran and
 * then ended is neither throttled nor seen by the circuit breaker, unless it failed its health checks.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html, failedTasks
 */
import type { DeploymentRecord } from '../service-state.ts';
import type { TaskRecord } from '../state.ts';
import { isChecked } from './task-health.ts';

const firstPauseMs = 10_000;
const longestPauseMs = 15 * 60_000;

/** A task has come to run: the next ones are started without delay. */
export const taskRan = (task: TaskRecord): void => {
  if (task.deployment === undefined) return;
  endThrottle(task.deployment);
  if (!isChecked(task)) taskIsHealthy(task);
};

/** It runs and, where it has health checks, has passed them: failures count no more, unless the service says that they do. */
export const taskIsHealthy = ({ deployment }: TaskRecord): void => {
  const breaker = deployment?.revision.service.configuration.deploymentCircuitBreaker;
  if (deployment !== undefined && breaker?.resetOnHealthyTask !== false) deployment.failed = 0;
};

export const taskNeverRan = (deployment: DeploymentRecord): void => {
  deployment.failed += 1;
  deployment.failedSinceLook = true;
};

/** It ran, but did not pass its health checks, or there was no host for it. */
export const taskFailed = (deployment: DeploymentRecord): void => {
  if (deployment.rolloutState === 'IN_PROGRESS') deployment.failed += 1;
};

/** Tasks that failed together are one setback. Each makes the pause before the next start longer, up to 15 minutes. */
export const takeSetback = (deployment: DeploymentRecord, now: number): void => {
  if (!deployment.failedSinceLook) return;
  deployment.failedSinceLook = false;
  deployment.setbacks += 1;
  deployment.notBefore = now + Math.min(longestPauseMs, firstPauseMs * 2 ** (deployment.setbacks - 1));
};

/** As after an update of the service. */
export const endThrottle = (deployment: DeploymentRecord): void => {
  deployment.setbacks = 0;
  deployment.notBefore = 0;
};
