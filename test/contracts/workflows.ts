/** Step Functions as a customer has it: machines run through the SDK, on functions that the test scripts. */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { createCloud } from '../../local/cloud/cloud.ts';
import { JumpDriver } from '../../local/cloud/kernel/drivers.ts';
import type { Knobs } from '../../local/cloud/kernel/knobs.ts';
import { startAt } from './doors.ts';

export const roleArn = 'arn:aws:iam::000000000000:role/workflow';
export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

export type Workflows = ReturnType<typeof openWorkflows>;

export const openWorkflows = (knobs: Partial<Knobs> = {}) => {
  const cloud = createCloud({ seed: 'workflows', startAt, knobs: { ...knobs, functionStartMs: [0, 0] } });
  const time = new JumpDriver(cloud.clock);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'secret' };
  const client = <C>(Class: new (config: object) => C): C =>
    cloud.door('local')(new Class({ region: 'us-east-1', maxAttempts: 1, credentials }));
  const sfn = client(SFNClient);
  let machines = 0;

  const host = (name: string, invoke: (payload: unknown) => unknown): void => {
    const arn = functionArn(name);
    cloud.world.lambda.functions.set(name, { name, arn, timeoutSeconds: 900, invoke: async (given) => invoke(given) });
  };
  const create = async (definition: object, name = `machine-${++machines}`): Promise<string> => {
    const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
    const created = await sfn.send(new CreateStateMachineCommand({ name, definition: text, roleArn }));
    return created.stateMachineArn ?? '';
  };
  const start = async (stateMachineArn: string, input: unknown = {}, name?: string): Promise<string> => {
    const request = { stateMachineArn, input: JSON.stringify(input), ...(name === undefined ? {} : { name }) };
    return (await sfn.send(new StartExecutionCommand(request))).executionArn ?? '';
  };
  const history = async (executionArn: string): Promise<HistoryEvent[]> =>
    (await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }))).events ?? [];
  const end = async (executionArn: string) => {
    const describe = () => sfn.send(new DescribeExecutionCommand({ executionArn }));
    const ended = async () => (await describe()).status !== 'RUNNING';
    await time.until(ended, 7 * 24 * 3_600_000, 'the end of the execution');
    const { status, output, error, cause, startDate, stopDate } = await describe();
    return {
      status,
      error,
      cause,
      output: output === undefined ? undefined : JSON.parse(output),
      seconds: ((stopDate?.getTime() ?? 0) - (startDate?.getTime() ?? 0)) / 1000,
      events: await history(executionArn),
    };
  };
  const run = async (definition: object, input: unknown = {}) => end(await start(await create(definition), input));
  return { cloud, time, client, sfn, host, create, start, history, end, run };
};

/** A flow of one state, which is its end. */
export const only = (state: object, name = 'It') => ({ StartAt: name, States: { [name]: { ...state, End: true } } });

/** `id <- previous type`, as the console shows a history. */
export const story = (events: readonly HistoryEvent[]): string[] =>
  events.map(({ id, previousEventId, type }) => `${id} <- ${previousEventId} ${type}`);

export const visited = (events: readonly HistoryEvent[]): (string | undefined)[] =>
  events.flatMap(({ stateEnteredEventDetails: entered }) => (entered === undefined ? [] : [entered.name]));
