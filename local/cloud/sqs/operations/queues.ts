/** CreateQueue, DeleteQueue, GetQueueUrl, ListQueues. */
import type {
  CreateQueueCommandInput,
  CreateQueueCommandOutput,
  DeleteQueueCommandInput,
  DeleteQueueCommandOutput,
  GetQueueUrlCommandInput,
  GetQueueUrlCommandOutput,
  ListQueuesCommandInput,
  ListQueuesCommandOutput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { checkAttributes, normalized, settingsOf } from '../attributes.ts';
import { forget } from '../behaviour/keep.ts';
import { checkDeadLetterQueue } from '../dead-letters.ts';
import { queueNamed, queueOf, urlOf } from '../find-queue.ts';
import type { Queue } from '../state.ts';

const nameIsFreeAfterMs = 60_000;

/** Idempotent for the same name and attributes. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html */
export const createQueue: Operation<CreateQueueCommandInput, CreateQueueCommandOutput> = (input, call) => {
  const { world } = call;
  const name = input.QueueName ?? '';
  const given = Object.entries(input.Attributes ?? {}).flatMap(([key, value]): [string, string][] =>
    value === undefined ? [] : [[key, normalized(key, value)]],
  );
  const attributes = Object.fromEntries(given);
  const fifo = attributes['FifoQueue'] === 'true';
  checkName(name, fifo);
  checkAttributes(attributes, name.endsWith('.fifo'));
  const existing = world.sqs.queues.get(name);
  if (existing !== undefined) {
    const settings = settingsOf(existing);
    const other = given.find(([key, value]) => settings[key] !== value);
    if (other !== undefined)
      throw new AwsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${other[0]}`,
      );
    return { QueueUrl: urlOf(call, existing) };
  }
  checkDeadLetterQueue(world, attributes['RedrivePolicy'], fifo);
  const freeAt = (world.sqs.deletedAt.get(name) ?? -Infinity) + nameIsFreeAfterMs;
  if (world.clock.now() < freeAt)
    throw new AwsError(
      'QueueDeletedRecently',
      'You must wait 60 seconds after deleting a queue before you can create another with the same name.',
    );
  const queue = newQueue(world, name, fifo, new Map(given), new Map(Object.entries(input.tags ?? {})));
  world.sqs.queues.set(name, queue);
  return { QueueUrl: urlOf(call, queue) };
};

const checkName = (name: string, fifo: boolean): void => {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name.replace(/\.fifo$/, '')) || name.length > 80)
    throw new AwsError(
      'InvalidParameterValue',
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  if (fifo !== name.endsWith('.fifo'))
    throw new AwsError(
      'InvalidParameterValue',
      fifo
        ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.'
        : 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
};

const newQueue = (
  world: World,
  name: string,
  fifo: boolean,
  attributes: Map<string, string>,
  tags: Map<string, string>,
): Queue => ({
  name,
  arn: `arn:aws:sqs:${world.region}:${world.account}:${name}`,
  fifo,
  createdAt: world.clock.now(),
  modifiedAt: world.clock.now(),
  attributes,
  tags,
  messages: new Map(),
  groups: new Map(),
  noneBefore: Number.POSITIVE_INFINITY,
  recentlySent: new Map(),
  attempts: new Map(),
  sent: 0,
  waiting: [],
  listeners: new Set(),
});

export const deleteQueue: Operation<DeleteQueueCommandInput, DeleteQueueCommandOutput> = (input, { world }) => {
  const queue = queueOf(world, input.QueueUrl);
  for (const message of queue.messages.values()) forget(queue, message);
  world.sqs.queues.delete(queue.name);
  world.sqs.deletedAt.set(queue.name, world.clock.now());
  return {};
};

export const getQueueUrl: Operation<GetQueueUrlCommandInput, GetQueueUrlCommandOutput> = (input, call) => ({
  QueueUrl: urlOf(call, queueNamed(call.world, input.QueueName ?? '')),
});

const pageSize = 1_000;

export const listQueues: Operation<ListQueuesCommandInput, ListQueuesCommandOutput> = (input, call) => {
  const names = [...call.world.sqs.queues.keys()].filter((name) => name.startsWith(input.QueueNamePrefix ?? '')).sort();
  const from = input.NextToken === undefined ? 0 : names.findIndex((name) => name > input.NextToken!);
  const rest = from < 0 ? [] : names.slice(from);
  const page = rest.slice(0, input.MaxResults ?? pageSize);
  const more = input.MaxResults !== undefined && rest.length > page.length;
  return {
    // No queues, no member: localstack/localstack, tests/aws/services/sqs/test_sqs.py, test_list_queues, run against AWS.
    ...(page.length === 0 ? {} : { QueueUrls: page.map((name) => urlOf(call, queueNamed(call.world, name))) }),
    ...(more ? { NextToken: page.at(-1)! } : {}),
  };
};
