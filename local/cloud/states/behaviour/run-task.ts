/** A Task: a Lambda function, called through lambda:invoke or by its own ARN. */
import type { Task } from '../language/definition.ts';
import { StateFailure } from '../language/failure.ts';
import type { Json } from '../language/json.ts';
import type { Details } from './append.ts';
import { type Invoked, invokeFunction } from './invoke-function.ts';
import { record } from './record.ts';
import { within } from './strand.ts';
import { badField, look, lookFor, type Visit } from './visit.ts';

/** About three years: what AWS uses when a Task says nothing. */
const longestSeconds = 99_999_999;

export const runTask = async (visit: Visit<Task>): Promise<Json> => {
  const { strand, state } = visit;
  const given = state.Arguments === undefined ? visit.input : await look(visit, 'Arguments', state.Arguments);
  const timeout = await seconds(visit, 'TimeoutSeconds', state.TimeoutSeconds);
  const heartbeat = await seconds(visit, 'HeartbeatSeconds', state.HeartbeatSeconds);
  const about = { timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat };
  const kind = state.Resource.endsWith(':states:::lambda:invoke')
    ? throughIntegration(visit, given)
    : directly(visit, given);
  record(strand, kind.events.scheduled, kind.scheduled(about));
  record(strand, kind.events.started, kind.started);
  const work = invokeFunction(strand.run, kind.functionName, kind.payload);
  const outcome = await within(strand, (timeout ?? longestSeconds) * 1000, work);
  if (outcome === 'timed out') {
    record(strand, kind.events.timedOut, kind.failed('timedOut', { error: 'States.Timeout' }));
    throw new StateFailure('States.Timeout', undefined);
  }
  if (outcome.status === 'failed') {
    record(strand, kind.events.failed, kind.failed('failed', { error: outcome.error, cause: outcome.cause }));
    throw new StateFailure(outcome.error, outcome.cause);
  }
  const result = kind.result(outcome);
  record(strand, kind.events.succeeded, kind.succeeded(JSON.stringify(result)));
  return result;
};

type Failed = { readonly error: string; readonly cause?: string };
type Limits = { readonly timeoutInSeconds: number | undefined; readonly heartbeatInSeconds: number | undefined };

/** `arn:aws:states:::lambda:invoke`: the result is the whole answer of Invoke, with the function's own in `Payload`. */
const throughIntegration = (visit: Visit<Task>, given: Json) => {
  const { FunctionName: functionName, Payload: payload = {} } = given as { FunctionName?: Json; Payload?: Json };
  if (typeof functionName !== 'string')
    throw badField(visit, 'Arguments/FunctionName', 'FunctionName must be a string.');
  const resource = { resourceType: 'lambda', resource: 'invoke' };
  const output = { outputDetails: { truncated: false } };
  return {
    functionName,
    payload,
    result: (invoked: Succeeded): Json => invoked.answer,
    events: {
      scheduled: 'TaskScheduled',
      started: 'TaskStarted',
      succeeded: 'TaskSucceeded',
      failed: 'TaskFailed',
      timedOut: 'TaskTimedOut',
    },
    started: { taskStartedEventDetails: resource } as Details,
    scheduled: (limits: Limits): Details => ({
      taskScheduledEventDetails: {
        ...resource,
        region: visit.strand.run.world.region,
        parameters: JSON.stringify(given),
        ...limits,
      },
    }),
    succeeded: (text: string): Details => ({ taskSucceededEventDetails: { ...resource, output: text, ...output } }),
    failed: (how: 'failed' | 'timedOut', failed: Failed): Details =>
      how === 'failed'
        ? { taskFailedEventDetails: { ...resource, ...failed } }
        : { taskTimedOutEventDetails: { ...resource, ...failed } },
  } as const;
};

/** The function's own ARN as the Resource: the result is the function's answer alone. */
const directly = (visit: Visit<Task>, payload: Json) =>
  ({
    functionName: visit.state.Resource,
    payload,
    result: (invoked: Succeeded): Json => invoked.payload,
    events: {
      scheduled: 'LambdaFunctionScheduled',
      started: 'LambdaFunctionStarted',
      succeeded: 'LambdaFunctionSucceeded',
      failed: 'LambdaFunctionFailed',
      timedOut: 'LambdaFunctionTimedOut',
    },
    started: {} as Details,
    scheduled: ({ timeoutInSeconds }: Limits): Details => ({
      lambdaFunctionScheduledEventDetails: {
        resource: visit.state.Resource,
        input: JSON.stringify(payload),
        inputDetails: { truncated: false },
        timeoutInSeconds,
      },
    }),
    succeeded: (text: string): Details => ({
      lambdaFunctionSucceededEventDetails: { output: text, outputDetails: { truncated: false } },
    }),
    failed: (how: 'failed' | 'timedOut', failed: Failed): Details =>
      how === 'failed' ? { lambdaFunctionFailedEventDetails: failed } : { lambdaFunctionTimedOutEventDetails: failed },
  }) as const;

type Succeeded = Extract<Invoked, { status: 'succeeded' }>;

const seconds = async (visit: Visit<Task>, field: string, template: Json | undefined): Promise<number | undefined> => {
  if (template === undefined) return undefined;
  const value = await lookFor(visit, 'number', field, template);
  if (Number.isInteger(value) && value > 0 && value <= longestSeconds) return value;
  throw badField(visit, field, `The ${field} field must be an integer from 1 to ${longestSeconds}, but was ${value}.`);
};
