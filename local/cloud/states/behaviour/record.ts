/** Writes the history of an execution, as GetExecutionHistory shows it. */
import type { HistoryEventType } from '@aws-sdk/client-sfn';
import type { Json } from '../language/json.ts';
import { append, type Details } from './append.ts';
import { endExecution } from './end-execution.ts';
import type { Strand } from './strand.ts';

/**
 * The hard quota of a standard workflow. The event that would reach it is the failure itself.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const maximumEvents = 25_000;

/** Adds an event that follows the strand's last one, and becomes it. */
export const record = (strand: Strand, type: HistoryEventType, details: Details = {}): number => {
  strand.lastEvent = recordAside(strand, type, details);
  return strand.lastEvent;
};

/** Adds an event that the strand's next one does not follow: AWS chains past the ends of iterations and branches. */
export const recordAside = (strand: Strand, type: HistoryEventType, details: Details = {}): number => {
  const { world, execution } = strand.run;
  if (execution.status !== 'RUNNING') return strand.lastEvent;
  if (execution.history.length === maximumEvents - 1) {
    const cause = `The execution reached the maximum number of history events (${maximumEvents}).`;
    endExecution(strand, { status: 'FAILED', error: 'States.Runtime', cause });
    return strand.lastEvent;
  }
  return append(world.clock.now(), execution.history, strand.lastEvent, type, details);
};

export const entered = (name: string, input: Json): Details => ({
  stateEnteredEventDetails: { name, input: JSON.stringify(input), inputDetails: { truncated: false } },
});

export const exited = (name: string, output: Json, assigned: Readonly<Record<string, Json>> | undefined): Details => ({
  stateExitedEventDetails: {
    name,
    output: JSON.stringify(output),
    outputDetails: { truncated: false },
    ...(assigned === undefined
      ? {}
      : {
          assignedVariables: Object.fromEntries(
            Object.entries(assigned).map(([key, value]) => [key, JSON.stringify(value)]),
          ),
          assignedVariablesDetails: { truncated: false },
        }),
  },
});
