import type { ListExecutionsCommandInput, ListExecutionsCommandOutput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { isForgotten } from './executions.ts';
import { findMachine } from './machines.ts';
import { page } from './pages.ts';

/** Executions of a machine, the most recent first. */
export const listExecutions: Operation<ListExecutionsCommandInput, ListExecutionsCommandOutput> = (
  input,
  { world },
) => {
  const { statusFilter } = input;
  if (input.stateMachineArn === undefined)
    throw new AwsError('ValidationException', 'Either stateMachineArn or mapRunArn must be specified.');
  const machine = findMachine(world, input.stateMachineArn);
  const found = [...(world.states.executionsOf.get(machine.arn)?.values() ?? [])]
    .filter((it) => !isForgotten(world, it))
    .filter((it) => statusFilter === undefined || it.status === statusFilter)
    .reverse();
  const { items, nextToken } = page(found, input);
  const executions = items.map(({ arn, machineArn, name, status, startedAt, stoppedAt }) => ({
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate: new Date(startedAt),
    stopDate: stoppedAt === undefined ? undefined : new Date(stoppedAt),
    redriveCount: 0,
  }));
  return { executions, nextToken };
};
