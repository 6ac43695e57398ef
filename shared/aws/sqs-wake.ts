/** The port Wake on an SQS FIFO queue. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Wake } from '../ports/wake.ts';
import type { Surroundings } from '../runtime.ts';
import { asking } from './aws-errors.ts';
import { clientOf } from './client.ts';

/**
 * MessageGroupId = cluster: two reconciles of one cluster never run at once. Every message has an id of its own, because
 * deduplication by time would swallow the message about the very change that came last.
 */
export const sqsWake = (around: Surroundings, queueUrl: string): Wake => {
  const sqs = clientOf(SQSClient, around);
  return {
    wake: (message) =>
      asking('sqs', async () => {
        await sqs.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: JSON.stringify(message),
            MessageGroupId: message.cluster,
            MessageDeduplicationId: around.uuid(),
          }),
        );
      }),
    postpone: (receipt, seconds) =>
      asking('sqs', async () => {
        await sqs.send(
          new ChangeMessageVisibilityCommand({
            QueueUrl: queueUrl,
            ReceiptHandle: receipt,
            VisibilityTimeout: seconds,
          }),
        );
      }),
    done: (receipt) =>
      asking('sqs', async () => {
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receipt }));
      }),
  };
};
