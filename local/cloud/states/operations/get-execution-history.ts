import type {
  GetExecutionHistoryCommandInput,
  GetExecutionHistoryCommandOutput,
  HistoryEvent,
} from '@aws-sdk/client-sfn';
import type { Operation } from '../../kernel/service.ts';
import { findExecution } from './executions.ts';
import { page } from './pages.ts';

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
export const getExecutionHistory: Operation<GetExecutionHistoryCommandInput, GetExecutionHistoryCommandOutput> = (
  input,
  { world },
) => {
  const { history } = findExecution(world, input.executionArn);
  const { items, nextToken } = page(input.reverseOrder ? [...history].reverse() : history, input);
  return { events: input.includeExecutionData === false ? items.map(withoutData) : items, nextToken };
};

/** Inputs and outputs of states are left away when they are not asked for. */
const withoutData = (event: HistoryEvent): HistoryEvent =>
  Object.fromEntries(
    Object.entries(event).map(([key, value]) => {
      if (!key.endsWith('EventDetails')) return [key, value];
      const { input: _input, output: _output, ...rest } = value as { input?: string; output?: string };
      return [key, rest];
    }),
  ) as unknown as HistoryEvent;
