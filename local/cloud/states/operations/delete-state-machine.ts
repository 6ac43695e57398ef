import type { DeleteStateMachineCommandInput, DeleteStateMachineCommandOutput } from '@aws-sdk/client-sfn';
import type { Operation } from '../../kernel/service.ts';
import { forgetIfIdle } from '../behaviour/end-execution.ts';

/**
 * Deleting one that is gone is success. One whose executions still run is DELETING until they have ended.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export const deleteStateMachine: Operation<DeleteStateMachineCommandInput, DeleteStateMachineCommandOutput> = (
  { stateMachineArn },
  { world },
) => {
  const machine = world.states.machines.get(stateMachineArn ?? '');
  if (machine === undefined) return {};
  machine.status = 'DELETING';
  forgetIfIdle(world, machine.arn);
  return {};
};
