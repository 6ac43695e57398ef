/** Sending: what a queue accepts, deduplication, and when the message can first be received. */
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import { isOn, wholeNumberOf } from '../attributes.ts';
import { sha256 } from '../digests.ts';
import type { Message, Queue } from '../state.ts';
import { keep } from './keep.ts';
import { hideUntil, tell } from './receive.ts';

const deduplicationMs = 300_000;
/** Twenty digits that only grow, with gaps. */
const firstSequence = 18_849_496_460_467_696_128n;

export interface Sending {
  readonly body: string;
  readonly attributes: Readonly<Record<string, MessageAttributeValue>>;
  readonly senderId: string;
  readonly traceHeader?: string;
  readonly delaySeconds?: number;
  readonly groupId?: string;
  readonly deduplicationId?: string;
}

export interface Sent {
  readonly messageId: string;
  readonly sequence?: string;
}

/** Throws AWS's refusal, before anything has changed. */
export const checkSending = (queue: Queue, sending: Sending): void => {
  if (sending.body === '')
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  const forbidden = forbiddenCharacter(sending.body);
  if (forbidden !== undefined)
    throw new AwsError('InvalidMessageContents', `Invalid character U+${forbidden} in the message body.`);
  const most = wholeNumberOf(queue, 'MaximumMessageSize');
  if (sizeOf(sending) > most)
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${most} bytes.`);
  const delay = sending.delaySeconds;
  if (delay !== undefined && (!Number.isInteger(delay) || delay < 0 || delay > 900))
    throw invalid(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  checkIdentifiers(sending);
  if (queue.fifo) checkFifo(queue, sending);
  else if (sending.deduplicationId !== undefined)
    throw invalid(
      `Value ${sending.deduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter that is not valid for this queue type.`,
    );
};

/** Groups are for standard queues too, where they make them fair. */
const checkIdentifiers = ({ groupId, deduplicationId }: Sending): void => {
  for (const [name, value] of Object.entries({ MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }))
    if (value !== undefined && !/^[!-~]{1,128}$/.test(value))
      throw invalid(
        `Value ${value} for parameter ${name} is invalid. Reason: ${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
      );
};

const checkFifo = (queue: Queue, { groupId, deduplicationId, delaySeconds }: Sending): void => {
  if (groupId === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  if (deduplicationId === undefined && !isOn(queue, 'ContentBasedDeduplication'))
    throw invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  if (delaySeconds)
    throw invalid(
      `Value ${delaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
};

/** Puts a checked message into the queue and tells those who wait for one. */
export const send = (world: World, queue: Queue, sending: Sending): Sent => {
  const now = world.clock.now();
  const deduplicationId = queue.fifo ? (sending.deduplicationId ?? sha256(sending.body)) : undefined;
  const scope = queue.attributes.get('DeduplicationScope') === 'messageGroup' ? `${sending.groupId} ` : '';
  if (deduplicationId !== undefined) {
    // The oldest first: those after one that still counts do so too.
    for (const [id, sent] of queue.recentlySent) {
      if (sent.until > now) break;
      queue.recentlySent.delete(id);
    }
    const before = queue.recentlySent.get(scope + deduplicationId);
    if (before !== undefined) return before;
  }
  const message = newMessage(world, queue, sending, deduplicationId);
  keep(queue, message);
  const sent = { messageId: message.id, ...(message.sequence === undefined ? {} : { sequence: message.sequence }) };
  if (deduplicationId !== undefined)
    queue.recentlySent.set(scope + deduplicationId, {
      until: now + deduplicationMs,
      messageId: message.id,
      sequence: message.sequence!,
    });
  hideUntil(world, queue, message, now + (sending.delaySeconds ?? wholeNumberOf(queue, 'DelaySeconds')) * 1_000);
  tell(world, queue);
  return sent;
};

const newMessage = (world: World, queue: Queue, sending: Sending, deduplicationId: string | undefined): Message => {
  const now = world.clock.now();
  return {
    id: world.random.uuid(),
    body: sending.body,
    attributes: sending.attributes,
    ...(sending.traceHeader === undefined ? {} : { traceHeader: sending.traceHeader }),
    senderId: sending.senderId,
    sentAt: now,
    enqueuedAt: now,
    ...(sending.groupId === undefined ? {} : { groupId: sending.groupId }),
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
    ...(queue.fifo ? { sequence: String(firstSequence + BigInt(++queue.sent) * 256n) } : {}),
    visibleAt: now,
    receiveCount: 0,
  };
};

/** Body and attributes count: names, types and values. */
export const sizeOf = ({ body, attributes }: Pick<Sending, 'body' | 'attributes'>): number => {
  let bytes = Buffer.byteLength(body);
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes))
    bytes += Buffer.byteLength(name + (DataType ?? '') + (StringValue ?? '')) + (BinaryValue?.byteLength ?? 0);
  return bytes;
};

/** Only the characters that XML 1.0 allows; the first other one, as hexadecimal digits. */
const forbiddenCharacter = (body: string): string | undefined =>
  /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.exec(body)?.[0].codePointAt(0)?.toString(16);

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValue', message);
