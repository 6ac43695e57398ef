/** ReceiveMessage. */
import type {
  Message as MessageView,
  ReceiveMessageCommandInput,
  ReceiveMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { wholeNumberOf } from '../attributes.ts';
import { takeMessages, waitForMessages } from '../behaviour/receive.ts';
import { md5, md5OfAttributes } from '../digests.ts';
import { queueOf } from '../find-queue.ts';
import type { Message } from '../state.ts';

/** A long poll waits on the clock and ends with the first message. */
export const receiveMessage: Operation<ReceiveMessageCommandInput, ReceiveMessageCommandOutput> = async (
  input,
  { world },
) => {
  const queue = queueOf(world, input.QueueUrl);
  const most = within('MaxNumberOfMessages', input.MaxNumberOfMessages ?? 1, 1, 10);
  const hide = within(
    'VisibilityTimeout',
    input.VisibilityTimeout ?? wholeNumberOf(queue, 'VisibilityTimeout'),
    0,
    43_200,
  );
  const wait = within(
    'WaitTimeSeconds',
    input.WaitTimeSeconds ?? wholeNumberOf(queue, 'ReceiveMessageWaitTimeSeconds'),
    0,
    20,
  );
  let messages = takeMessages(world, queue, most, hide * 1_000);
  if (messages.length === 0 && wait > 0)
    messages = await waitForMessages(world, queue, most, hide * 1_000, wait * 1_000);
  return messages.length === 0 ? {} : { Messages: messages.map((message) => viewOf(message, input)) };
};

const within = (name: string, value: number, from: number, to: number): number => {
  if (!Number.isInteger(value) || value < from || value > to)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${value} for parameter ${name} is invalid. Reason: Must be >= ${from} and <= ${to}, if provided.`,
    );
  return value;
};

const viewOf = (message: Message, input: ReceiveMessageCommandInput): MessageView => {
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

export const systemAttributesOf = (message: Message): Record<string, string> => ({
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
