/** A message as receivers see it. Pure. */
import type { Message as MessageView, ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import { md5, md5OfAttributes } from './digests.ts';
import type { Message } from './state.ts';

/** With the attributes that were asked for. */
export const viewOf = (message: Message, input: ReceiveMessageCommandInput): MessageView => {
  const asked = new Set<string>([...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])]);
  const system = Object.entries(systemAttributesOf(message)).filter(([name]) => asked.has('All') || asked.has(name));
  const own = Object.entries(message.attributes).filter(([name]) => isAsked(name, input.MessageAttributeNames ?? []));
  const ownMd5 = md5OfAttributes(Object.fromEntries(own));
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle!,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(ownMd5 === undefined ? {} : { MessageAttributes: Object.fromEntries(own), MD5OfMessageAttributes: ownMd5 }),
  };
};

/** By name, `All`, `.*` or a beginning such as `order.*`. */
const isAsked = (name: string, asked: readonly string[]): boolean =>
  asked.some(
    (wanted) => wanted === name || wanted === 'All' || (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2))),
  );

const systemAttributesOf = (message: Message): Record<string, string> => ({
  SenderId: message.senderId,
  SentTimestamp: String(message.sentAt),
  ApproximateReceiveCount: String(message.receiveCount),
  ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
  ...(message.sequence === undefined ? {} : { SequenceNumber: message.sequence }),
  ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
  ...(message.groupId === undefined ? {} : { MessageGroupId: message.groupId }),
  ...(message.traceHeader === undefined ? {} : { AWSTraceHeader: message.traceHeader }),
  ...(message.movedFrom === undefined ? {} : { DeadLetterQueueSourceArn: message.movedFrom }),
});
