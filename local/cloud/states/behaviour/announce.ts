import { emit } from '../../events/behaviour/emit.ts';
import type { World } from '../../kernel/world.ts';
import type { Execution } from '../state.ts';

/**
 * Puts a 'Step Functions Execution Status Change' on the bus. Fields that have no value are there, as null; times are
 * milliseconds. https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export const announce = (world: World, execution: Execution): void => {
  emit(world, {
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [execution.arn],
    detail: {
      executionArn: execution.arn,
      stateMachineArn: execution.machineArn,
      name: execution.name,
      status: execution.status,
      startDate: execution.startedAt,
      stopDate: execution.stoppedAt ?? null,
      input: execution.input,
      output: execution.output ?? null,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      redriveCount: 0,
      redriveDate: null,
      redriveStatus: redriveStatus(execution),
      redriveStatusReason: redriveStatusReason(execution) ?? null,
      inputDetails: { included: true },
      outputDetails: execution.output === undefined ? null : { included: true },
      error: execution.error ?? null,
      cause: execution.cause ?? null,
    },
  });
};

/** Redriving is not part of the embedded Step Functions; its status is what AWS shows. */
export const redriveStatus = ({ status }: Execution): 'REDRIVABLE' | 'NOT_REDRIVABLE' =>
  status === 'RUNNING' || status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE';

export const redriveStatusReason = (execution: Execution): string | undefined =>
  redriveStatus(execution) === 'REDRIVABLE' ? undefined : `Execution is ${execution.status} and cannot be redriven`;
