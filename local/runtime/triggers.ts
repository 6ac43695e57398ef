/** Connects functions to what triggers them, by the calls that CloudFormation would make: rules, schedules, queues. */
import type { FunctionEntry } from './service-file.ts';
import { evaluated, type Lookup, type TemplateValue } from './template-value.ts';
import { placeOf, refusal } from './yaml-file.ts';

type Call = (service: string, operation: string, input: unknown) => Promise<unknown>;
type Settings = Readonly<Record<string, unknown>>;
interface Trigger {
  /** The settings that are understood; any other stops. */
  readonly knows: readonly string[];
  readonly connect: (trigger: Connection) => Promise<void>;
}
interface Connection {
  readonly entry: FunctionEntry;
  readonly functionArn: string;
  readonly settings: Settings;
  /** For names of rules: the place of the event among those of its function. */
  readonly number: number;
  readonly call: Call;
}

const inputSettings = ['input', 'inputPath', 'inputTransformer'];

const triggers: Readonly<Record<string, Trigger>> = {
  eventBridge: {
    knows: ['pattern', 'schedule', 'retryPolicy', 'deadLetterQueueArn', 'enabled', 'name', ...inputSettings],
    connect: async (connection) => {
      const { pattern, schedule, retryPolicy, deadLetterQueueArn } = connection.settings;
      const { maximumEventAge, maximumRetryAttempts } = (retryPolicy ?? {}) as Record<string, number>;
      await putRule(
        connection,
        {
          ...(pattern !== undefined && { EventPattern: JSON.stringify(pattern) }),
          ...(schedule !== undefined && { ScheduleExpression: schedule }),
        },
        {
          ...(retryPolicy !== undefined && {
            RetryPolicy: { MaximumEventAgeInSeconds: maximumEventAge, MaximumRetryAttempts: maximumRetryAttempts },
          }),
          ...(deadLetterQueueArn !== undefined && { DeadLetterConfig: { Arn: deadLetterQueueArn } }),
        },
      );
    },
  },

  schedule: {
    knows: ['rate', 'enabled', 'name', 'description', ...inputSettings],
    connect: async (connection) => {
      const rates = [connection.settings['rate']].flat();
      for (const [index, ScheduleExpression] of rates.entries())
        await putRule(connection, { ScheduleExpression }, {}, rates.length > 1 ? `-${index}` : '');
    },
  },

  sqs: {
    knows: ['arn', 'batchSize', 'functionResponseType', 'maximumConcurrency', 'maximumBatchingWindow', 'enabled'],
    connect: async ({ entry, settings, call }) => {
      const { functionResponseType, maximumConcurrency, maximumBatchingWindow, enabled } = settings;
      await call('lambda', 'CreateEventSourceMapping', {
        EventSourceArn: settings['arn'],
        FunctionName: entry.name,
        BatchSize: settings['batchSize'] ?? 10,
        ...(enabled !== undefined && { Enabled: enabled }),
        ...(functionResponseType !== undefined && { FunctionResponseTypes: [functionResponseType] }),
        ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
        ...(maximumBatchingWindow !== undefined && { MaximumBatchingWindowInSeconds: maximumBatchingWindow }),
      });
    },
  },
};

/** Connects one function. Its HTTP routes are the gateway's business; a kind of event that is not known stops. */
export const connectTriggers = async (
  entry: FunctionEntry,
  functionArn: string,
  lookup: Lookup,
  call: Call,
): Promise<void> => {
  for (const [number, event] of entry.events.entries()) {
    const [kind = '', given = null] = Object.entries(event)[0] ?? [];
    if (kind === 'httpApi') continue;
    const trigger = triggers[kind];
    if (trigger === undefined) throw refusal(placeOf(event), `the local runtime does not know events of kind ${kind}`);
    const settings = (await evaluated(asSettings(given), lookup)) as Settings;
    const unknown = Object.keys(settings).find((name) => !trigger.knows.includes(name));
    if (unknown !== undefined)
      throw refusal(placeOf(event), `the local runtime does not know the setting ${unknown} of ${kind} events`);
    await trigger.connect({ entry, functionArn, settings, number, call });
  }
  await setAsynchronous(entry, lookup, call);
};

const putRule = async (
  { entry, functionArn, settings, number, call }: Connection,
  when: object,
  delivery: object,
  suffix = '',
): Promise<void> => {
  const { enabled, name, input, inputPath, inputTransformer } = settings;
  const { inputPathsMap, inputTemplate } = (inputTransformer ?? {}) as Settings;
  const Name = `${name ?? `${entry.name}-${number}`}${suffix}`;
  await call('eventbridge', 'PutRule', { Name, ...when, State: enabled === false ? 'DISABLED' : 'ENABLED' });
  const target = {
    Id: entry.key,
    Arn: functionArn,
    ...delivery,
    ...(input !== undefined && { Input: JSON.stringify(input) }),
    ...(inputPath !== undefined && { InputPath: inputPath }),
    ...(inputTransformer !== undefined && {
      InputTransformer: { InputPathsMap: inputPathsMap, InputTemplate: inputTemplate },
    }),
  };
  await call('eventbridge', 'PutTargets', { Rule: Name, Targets: [target] });
};

const setAsynchronous = async ({ name, asynchronous }: FunctionEntry, lookup: Lookup, call: Call): Promise<void> => {
  if (Object.keys(asynchronous).length === 0) return;
  const settings = (await evaluated({ ...asynchronous }, lookup)) as Settings;
  const { onSuccess, onFailure, maximumRetryAttempts, maximumEventAge } = settings;
  await call('lambda', 'PutFunctionEventInvokeConfig', {
    FunctionName: name,
    DestinationConfig: {
      ...(onSuccess !== undefined && { OnSuccess: { Destination: onSuccess } }),
      ...(onFailure !== undefined && { OnFailure: { Destination: onFailure } }),
    },
    ...(maximumRetryAttempts !== undefined && { MaximumRetryAttempts: maximumRetryAttempts }),
    ...(maximumEventAge !== undefined && { MaximumEventAgeInSeconds: maximumEventAge }),
  });
};

/** `schedule: rate(1 minute)` and `sqs: <arn>` are the short forms. */
const asSettings = (given: TemplateValue): TemplateValue => {
  if (typeof given === 'string') return given.startsWith('arn:') ? { arn: given } : { rate: given };
  if (given !== null && typeof given === 'object' && 'Fn::GetAtt' in given) return { arn: given };
  return given;
};
