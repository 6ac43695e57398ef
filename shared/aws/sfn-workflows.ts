/** The ports Workflows and Executions on Step Functions. */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Execution, ExecutionStep, Executions, Workflows } from '../ports/workflows.ts';
import type { Surroundings } from '../runtime.ts';
import { asking, codeOf } from './aws-errors.ts';
import { allPages } from './batches.ts';
import { clientOf } from './client.ts';

const historyPage = 1_000;

export const sfnWorkflows = (around: Surroundings, arnOf: (kind: string) => string): Workflows => {
  const sfn = clientOf(SFNClient, around);
  return {
    start: (kind, name, input) =>
      asking('sfn', async () => {
        const stateMachineArn = arnOf(kind);
        try {
          const answer = await sfn.send(
            new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
          );
          return { status: 'started' as const, arn: answer.executionArn ?? '' };
        } catch (error) {
          if (codeOf(error) !== 'ExecutionAlreadyExists') throw error;
          return {
            status: 'exists' as const,
            arn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
          };
        }
      }),
  };
};

/** The port Executions. */
export const sfnExecutions = (around: Surroundings): Executions => {
  const sfn = clientOf(SFNClient, around);
  return {
    describe: (arn) =>
      asking(
        'sfn',
        async (): Promise<Execution> => {
          const answer = await sfn.send(new DescribeExecutionCommand({ executionArn: arn }));
          return {
            arn,
            state: (answer.status ?? 'RUNNING') as Execution['state'],
            startedAt: answer.startDate?.getTime() ?? 0,
            ...(answer.stopDate && { stoppedAt: answer.stopDate.getTime() }),
            ...(answer.output !== undefined && { output: parsed(answer.output) }),
            ...(answer.error !== undefined && { error: answer.error }),
            ...(answer.cause !== undefined && { cause: answer.cause }),
          };
        },
        () => undefined,
      ),

    steps: (arn) =>
      asking(
        'sfn',
        async () => {
          const events = await allPages(
            (nextToken) =>
              sfn.send(
                new GetExecutionHistoryCommand({
                  executionArn: arn,
                  maxResults: historyPage,
                  ...(nextToken && { nextToken }),
                }),
              ),
            (page) => page.events,
            (page) => page.nextToken,
          );
          return stepsOf(events);
        },
        () => [],
      ),
  };
};

/** A state that is entered again and again, as in a loop that waits, is one step with a count. */
const stepsOf = (events: readonly HistoryEvent[]): ExecutionStep[] => {
  const steps = new Map<string, ExecutionStep>();
  for (const event of events) {
    const entered = event.stateEnteredEventDetails?.name;
    const exited = event.stateExitedEventDetails?.name;
    const at = event.timestamp?.getTime() ?? 0;
    if (entered !== undefined) {
      const { leftAt: _, ...before } = steps.get(entered) ?? { name: entered, enteredAt: at, times: 0 };
      steps.set(entered, { ...before, times: before.times + 1 });
    }
    const step = exited === undefined ? undefined : steps.get(exited);
    if (step === undefined) continue;
    const isTask = event.type === 'TaskStateExited';
    const output = event.stateExitedEventDetails?.output;
    steps.set(step.name, { ...step, leftAt: at, ...(isTask && output !== undefined && { output: parsed(output) }) });
  }
  return [...steps.values()];
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
