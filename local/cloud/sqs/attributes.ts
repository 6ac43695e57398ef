/** The attributes of a queue: defaults, limits and what may be set. Pure. */
import { AwsError } from '../kernel/aws-error.ts';
import type { Queue } from './state.ts';

interface WholeNumber {
  readonly from: number;
  readonly to: number;
  readonly preset: number;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const wholeNumbers: Readonly<Record<string, WholeNumber>> = {
  DelaySeconds: { from: 0, to: 900, preset: 0 },
  MaximumMessageSize: { from: 1_024, to: 1_048_576, preset: 1_048_576 },
  MessageRetentionPeriod: { from: 60, to: 1_209_600, preset: 345_600 },
  ReceiveMessageWaitTimeSeconds: { from: 0, to: 20, preset: 0 },
  VisibilityTimeout: { from: 0, to: 43_200, preset: 30 },
  KmsDataKeyReusePeriodSeconds: { from: 60, to: 86_400, preset: 300 },
};
const words: Readonly<Record<string, readonly string[]>> = {
  FifoQueue: ['true', 'false'],
  ContentBasedDeduplication: ['true', 'false'],
  SqsManagedSseEnabled: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};
const texts = new Set(['Policy', 'RedrivePolicy', 'RedriveAllowPolicy', 'KmsMasterKeyId']);
const fifoItself = new Set(['FifoQueue', 'ContentBasedDeduplication']);
/** Refused in words of their own: localstack/localstack, test_create_standard_queue_with_fifo_attribute_raises_error, run against AWS. */
const highThroughput = new Set(['DeduplicationScope', 'FifoThroughputLimit']);

const flags = new Set(['FifoQueue', 'ContentBasedDeduplication', 'SqsManagedSseEnabled']);

/** `True` is `true`, as those of Python write it: localstack/localstack, tests/aws/services/sqs/test_sqs.py, run against AWS. */
export const normalized = (name: string, value: string): string => (flags.has(name) ? value.toLowerCase() : value);

/** Throws AWS's refusal of the first attribute that may not be set so. */
export const checkAttributes = (given: Readonly<Record<string, string | undefined>>, fifo: boolean): void => {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in wholeNumbers || name in words || texts.has(name)) || (fifoItself.has(name) && !fifo))
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (highThroughput.has(name) && !fifo)
      throw new AwsError('InvalidAttributeName', `You can specify the ${name} only when FifoQueue is set to true.`);
    if (value !== undefined && value !== '' && !isAllowed(name, value)) throw invalidValue(name);
  }
  if (given['RedrivePolicy']) readRedrivePolicy(given['RedrivePolicy']);
};

const isAllowed = (name: string, value: string): boolean => {
  const range = wholeNumbers[name];
  if (range !== undefined) return /^\d+$/.test(value) && Number(value) >= range.from && Number(value) <= range.to;
  return words[name]?.includes(value) ?? true;
};

const invalidValue = (name: string): AwsError =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

export const readRedrivePolicy = (text: string): RedrivePolicy => {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>;
    const most = Number(maxReceiveCount);
    if (typeof deadLetterTargetArn === 'string' && Number.isInteger(most) && most >= 1 && most <= 1_000)
      return { deadLetterTargetArn, maxReceiveCount: most };
  } catch {
    // Not JSON: the same refusal as any other wrong policy.
  }
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${text} for parameter RedrivePolicy is invalid. Reason: it needs deadLetterTargetArn and a maxReceiveCount from 1 to 1000.`,
  );
};

/** The value in force, set or preset. */
export const wholeNumberOf = (queue: Queue, name: string): number => {
  const set = queue.attributes.get(name);
  return set === undefined ? (wholeNumbers[name]?.preset ?? 0) : Number(set);
};

export const isOn = (queue: Queue, name: string): boolean => queue.attributes.get(name) === 'true';

/** Everything that was set or has a preset, as GetQueueAttributes shows it. */
export const settingsOf = (queue: Queue): Record<string, string> => {
  const presets: Record<string, string> = { SqsManagedSseEnabled: 'true' };
  for (const name of Object.keys(wholeNumbers))
    if (name !== 'KmsDataKeyReusePeriodSeconds') presets[name] = String(wholeNumberOf(queue, name));
  const fifo = { ContentBasedDeduplication: 'false', DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' };
  return { ...presets, ...(queue.fifo ? fifo : {}), ...Object.fromEntries(queue.attributes) };
};
