/**
 * What time it is for a look at a cluster. The clock of one machine may be wrong, by hours even, and another one each time:
 * graces and deadlines that are told by it would pass too early, or never. The queue stamps its messages by AWS's clock.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
import type { Observation } from '../domain/observation.ts';
import type { Clock } from '../ports/clock.ts';
import type { WakeMessage } from '../ports/wake.ts';

/** From the moment that the queue hands a message out to the moment that we read it: a cold start is part of it. */
const onItsWayMs = 60_000;
/** VisibilityTimeout of the queue: a message whose look has failed is handed out again after so long. */
export const handedOutAgainAfterMs = 90_000;

/**
 * Milliseconds by which our own clock, which says `own`, is behind the time of this look; negative when it is ahead, 0 as long
 * as it may be right. Of messages that are handed out again only the first time is known: then it is no earlier than that, no
 * earlier than the end of the last look, and no later than so many handings out take.
 */
export const wrongByMs = (own: number, messages: readonly WakeMessage[], last: Observation | undefined): number => {
  const stamped = messages.filter(({ receivedAt }) => receivedAt !== undefined);
  if (stamped.length === 0) return 0;
  const stampedAt = Math.max(...stamped.flatMap(({ sentAt, receivedAt = sentAt }) => [sentAt, receivedAt]));
  const times = Math.min(...stamped.map(({ times: often = 1 }) => often));
  const latest = stampedAt + onItsWayMs + (times - 1) * handedOutAgainAfterMs;
  const seenAt = times === 1 ? 0 : (last?.finishedAt ?? 0);
  const earliest = seenAt > latest ? stampedAt : Math.max(stampedAt, seenAt);
  return own >= earliest && own <= latest ? 0 : earliest - own;
};

/** Our own clock, put right by so much once: during one look no clock goes wrong. */
export const clockPutRight = (clock: Clock, byMs: number): Clock =>
  byMs === 0 ? clock : { now: () => clock.now() + byMs, sleep: (ms) => clock.sleep(ms) };
