/** The embedded SQS: its operations by name. */
import type { Service } from '../kernel/service.ts';
import { sqsIgnored } from './ignored.ts';
import {
  getQueueAttributes,
  listQueueTags,
  setQueueAttributes,
  tagQueue,
  untagQueue,
} from './operations/attributes.ts';
import { createQueue, deleteQueue, getQueueUrl, listQueues } from './operations/queues.ts';
import { receiveMessage } from './operations/receive.ts';
import { sendMessage, sendMessageBatch } from './operations/send.ts';
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  purgeQueue,
} from './operations/settle.ts';

export const sqsService: Service = {
  name: 'sqs',
  sdk: () => import('@aws-sdk/client-sqs'),
  operations: {
    CreateQueue: createQueue,
    DeleteQueue: deleteQueue,
    GetQueueUrl: getQueueUrl,
    ListQueues: listQueues,
    GetQueueAttributes: getQueueAttributes,
    SetQueueAttributes: setQueueAttributes,
    TagQueue: tagQueue,
    UntagQueue: untagQueue,
    ListQueueTags: listQueueTags,
    SendMessage: sendMessage,
    SendMessageBatch: sendMessageBatch,
    ReceiveMessage: receiveMessage,
    DeleteMessage: deleteMessage,
    DeleteMessageBatch: deleteMessageBatch,
    ChangeMessageVisibility: changeMessageVisibility,
    ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
    PurgeQueue: purgeQueue,
  },
  ignored: sqsIgnored,
};
