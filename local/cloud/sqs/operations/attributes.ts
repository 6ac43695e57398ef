/** GetQueueAttributes, SetQueueAttributes, TagQueue, UntagQueue, ListQueueTags. */
import type {
  GetQueueAttributesCommandInput,
  GetQueueAttributesCommandOutput,
  ListQueueTagsCommandInput,
  ListQueueTagsCommandOutput,
  SetQueueAttributesCommandInput,
  SetQueueAttributesCommandOutput,
  TagQueueCommandInput,
  TagQueueCommandOutput,
  UntagQueueCommandInput,
  UntagQueueCommandOutput,
} from '@aws-sdk/client-sqs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { checkAttributes, normalized, settingsOf } from '../attributes.ts';
import { dropExpired } from '../behaviour/keep.ts';
import { checkDeadLetterQueue } from '../dead-letters.ts';
import { queueOf } from '../find-queue.ts';
import type { Queue } from '../state.ts';

export const getQueueAttributes: Operation<GetQueueAttributesCommandInput, GetQueueAttributesCommandOutput> = (
  input,
  { world },
) => {
  const queue = queueOf(world, input.QueueUrl);
  const all: Record<string, string> = { ...settingsOf(queue), ...factsOf(world, queue) };
  const asked = new Set<string>(input.AttributeNames ?? []);
  for (const name of asked)
    if (name !== 'All' && !(name in all) && !optional.has(name))
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  const shown = Object.entries(all).filter(([name, value]) => value !== '' && (asked.has('All') || asked.has(name)));
  return shown.length === 0 ? {} : { Attributes: Object.fromEntries(shown) };
};

/** Known, and absent while not set. */
const optional = new Set([
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
]);

/** Delayed, in flight, and free to be received. */
const factsOf = (world: World, queue: Queue): Record<string, string> => {
  dropExpired(world, queue);
  const hidden = [...queue.messages.values()].filter(({ visibleAt }) => visibleAt > world.clock.now());
  const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
  const seconds = (time: number) => String(Math.floor(time / 1_000));
  return {
    QueueArn: queue.arn,
    CreatedTimestamp: seconds(queue.createdAt),
    LastModifiedTimestamp: seconds(queue.modifiedAt),
    ApproximateNumberOfMessages: String(queue.messages.size - hidden.length),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    ApproximateNumberOfMessagesNotVisible: String(hidden.length - delayed),
  };
};

export const setQueueAttributes: Operation<SetQueueAttributesCommandInput, SetQueueAttributesCommandOutput> = (
  input,
  { world },
) => {
  const queue = queueOf(world, input.QueueUrl);
  const given = Object.entries(input.Attributes ?? {}).map(
    ([name, value]) => [name, value === undefined ? undefined : normalized(name, value)] as const,
  );
  checkAttributes(Object.fromEntries(given), queue.fifo);
  checkDeadLetterQueue(world, input.Attributes?.['RedrivePolicy'], queue.fifo);
  const fifo = given.find(([name]) => name === 'FifoQueue');
  if (fifo !== undefined && fifo[1] !== String(queue.fifo))
    throw new AwsError('InvalidAttributeName', 'Unknown Attribute FifoQueue.');
  for (const [name, value] of given) {
    if (value === undefined || value === '') queue.attributes.delete(name);
    else queue.attributes.set(name, value);
  }
  queue.modifiedAt = world.clock.now();
  return {};
};

export const tagQueue: Operation<TagQueueCommandInput, TagQueueCommandOutput> = (input, { world }) => {
  const { tags } = queueOf(world, input.QueueUrl);
  for (const [key, value] of Object.entries(input.Tags ?? {})) tags.set(key, value);
  return {};
};

export const untagQueue: Operation<UntagQueueCommandInput, UntagQueueCommandOutput> = (input, { world }) => {
  const { tags } = queueOf(world, input.QueueUrl);
  for (const key of input.TagKeys ?? []) tags.delete(key);
  return {};
};

/** Without tags there is no member `Tags`: localstack/localstack, tests/aws/services/sqs/test_sqs.snapshot.json, test_tag_untag_queue. */
export const listQueueTags: Operation<ListQueueTagsCommandInput, ListQueueTagsCommandOutput> = (input, { world }) => {
  const { tags } = queueOf(world, input.QueueUrl);
  return tags.size === 0 ? {} : { Tags: Object.fromEntries(tags) };
};
