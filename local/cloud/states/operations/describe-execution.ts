import type { DescribeExecutionCommandInput, DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import type { Operation } from '../../kernel/service.ts';
import { redriveStatus, redriveStatusReason } from '../behaviour/announce.ts';
import { findExecution } from './executions.ts';

export const describeExecution: Operation<DescribeExecutionCommandInput, DescribeExecutionCommandOutput> = (
  input,
  { world },
) => {
  const execution = findExecution(world, input.executionArn);
  const { arn, machineArn, name, status, startedAt, stoppedAt, output, error, cause } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: new Date(startedAt),
    stopDate: stoppedAt === undefined ? undefined : new Date(stoppedAt),
    input: execution.input,
    inputDetails: { included: true },
    output,
    outputDetails: output === undefined ? undefined : { included: true },
    error,
    cause,
    redriveCount: 0,
    redriveStatus: redriveStatus(execution),
    redriveStatusReason: redriveStatusReason(execution),
  };
};
