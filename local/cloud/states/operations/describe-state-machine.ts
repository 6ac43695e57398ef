import type {
  DescribeStateMachineCommandInput,
  DescribeStateMachineCommandOutput,
  DescribeStateMachineForExecutionCommandInput,
  DescribeStateMachineForExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import type { Operation } from '../../kernel/service.ts';
import { findExecution } from './executions.ts';
import { findMachine, shown } from './machines.ts';

export const describeStateMachine: Operation<DescribeStateMachineCommandInput, DescribeStateMachineCommandOutput> = (
  input,
  { world },
) => {
  const machine = findMachine(world, input.stateMachineArn);
  return { ...shown(machine), status: machine.status, type: 'STANDARD', creationDate: new Date(machine.createdAt) };
};

/** The machine as it was when the execution started, whatever has become of it. */
export const describeStateMachineForExecution: Operation<
  DescribeStateMachineForExecutionCommandInput,
  DescribeStateMachineForExecutionCommandOutput
> = (input, { world }) => {
  const { machineArn, machineName, revision } = findExecution(world, input.executionArn);
  const machine = {
    arn: machineArn,
    name: machineName,
    revision,
    createdAt: 0,
    status: 'ACTIVE',
    tags: new Map(),
  } as const;
  return { ...shown(machine), updateDate: new Date(revision.at) };
};
