import type { DeleteStateMachineCommandInput, DeleteStateMachineCommandOutput } from '@aws-sdk/client-sfn';
import type { Operation } from '../../kernel/service.ts';

/**
 * Deleting one that is gone is success. One whose executions still run is DELETING until they have ended.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_DeleteStateMachine.html
 */
export const deleteStateMachine: Operation<DeleteStateMachineCommandInput, DeleteStateMachineCommandOutput> = (
  { stateMachineArn },
  { world },
) => {
  const { machines, executions } = world.states;
  const machine = machines.get(stateMachineArn ?? '');
  if (machine === undefined) return {};
  machine.status = 'DELETING';
  const running = [...executions.values()].some((it) => it.machineArn === machine.arn && it.status === 'RUNNING');
  if (!running) machines.delete(machine.arn);
  return {};
};
