import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';

/** The details member of an event, under the name that its type has. */
export type Details = Omit<HistoryEvent, 'timestamp' | 'type' | 'id' | 'previousEventId'>;

/** Adds an event to a history and answers with its id: they count from 1. */
export const append = (
  now: number,
  history: HistoryEvent[],
  previousEventId: number,
  type: HistoryEventType,
  details: Details,
): number => {
  const id = history.length + 1;
  history.push({ timestamp: new Date(now), type, id, previousEventId, ...details });
  return id;
};
