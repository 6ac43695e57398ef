/** Create, Get, List, Update and DeleteEventSourceMapping, for SQS queues. */
import type {
  CreateEventSourceMappingCommandInput,
  CreateEventSourceMappingCommandOutput,
  DeleteEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommandOutput,
  EventSourceMappingConfiguration,
  GetEventSourceMappingCommandInput,
  GetEventSourceMappingCommandOutput,
  ListEventSourceMappingsCommandInput,
  ListEventSourceMappingsCommandOutput,
  UpdateEventSourceMappingCommandInput,
  UpdateEventSourceMappingCommandOutput,
} from '@aws-sdk/client-lambda';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { wholeNumberOf } from '../../sqs/attributes.ts';
import { queueByArn } from '../../sqs/find-queue.ts';
import type { Queue } from '../../sqs/state.ts';
import { listen, look, stopListening } from '../behaviour/poll.ts';
import { functionArn, functionOf, invalid, notFound } from '../find-function.ts';
import type { EventSourceMapping, HostedFunction } from '../state.ts';

type Settings = Pick<
  CreateEventSourceMappingCommandInput,
  'BatchSize' | 'MaximumBatchingWindowInSeconds' | 'FunctionResponseTypes' | 'ScalingConfig' | 'FilterCriteria'
>;

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const createEventSourceMapping: Operation<
  CreateEventSourceMappingCommandInput,
  CreateEventSourceMappingCommandOutput
> = (input, { world }) => {
  const hosted = functionOf(world, input.FunctionName);
  const queue = sourceOf(world, input.EventSourceArn);
  checkSettings(input, queue, hosted);
  const same = [...world.lambda.mappings.values()].find(
    ({ queueArn, functionName }) => queueArn === queue.arn && functionName === hosted.name,
  );
  if (same !== undefined)
    throw new AwsError(
      'ResourceConflictException',
      `An event source mapping with SQS arn (" ${queue.arn} ") and function (" ${hosted.name} ") already exists. Please update or delete the existing mapping with UUID ${same.uuid}`,
      409,
      { Type: 'User' },
    );
  const mapping: EventSourceMapping = {
    uuid: world.random.uuid(),
    queueArn: queue.arn,
    functionName: hosted.name,
    batchSize: input.BatchSize ?? 10,
    windowSeconds: input.MaximumBatchingWindowInSeconds ?? 0,
    reportsFailures: input.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    enabled: input.Enabled ?? true,
    modifiedAt: world.clock.now(),
    running: 0,
    taking: false,
    moreToTake: false,
    listener: () => look(world, mapping),
  };
  setConcurrency(mapping, input);
  world.lambda.mappings.set(mapping.uuid, mapping);
  listen(world, mapping);
  return { ...viewOf(world, mapping), State: 'Creating' };
};

const sourceOf = (world: World, arn: string | undefined): Queue => {
  if (!arn?.startsWith('arn:aws:sqs:')) throw invalid(`The embedded AWS maps SQS queues, not ${arn}`);
  const queue = queueByArn(world, arn);
  if (queue === undefined)
    throw invalid(
      'Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.',
    );
  return queue;
};

const checkSettings = (input: Settings, queue: Queue, hosted: HostedFunction): void => {
  const visibility = wholeNumberOf(queue, 'VisibilityTimeout');
  if (visibility < hosted.timeoutSeconds)
    throw invalid(
      `Queue visibility timeout: ${visibility} seconds is less than Function timeout: ${hosted.timeoutSeconds} seconds`,
    );
  const window = input.MaximumBatchingWindowInSeconds ?? 0;
  const batch = input.BatchSize ?? 10;
  if (queue.fifo && batch > 10) throw invalid('Batch size must be between 1 and 10');
  if (queue.fifo && window > 0) throw invalid('Batching window is not supported for FIFO queues.');
  if (batch > 10 && window < 1)
    throw invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  if ((input.FilterCriteria?.Filters ?? []).length > 0) throw invalid('The embedded AWS does not filter messages');
};

const setConcurrency = (mapping: EventSourceMapping, { ScalingConfig }: Settings): void => {
  if (ScalingConfig === undefined) return;
  if (ScalingConfig.MaximumConcurrency === undefined) delete mapping.maximumConcurrency;
  else mapping.maximumConcurrency = ScalingConfig.MaximumConcurrency;
};

export const updateEventSourceMapping: Operation<
  UpdateEventSourceMappingCommandInput,
  UpdateEventSourceMappingCommandOutput
> = (input, { world }) => {
  const mapping = mappingOf(world, input.UUID);
  const queue = sourceOf(world, mapping.queueArn);
  const settings: Settings = {
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.windowSeconds,
    ...input,
  };
  checkSettings(settings, queue, functionOf(world, mapping.functionName));
  mapping.batchSize = settings.BatchSize ?? mapping.batchSize;
  mapping.windowSeconds = settings.MaximumBatchingWindowInSeconds ?? mapping.windowSeconds;
  if (input.FunctionResponseTypes !== undefined)
    mapping.reportsFailures = input.FunctionResponseTypes.includes('ReportBatchItemFailures');
  setConcurrency(mapping, input);
  mapping.enabled = input.Enabled ?? mapping.enabled;
  mapping.modifiedAt = world.clock.now();
  if (mapping.enabled) look(world, mapping);
  return viewOf(world, mapping);
};

export const getEventSourceMapping: Operation<GetEventSourceMappingCommandInput, GetEventSourceMappingCommandOutput> = (
  input,
  { world },
) => viewOf(world, mappingOf(world, input.UUID));

export const listEventSourceMappings: Operation<
  ListEventSourceMappingsCommandInput,
  ListEventSourceMappingsCommandOutput
> = (input, { world }) => {
  const name = input.FunctionName === undefined ? undefined : functionOf(world, input.FunctionName).name;
  const found = [...world.lambda.mappings.values()].filter(
    ({ functionName, queueArn }) =>
      (name === undefined || functionName === name) &&
      (input.EventSourceArn === undefined || queueArn === input.EventSourceArn),
  );
  return { EventSourceMappings: found.map((mapping) => viewOf(world, mapping)) };
};

export const deleteEventSourceMapping: Operation<
  DeleteEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommandOutput
> = (input, { world }) => {
  const mapping = mappingOf(world, input.UUID);
  mapping.enabled = false;
  stopListening(world, mapping);
  world.lambda.mappings.delete(mapping.uuid);
  return { ...viewOf(world, mapping), State: 'Deleting' };
};

const mappingOf = (world: World, uuid: string | undefined): EventSourceMapping => {
  const mapping = world.lambda.mappings.get(uuid ?? '');
  if (mapping === undefined) throw notFound('The resource you requested does not exist.');
  return mapping;
};

const viewOf = (world: World, mapping: EventSourceMapping): EventSourceMappingConfiguration => ({
  UUID: mapping.uuid,
  EventSourceArn: mapping.queueArn,
  EventSourceMappingArn: `arn:aws:lambda:${world.region}:${world.account}:event-source-mapping:${mapping.uuid}`,
  FunctionArn: functionArn(world, mapping.functionName),
  BatchSize: mapping.batchSize,
  MaximumBatchingWindowInSeconds: mapping.windowSeconds,
  FunctionResponseTypes: mapping.reportsFailures ? ['ReportBatchItemFailures'] : [],
  State: mapping.enabled ? 'Enabled' : 'Disabled',
  StateTransitionReason: 'USER_INITIATED',
  LastModified: new Date(mapping.modifiedAt),
  ...(mapping.maximumConcurrency === undefined
    ? {}
    : { ScalingConfig: { MaximumConcurrency: mapping.maximumConcurrency } }),
});
