import { AppError } from '../domain/errors.ts';
import type { Meter } from '../ports/meter.ts';
import type { WakeMessage } from '../ports/wake.ts';
import type { Outcome } from './reconcile-batch.ts';

/** What came of one look, and how long after the events that it led from. */
export const measureReconcile = (
  messages: readonly WakeMessage[],
  outcome: Outcome,
  meter: Meter,
  startedAt: number,
): void => {
  const unreadable = outcome instanceof AppError && outcome.code === 'UnreadableState';
  if (unreadable) meter.add('UnreadableState', 1);
  if (outcome instanceof Error) meter.add('FailedReconciles', 1);
  else if (outcome.status === 'out-of-time') meter.add('AbandonedReconciles', 1);
  else if (outcome.status === 'nothing-to-look-at' || outcome.status === 'too-early') meter.add('SkippedReconciles', 1);
  else {
    meter.add('Reconciles', 1);
    if (outcome.status === 'reconciled' && outcome.settled) meter.add('SettledClusters', 1);
    for (const { happenedAt } of messages)
      if (happenedAt !== undefined) meter.add('EventLag', Math.max(0, startedAt - happenedAt));
  }
};
