/** Which messages an earlier look has answered already. Told by the queue's clock alone: those of our functions may differ. */
import type { Observation } from '../domain/observation.ts';
import type { WakeMessage } from '../ports/wake.ts';

/** A look that left something undone answers nobody: whoever woke us is handed out again, and has to be listened to. */
export const isAnswered = (messages: readonly WakeMessage[], last: Observation | undefined): boolean =>
  last !== undefined &&
  !last.unfinished &&
  messages.every(({ sentAt }) => sentAt < (last.heardUntil ?? last.startedAt));

/** When the queue handed these out, which was before they were looked at. Undefined: nobody knows. */
export const heardUntil = (messages: readonly WakeMessage[]): number | undefined => {
  const times = messages.flatMap(({ receivedAt }) => (receivedAt === undefined ? [] : [receivedAt]));
  return times.length === 0 ? undefined : Math.max(...times);
};
