/**
 * Reports about tasks that wait for their token.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html and its neighbours.
 */
import type {
  SendTaskFailureCommandInput,
  SendTaskFailureCommandOutput,
  SendTaskHeartbeatCommandInput,
  SendTaskHeartbeatCommandOutput,
  SendTaskSuccessCommandInput,
  SendTaskSuccessCommandOutput,
} from '@aws-sdk/client-sfn';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { executionOfToken } from '../behaviour/task-token.ts';
import type { Json } from '../language/json.ts';
import type { OpenTask } from '../state.ts';

/** In bytes: characters are counted before the operation is reached. */
const maximumOutput = 262_144;

export const sendTaskSuccess: Operation<SendTaskSuccessCommandInput, SendTaskSuccessCommandOutput> = (
  { taskToken, output = '' },
  { world },
) => {
  if (Buffer.byteLength(output) > maximumOutput)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at 'output' failed to satisfy constraint: Member must have length less than or equal to ${maximumOutput}`,
    );
  const task = findTask(world, taskToken);
  task.settle({ status: 'succeeded', output: readOutput(output) });
  return {};
};

export const sendTaskFailure: Operation<SendTaskFailureCommandInput, SendTaskFailureCommandOutput> = (
  { taskToken, error, cause },
  { world },
) => {
  findTask(world, taskToken).settle({ status: 'failed', error, cause });
  return {};
};

/** Begins the wait for the next heartbeat anew; it leaves no event in the history. */
export const sendTaskHeartbeat: Operation<SendTaskHeartbeatCommandInput, SendTaskHeartbeatCommandOutput> = (
  { taskToken },
  { world },
) => {
  findTask(world, taskToken).beat();
  return {};
};

/** A token is good once, and only while its task waits. The text about tokens that are none was recorded on AWS by LocalStack. */
const findTask = (world: World, token = ''): OpenTask => {
  const task = world.states.openTasks.get(token);
  if (task !== undefined) return task;
  const arn = executionOfToken(token);
  if (arn === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  if (!world.states.executions.has(arn)) throw new AwsError('TaskDoesNotExist', `Task does not exist: '${token}'`);
  throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
};

const readOutput = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AwsError('InvalidOutput', `Invalid Output: '${(error as Error).message}'`);
  }
};
