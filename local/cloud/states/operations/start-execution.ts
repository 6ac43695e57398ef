import type { StartExecutionCommandInput, StartExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { beginExecution, executionArn } from '../behaviour/begin-execution.ts';
import type { Execution } from '../state.ts';
import { isForgotten } from './executions.ts';
import { findMachine, readName } from './machines.ts';

const maximumInputBytes = 262_144;

/**
 * A name is used once in 90 days. While the execution runs, the same name with the same input answers with it again; any
 * other use of the name is refused. https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const startExecution: Operation<StartExecutionCommandInput, StartExecutionCommandOutput> = (
  request,
  { world },
) => {
  const machine = findMachine(world, request.stateMachineArn);
  const name = readName(request.name ?? world.random.uuid());
  const input = readInput(request.input ?? '{}');
  if (machine.status === 'DELETING')
    throw new AwsError('StateMachineDeleting', `State Machine is being deleted: '${machine.arn}'`);
  const namesake = world.states.executions.get(executionArn(world, machine, name));
  if (namesake === undefined || isForgotten(world, namesake))
    return answer(beginExecution(world, machine, name, input));
  if (namesake.status === 'RUNNING' && namesake.input === input) return answer(namesake);
  throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${namesake.arn}'`);
};

const answer = (execution: Execution) => ({ executionArn: execution.arn, startDate: new Date(execution.startedAt) });

const readInput = (text: string): string => {
  if (Buffer.byteLength(text) > maximumInputBytes)
    throw invalid(`Input is larger than the ${maximumInputBytes} bytes that an execution takes.`);
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw invalid((error as Error).message);
  }
};

const invalid = (why: string) =>
  new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${why}'`);
