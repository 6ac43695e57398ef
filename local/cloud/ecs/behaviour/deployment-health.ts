/**
 * What the fate of its tasks means for a deployment. Only tasks that never came to run count: one that ran and then ended is
 * neither throttled nor seen by the circuit breaker.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html
 */
import type { DeploymentRecord } from '../state.ts';

const firstPauseMs = 10_000;
const longestPauseMs = 15 * 60_000;

export const taskRan = (deployment: DeploymentRecord): void => {
  deployment.failed = 0;
  deployment.setbacks = 0;
  deployment.notBefore = 0;
};

export const taskNeverRan = (deployment: DeploymentRecord): void => {
  deployment.failed += 1;
  deployment.failedSinceLook = true;
};

/** Tasks that failed together are one setback. Each makes the pause before the next start longer, up to 15 minutes. */
export const takeSetback = (deployment: DeploymentRecord, now: number): void => {
  if (!deployment.failedSinceLook) return;
  deployment.failedSinceLook = false;
  deployment.setbacks += 1;
  deployment.notBefore = now + Math.min(longestPauseMs, firstPauseMs * 2 ** (deployment.setbacks - 1));
};
