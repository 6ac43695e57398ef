/** Connects functions to what triggers them, by the calls that CloudFormation would make: rules, schedules, queues. */
import type { FunctionEntry } from './service-file.ts';
import { evaluated, type Lookup, type TemplateValue } from './template-value.ts';

type Call = (service: string, operation: string, input: unknown) => Promise<unknown>;
type Settings = Readonly<Record<string, unknown>>;
type Connect = (entry: FunctionEntry, arn: string, settings: Settings, number: number, call: Call) => Promise<void>;

const connectors: Readonly<Record<string, Connect>> = {
  async eventBridge(entry, arn, settings, number, call) {
    const Name = `${entry.name}-${number}`;
    const { pattern, schedule, retryPolicy, deadLetterQueueArn } = settings;
    const { maximumEventAge, maximumRetryAttempts } = (retryPolicy ?? {}) as Record<string, number>;
    const what = pattern === undefined ? { ScheduleExpression: schedule } : { EventPattern: JSON.stringify(pattern) };
    await call('eventbridge', 'PutRule', { Name, ...what });
    const target = {
      Id: entry.key,
      Arn: arn,
      ...(retryPolicy !== undefined && {
        RetryPolicy: { MaximumEventAgeInSeconds: maximumEventAge, MaximumRetryAttempts: maximumRetryAttempts },
      }),
      ...(deadLetterQueueArn !== undefined && { DeadLetterConfig: { Arn: deadLetterQueueArn } }),
    };
    await call('eventbridge', 'PutTargets', { Rule: Name, Targets: [target] });
  },

  async schedule(entry, arn, settings, number, call) {
    const Name = `${entry.name}-${number}`;
    await call('eventbridge', 'PutRule', { Name, ScheduleExpression: settings['rate'] });
    const Input = settings['input'] === undefined ? {} : { Input: JSON.stringify(settings['input']) };
    await call('eventbridge', 'PutTargets', { Rule: Name, Targets: [{ Id: entry.key, Arn: arn, ...Input }] });
  },

  async sqs(entry, _arn, settings, _number, call) {
    const { functionResponseType, maximumConcurrency, maximumBatchingWindow } = settings;
    await call('lambda', 'CreateEventSourceMapping', {
      EventSourceArn: settings['arn'],
      FunctionName: entry.name,
      BatchSize: settings['batchSize'] ?? 10,
      ...(functionResponseType !== undefined && { FunctionResponseTypes: [functionResponseType] }),
      ...(maximumConcurrency !== undefined && { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
      ...(maximumBatchingWindow !== undefined && { MaximumBatchingWindowInSeconds: maximumBatchingWindow }),
    });
  },
};

/** Connects one function. Its HTTP routes are the gateway's business; a kind of event that is not known stops. */
export const connectTriggers = async (entry: FunctionEntry, arn: string, lookup: Lookup, call: Call): Promise<void> => {
  for (const [number, event] of entry.events.entries()) {
    const [kind = '', settings = null] = Object.entries(event)[0] ?? [];
    if (kind === 'httpApi') continue;
    const connect = connectors[kind];
    if (connect === undefined) throw new Error(`${entry.key}: the local runtime does not know events of kind ${kind}`);
    const values = await evaluated(asSettings(settings), lookup);
    await connect(entry, arn, values as Settings, number, call);
  }
  if (entry.onFailure === undefined) return;
  const Destination = await evaluated(entry.onFailure, lookup);
  await call('lambda', 'PutFunctionEventInvokeConfig', {
    FunctionName: entry.name,
    DestinationConfig: { OnFailure: { Destination } },
  });
};

/** `schedule: rate(1 minute)` and `sqs: <arn>` are the short forms. */
const asSettings = (settings: TemplateValue): TemplateValue => {
  if (typeof settings === 'string') return { rate: settings, arn: settings };
  if (settings !== null && typeof settings === 'object' && 'Fn::GetAtt' in settings) return { arn: settings };
  return settings;
};
