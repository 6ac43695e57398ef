/** PutEvents and TestEventPattern. */
import type {
  PutEventsCommandInput,
  PutEventsCommandOutput,
  PutEventsRequestEntry,
  PutEventsResultEntry,
  TestEventPatternCommandInput,
  TestEventPatternCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { envelopeOf, route } from '../behaviour/emit.ts';
import { isDefaultBus } from '../find-rule.ts';
import { parsePattern } from '../pattern.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const mostBytes = 262_144;

/**
 * Each entry is taken or refused by itself; the answer has one result per entry, in order. Events for a bus that does not exist
 * are taken and go nowhere: https://github.com/aws/aws-cli/issues/9186
 */
export const putEvents: Operation<PutEventsCommandInput, PutEventsCommandOutput> = (input, { world }) => {
  const entries = input.Entries ?? [];
  if (entries.reduce((sum, entry) => sum + sizeOf(entry), 0) > mostBytes)
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  const results = entries.map((entry) => refusalOf(entry) ?? put(world, entry));
  return { FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length, Entries: results };
};

const put = (world: World, entry: PutEventsRequestEntry): PutEventsResultEntry => {
  const event = {
    source: entry.Source!,
    detailType: entry.DetailType!,
    resources: entry.Resources ?? [],
    detail: JSON.parse(entry.Detail!),
  };
  const envelope = envelopeOf(world, event, entry.Time?.getTime() ?? world.clock.now());
  if (isDefaultBus(world, entry.EventBusName)) route(world, envelope);
  return { EventId: envelope.id };
};

const refusalOf = (entry: PutEventsRequestEntry): PutEventsResultEntry | undefined => {
  for (const name of ['Source', 'DetailType', 'Detail'] as const)
    if (!entry[name])
      return {
        ErrorCode: 'InvalidArgument',
        ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      };
  if (entry.Source!.startsWith('aws.'))
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  return isObjectText(entry.Detail!)
    ? undefined
    : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
};

const isObjectText = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value);
  } catch {
    return false;
  }
};

/** A time counts 14 bytes, everything else its UTF-8 length. */
const sizeOf = ({ Time, Source, DetailType, Detail, Resources }: PutEventsRequestEntry): number =>
  (Time === undefined ? 0 : 14) +
  [Source, DetailType, Detail, ...(Resources ?? [])].reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);

/**
 * What an event to be tested must have. The page of the operation names `resources` too, which AWS does not miss: localstack/localstack's
 * tests/aws/services/events/test_events_patterns.py was run against AWS with events that have none.
 */
const envelopeFields = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

export const testEventPattern: Operation<TestEventPatternCommandInput, TestEventPatternCommandOutput> = (input) => {
  const matches = parsePattern(input.EventPattern ?? '');
  const event = objectIn(input.Event ?? '');
  if (event === undefined || !envelopeFields.every((name) => name in event))
    throw new AwsError('ValidationException', 'Parameter Event is not valid.');
  return { Result: matches(event) };
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectIn = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
