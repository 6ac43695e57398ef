import { AwsError } from '../../kernel/aws-error.ts';
import type { World } from '../../kernel/world.ts';
import type { Execution } from '../state.ts';

/** A closed execution can be described, and its name is burnt, for 90 days. */
const keptMs = 90 * 24 * 3_600_000;

export const findExecution = (world: World, arn: string | undefined): Execution => {
  if (!arn?.startsWith('arn:')) throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  const execution = world.states.executions.get(arn);
  if (execution === undefined || isForgotten(world, execution))
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  return execution;
};

export const isForgotten = (world: World, { stoppedAt }: Execution): boolean =>
  stoppedAt !== undefined && world.clock.now() - stoppedAt > keptMs;
