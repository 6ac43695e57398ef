/** A stage for state machines: Step Functions alone, on a jumping clock, with functions that tests script. */
import type {
  CreateStateMachineCommandOutput,
  DescribeExecutionCommandOutput,
  GetExecutionHistoryCommandOutput,
  HistoryEvent,
  StartExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { newEventsState } from '../../../local/cloud/events/state.ts';
import { AwsError } from '../../../local/cloud/kernel/aws-error.ts';
import { EventClock } from '../../../local/cloud/kernel/clock.ts';
import { JumpDriver } from '../../../local/cloud/kernel/drivers.ts';
import { presetKnobs } from '../../../local/cloud/kernel/knobs.ts';
import { Random } from '../../../local/cloud/kernel/random.ts';
import type { Caller } from '../../../local/cloud/kernel/service.ts';
import type { World } from '../../../local/cloud/kernel/world.ts';
import { statesService } from '../../../local/cloud/states/service.ts';
import { newStatesState } from '../../../local/cloud/states/state.ts';

export const role = 'arn:aws:iam::000000000000:role/workflow';
export const lambda = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
export const startedAt = Date.parse('2026-11-22T12:00:00Z');

/** Answers with the function's result, or throws what the function throws; may take simulated time. */
export type Scripted = (payload: unknown, call: { readonly caller: Caller; readonly clock: EventClock }) => unknown;

export type Stage = ReturnType<typeof stage>;

export const stage = (functions: Readonly<Record<string, Scripted>> = {}) => {
  const clock = new EventClock(startedAt);
  const driver = new JumpDriver(clock);
  const world = {
    region: 'us-east-1',
    account: '000000000000',
    clock,
    random: new Random('stage'),
    knobs: presetKnobs,
    states: newStatesState(),
    events: newEventsState(),
    call: (service, operation, input, caller) => {
      if (service !== 'lambda' || operation !== 'Invoke') throw new Error(`nobody plays ${service}:${operation}`);
      return invoke(input as { FunctionName: string; Payload: Uint8Array }, caller);
    },
  } as Partial<World> as World;

  const invoke = async (input: { FunctionName: string; Payload: Uint8Array }, caller: Caller) => {
    const scripted = functions[input.FunctionName.slice(input.FunctionName.lastIndexOf(':') + 1)];
    if (scripted === undefined)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${input.FunctionName}:$LATEST`, 404);
    const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value ?? null));
    try {
      const answer = await scripted(JSON.parse(new TextDecoder().decode(input.Payload)), { caller, clock });
      return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: encode(answer) };
    } catch (error) {
      if (error instanceof AwsError) throw error;
      const { name, message } = error as Error;
      return {
        StatusCode: 200,
        FunctionError: 'Unhandled',
        Payload: encode({ errorType: name, errorMessage: message }),
      };
    }
  };

  const caller = { accessKeyId: 'test', role: 'local', arn: 'arn:aws:iam::000000000000:role/local' };
  const ask = async <Output>(operation: string, input: unknown): Promise<Output> =>
    (await statesService.operations[operation]!(input, { world, caller, requestId: 'r-1' })) as Output;

  const create = async (definition: object | string, name = 'machine'): Promise<string> => {
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const created = await ask<CreateStateMachineCommandOutput>('CreateStateMachine', {
      name,
      definition: text,
      roleArn: role,
    });
    return created.stateMachineArn!;
  };
  const start = async (stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> => {
    const text = JSON.stringify(input);
    const answer = await ask<StartExecutionCommandOutput>('StartExecution', { stateMachineArn, input: text, name });
    return answer.executionArn!;
  };
  const describe = (executionArn: string) => ask<DescribeExecutionCommandOutput>('DescribeExecution', { executionArn });
  const history = async (executionArn: string): Promise<HistoryEvent[]> => {
    const events: HistoryEvent[] = [];
    for (let nextToken: string | undefined; ; ) {
      const request = { executionArn, maxResults: 1000, nextToken };
      const answer = await ask<GetExecutionHistoryCommandOutput>('GetExecutionHistory', request);
      events.push(...answer.events!);
      nextToken = answer.nextToken;
      if (nextToken === undefined) return events;
    }
  };
  /** Turns the clock until the execution has ended. */
  const end = async (executionArn: string, withinMs = 7 * 24 * 3_600_000) => {
    const ended = async () => (await describe(executionArn)).status !== 'RUNNING';
    await driver.until(ended, withinMs, 'the end of the execution');
    const { status, output, error, cause } = await describe(executionArn);
    const events = await history(executionArn);
    return {
      status,
      error,
      cause,
      events,
      executionArn,
      output: output === undefined ? undefined : JSON.parse(output),
      seconds: (clock.now() - startedAt) / 1000,
    };
  };
  const run = async (definition: object | string, input: unknown = {}) =>
    end(await start(await create(definition), input));

  return { world, clock, driver, ask, create, start, describe, history, end, run };
};

/** A machine of these states, beginning with the first. */
export const machine = (states: Readonly<Record<string, object>>, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});

/** `id <- previous type`, as a history reads in the console. */
export const story = (events: readonly HistoryEvent[]): string[] =>
  events.map(({ id, previousEventId, type }) => `${id} <- ${previousEventId} ${type}`);

/** The states that were entered, in order. */
export const statesEntered = (events: readonly HistoryEvent[]): string[] =>
  events.flatMap(({ stateEnteredEventDetails: details }) => (details?.name === undefined ? [] : [details.name]));
