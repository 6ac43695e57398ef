/** What the queue hands out, as messages; it is our own, and yet nothing in it is believed. */
import type { WakeMessage } from '../ports/wake.ts';
import type { Received } from './reconcile-batch.ts';

type Fields = Readonly<Record<string, unknown>>;

export interface ReceivedMessages {
  readonly received: readonly Received[];
  /** How many were no messages of ours: nothing can be done for them, so they are taken off the queue. */
  readonly dropped: number;
}

export const receivedMessages = (raw: unknown): ReceivedMessages => {
  const records = isObject(raw) && Array.isArray(raw['Records']) ? raw['Records'] : [];
  const received = records.flatMap(receivedOf);
  return { received, dropped: records.length - received.length };
};

const receivedOf = (record: unknown): readonly Received[] => {
  if (!isObject(record)) return [];
  const { messageId: id, receiptHandle: receipt, body, attributes } = record;
  const message = typeof body === 'string' ? messageIn(body) : undefined;
  if (message === undefined || typeof id !== 'string' || typeof receipt !== 'string') return [];
  const told = (name: string) => numberIn(isObject(attributes) ? attributes[name] : undefined);
  const [sentAt, receivedAt] = [told('SentTimestamp'), told('ApproximateFirstReceiveTimestamp')];
  const times = told('ApproximateReceiveCount') ?? 1;
  const byQueue = sentAt !== undefined && receivedAt !== undefined && { sentAt, receivedAt, times };
  return [{ id, receipt, times, message: { ...message, ...byQueue } }];
};

const numberIn = (value: unknown): number | undefined => {
  const number = Number.parseInt(words(value, 20), 10);
  return isTime(number) ? number : undefined;
};

const messageIn = (body: string): WakeMessage | undefined => {
  try {
    return messageOf(JSON.parse(body));
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTime = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const words = (value: unknown, most: number): string => (typeof value === 'string' ? value.slice(0, most) : '');

/** A hint beside the cluster that is wrong is left out: the look that was asked for takes place all the same. */
const messageOf = (value: unknown): WakeMessage | undefined => {
  if (!isObject(value)) return undefined;
  const { cluster, sentAt, cause, happenedAt, canWait, seen, tells, instance } = value;
  if (typeof cluster !== 'string' || !/^[A-Za-z0-9_-]{1,100}$/.test(cluster) || !isTime(sentAt)) return undefined;
  return {
    cluster,
    sentAt,
    cause: words(cause, 200),
    ...(isTime(happenedAt) && { happenedAt }),
    ...(canWait === true && { canWait }),
    ...seenIn(seen),
    ...(isOneOf(tells, ['maintenance', 'tasks', 'orphans'] as const) && { tells }),
    ...instanceIn(instance),
  };
};

const isOneOf = <Word extends string>(value: unknown, list: readonly Word[]): value is Word =>
  list.some((word) => word === value);

const seenIn = (seen: unknown): Pick<WakeMessage, 'seen'> => {
  if (!isObject(seen)) return {};
  const { arn, version } = seen;
  return typeof arn === 'string' && arn.length <= 400 && isTime(version) ? { seen: { arn, version } } : {};
};

const instanceIn = (instance: unknown): Pick<WakeMessage, 'instance'> => {
  if (!isObject(instance)) return {};
  const { id, shows } = instance;
  const known = typeof id === 'string' && /^i-[0-9a-f]{8,17}$/.test(id);
  return known && isOneOf(shows, ['leaving', 'interrupted'] as const) ? { instance: { id, shows } } : {};
};
