/** What a Task asks of another service, and how its history tells of it. */
import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { Task } from '../language/definition.ts';
import type { Json, JsonObject } from '../language/json.ts';
import { readResource } from '../language/resource.ts';
import type { Details } from './append.ts';
import type { Invoked } from './integration-answer.ts';
import { invokeFunction } from './invoke-function.ts';
import { sendMessage } from './send-message.ts';
import { badField, type Visit } from './visit.ts';

/** An event of the history without what every event has. */
export type Told = readonly [type: HistoryEventType, details: Details];

export interface Limits {
  readonly timeoutInSeconds: number | undefined;
  readonly heartbeatInSeconds: number | undefined;
}
export interface Failed {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

export interface TaskCall {
  /** As messages about the task call it. */
  readonly name: string;
  readonly call: () => Promise<Invoked>;
  /** What the state is given of the answer. */
  readonly resultOf: (invoked: Extract<Invoked, { status: 'succeeded' }>) => Json;
  readonly scheduled: (limits: Limits) => Told;
  readonly started: Told;
  /** The call was answered, and the task goes on until it is reported. */
  readonly submitted: (text: string) => Told;
  readonly succeeded: (text: string) => Told;
  readonly failed: (failed: Failed) => Told;
  readonly timedOut: (failed: Failed) => Told;
}

export const taskCall = (visit: Visit<Task>, given: Json): TaskCall => {
  const resource = readResource(visit.state.Resource);
  if (resource?.kind !== 'integration') return directly(visit, given);
  const { service, action, waitsForToken } = resource;
  const call = service === 'lambda' ? invocation(visit, given) : sending(visit, given);
  return throughIntegration(visit, given, service, `${action}${waitsForToken ? '.waitForTaskToken' : ''}`, call);
};

const invocation = (visit: Visit<Task>, given: Json): (() => Promise<Invoked>) => {
  const { FunctionName: functionName, Payload: payload = {}, ...more } = given as JsonObject;
  if (typeof functionName !== 'string')
    throw badField(visit, 'Arguments/FunctionName', 'FunctionName must be a string.');
  return () => invokeFunction(visit.strand.run, { functionName, payload, more });
};

const sending = (visit: Visit<Task>, given: Json): (() => Promise<Invoked>) => {
  if (typeof (given as JsonObject)['QueueUrl'] !== 'string')
    throw badField(visit, 'Arguments/QueueUrl', 'QueueUrl must be a string.');
  return () => sendMessage(visit.strand.run, given as JsonObject);
};

/** `arn:aws:states:::…`: the result is the whole answer of the service. */
const throughIntegration = (
  visit: Visit<Task>,
  given: Json,
  resourceType: string,
  resource: string,
  call: () => Promise<Invoked>,
): TaskCall => {
  const about = { resourceType, resource };
  const withOutput = (output: string) => ({ ...about, output, outputDetails: { truncated: false } });
  const { region } = visit.strand.run.world;
  return {
    name: resourceType,
    call,
    resultOf: ({ answer }) => answer,
    scheduled: (limits) => [
      'TaskScheduled',
      { taskScheduledEventDetails: { ...about, region, parameters: JSON.stringify(given), ...limits } },
    ],
    started: ['TaskStarted', { taskStartedEventDetails: about }],
    submitted: (text) => ['TaskSubmitted', { taskSubmittedEventDetails: withOutput(text) }],
    succeeded: (text) => ['TaskSucceeded', { taskSucceededEventDetails: withOutput(text) }],
    failed: (failed) => ['TaskFailed', { taskFailedEventDetails: { ...about, ...failed } }],
    timedOut: (failed) => ['TaskTimedOut', { taskTimedOutEventDetails: { ...about, ...failed } }],
  };
};

/** The function's own ARN as the Resource: the result is the function's answer alone. */
const directly = (visit: Visit<Task>, payload: Json): TaskCall => {
  const resource = visit.state.Resource;
  const input = { input: JSON.stringify(payload), inputDetails: { truncated: false } };
  const succeeded = (text: string): Told => [
    'LambdaFunctionSucceeded',
    { lambdaFunctionSucceededEventDetails: { output: text, outputDetails: { truncated: false } } },
  ];
  return {
    name: resource,
    call: () => invokeFunction(visit.strand.run, { functionName: resource, payload }),
    resultOf: ({ payload: answered }) => answered,
    scheduled: ({ timeoutInSeconds }) => [
      'LambdaFunctionScheduled',
      { lambdaFunctionScheduledEventDetails: { resource, ...input, timeoutInSeconds } },
    ],
    started: ['LambdaFunctionStarted', {}],
    submitted: succeeded,
    succeeded,
    failed: (failed) => ['LambdaFunctionFailed', { lambdaFunctionFailedEventDetails: failed }],
    timedOut: (failed) => ['LambdaFunctionTimedOut', { lambdaFunctionTimedOutEventDetails: failed }],
  };
};
