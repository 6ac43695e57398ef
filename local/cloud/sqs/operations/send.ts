/** SendMessage and SendMessageBatch. */
import type {
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageBatchRequestEntry,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Call, Operation } from '../../kernel/service.ts';
import { eachEntry } from '../batch.ts';
import { checkSending, type Sending, send, sizeOf } from '../behaviour/send.ts';
import { md5, md5OfAttributes } from '../digests.ts';
import { queueOf } from '../find-queue.ts';
import type { Queue } from '../state.ts';

const batchBytes = 1_048_576;

export const sendMessage: Operation<SendMessageCommandInput, SendMessageCommandOutput> = (input, call) =>
  accept(queueOf(call.world, input.QueueUrl), input, call);

export const sendMessageBatch: Operation<SendMessageBatchCommandInput, SendMessageBatchCommandOutput> = (
  input,
  call,
) => {
  const queue = queueOf(call.world, input.QueueUrl);
  const bytes = (input.Entries ?? []).reduce((sum, entry) => sum + sizeOf(sendingOf(entry, call)), 0);
  if (bytes > batchBytes)
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${batchBytes} bytes. You have sent ${bytes} bytes.`,
    );
  return eachEntry('SendMessageBatchRequestEntry', input.Entries, (entry) => accept(queue, entry, call));
};

type Request = Omit<SendMessageCommandInput, 'QueueUrl'> | SendMessageBatchRequestEntry;

const accept = (queue: Queue, request: Request, call: Call) => {
  const sending = sendingOf(request, call);
  checkSending(queue, sending);
  const { messageId, sequence } = send(call.world, queue, sending);
  const ofAttributes = md5OfAttributes(sending.attributes);
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5(sending.body),
    ...(ofAttributes === undefined ? {} : { MD5OfMessageAttributes: ofAttributes }),
    ...(sequence === undefined ? {} : { SequenceNumber: sequence }),
  };
};

const sendingOf = (request: Request, { caller }: Call): Sending => {
  const traceHeader = request.MessageSystemAttributes?.AWSTraceHeader?.StringValue;
  return {
    body: request.MessageBody ?? '',
    attributes: request.MessageAttributes ?? {},
    senderId: caller.role,
    ...(traceHeader === undefined ? {} : { traceHeader }),
    ...(request.DelaySeconds === undefined ? {} : { delaySeconds: request.DelaySeconds }),
    ...(request.MessageGroupId === undefined ? {} : { groupId: request.MessageGroupId }),
    ...(request.MessageDeduplicationId === undefined ? {} : { deduplicationId: request.MessageDeduplicationId }),
  };
};
