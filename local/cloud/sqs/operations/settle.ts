/** What a receiver does with messages: DeleteMessage, ChangeMessageVisibility, their batches, and PurgeQueue. */
import type {
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput,
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput,
  DeleteMessageBatchCommandInput,
  DeleteMessageBatchCommandOutput,
  DeleteMessageCommandInput,
  DeleteMessageCommandOutput,
  PurgeQueueCommandInput,
  PurgeQueueCommandOutput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { eachEntry } from '../batch.ts';
import { messageIdIn } from '../behaviour/handles.ts';
import { forget } from '../behaviour/keep.ts';
import { forgetAtLeastOnce } from '../behaviour/reappear.ts';
import { hideUntil, tell } from '../behaviour/receive.ts';
import { queueOf } from '../find-queue.ts';
import type { Message, Queue } from '../state.ts';

export const deleteMessage: Operation<DeleteMessageCommandInput, DeleteMessageCommandOutput> = (input, { world }) => {
  remove(world, queueOf(world, input.QueueUrl), input.ReceiptHandle);
  return {};
};

export const deleteMessageBatch: Operation<DeleteMessageBatchCommandInput, DeleteMessageBatchCommandOutput> = (
  input,
  { world },
) => {
  const queue = queueOf(world, input.QueueUrl);
  return eachEntry('DeleteMessageBatchRequestEntry', input.Entries, ({ ReceiptHandle }) => {
    remove(world, queue, ReceiptHandle);
    return {};
  });
};

/** Deleting what is gone succeeds. An outdated handle leaves the message; a FIFO queue refuses it. */
const remove = (world: World, queue: Queue, handle: string | undefined): void => {
  const message = messageOf(queue, handle);
  if (message === undefined) return;
  const current = message.receiptHandle === handle;
  if (queue.fifo && (!current || message.visibleAt <= world.clock.now()))
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
    );
  if (!current) return;
  forgetAtLeastOnce(world, queue, message);
  // The next of its group can be had now.
  tell(world, queue);
};

export const changeMessageVisibility: Operation<
  ChangeMessageVisibilityCommandInput,
  ChangeMessageVisibilityCommandOutput
> = (input, { world }) => {
  hide(world, queueOf(world, input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout);
  return {};
};

export const changeMessageVisibilityBatch: Operation<
  ChangeMessageVisibilityBatchCommandInput,
  ChangeMessageVisibilityBatchCommandOutput
> = (input, { world }) => {
  const queue = queueOf(world, input.QueueUrl);
  return eachEntry(
    'ChangeMessageVisibilityBatchRequestEntry',
    input.Entries,
    ({ ReceiptHandle, VisibilityTimeout }) => {
      hide(world, queue, ReceiptHandle, VisibilityTimeout);
      return {};
    },
  );
};

/**
 * "The maximum is 12 hours from the time that Amazon SQS receives the ReceiveMessage request":
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const longestVisibilityMs = 43_200_000;

/**
 * A standard queue takes every handle of a message that is still there, whether the message is in flight or not: localstack/localstack,
 * tests/aws/services/sqs/test_sqs.py, test_change_message_visibility_after_visibility_timeout_expiration and
 * test_terminate_visibility_timeout_after_receive, which were run against AWS.
 */
const hide = (world: World, queue: Queue, handle: string | undefined, seconds: number | undefined): void => {
  if (seconds === undefined || !Number.isInteger(seconds) || seconds < 0 || seconds > 43_200)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and 43200.`,
    );
  const message = messageOf(queue, handle);
  const now = world.clock.now();
  if (message === undefined || (queue.fifo && (message.receiptHandle !== handle || message.visibleAt <= now)))
    throw new AwsError(
      'MessageNotInflight',
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
    );
  if (now + seconds * 1_000 > (message.lastReceivedAt ?? now) + longestVisibilityMs)
    throw new AwsError(
      'InvalidParameterValue',
      `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds].`,
    );
  hideUntil(world, queue, message, now + seconds * 1_000);
  if (seconds === 0) tell(world, queue);
};

const messageOf = (queue: Queue, handle: string | undefined): Message | undefined => {
  const id = handle === undefined ? undefined : messageIdIn(handle);
  if (id === undefined)
    throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
  return queue.messages.get(id);
};

const onePurgeInMs = 60_000;

/** Once a minute. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const purgeQueue: Operation<PurgeQueueCommandInput, PurgeQueueCommandOutput> = (input, { world }) => {
  const queue = queueOf(world, input.QueueUrl);
  const now = world.clock.now();
  if (queue.purgedAt !== undefined && now < queue.purgedAt + onePurgeInMs)
    throw new AwsError(
      'PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.name} is allowed every 60 seconds.`,
    );
  queue.purgedAt = now;
  for (const message of queue.messages.values()) forget(queue, message);
  return {};
};
