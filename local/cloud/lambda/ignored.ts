/** Members of requests that are accepted and have no effect here. A test compares this list with the code. */
import type { Service } from '../kernel/service.ts';

/** Of sources that are not here, and of what is done with batches that fail. */
const ofMappings = [
  'AmazonManagedKafkaEventSourceConfig',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'DocumentDBEventSourceConfig',
  'KMSKeyArn',
  'LoggingConfig',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'MetricsConfig',
  'ParallelizationFactor',
  'ProvisionedPollerConfig',
  'SelfManagedKafkaEventSourceConfig',
  'SourceAccessConfigurations',
  'TumblingWindowInSeconds',
];

export const lambdaIgnored: NonNullable<Service['ignored']> = {
  CreateEventSourceMapping: [
    ...ofMappings,
    'Queues',
    'SelfManagedEventSource',
    'StartingPosition',
    'StartingPositionTimestamp',
    'Tags',
    'Topics',
  ],
  DeleteFunctionEventInvokeConfig: ['Qualifier'],
  GetFunction: ['Qualifier'],
  GetFunctionConfiguration: ['Qualifier'],
  GetFunctionEventInvokeConfig: ['Qualifier'],
  Invoke: ['ClientContext', 'DurableExecutionName', 'LogType', 'Qualifier', 'TenantId'],
  ListEventSourceMappings: ['Marker', 'MaxItems'],
  ListFunctions: ['FunctionVersion', 'MasterRegion'],
  PutFunctionEventInvokeConfig: ['Qualifier'],
  UpdateEventSourceMapping: ofMappings,
};
