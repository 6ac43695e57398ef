/** The status of a command, from those of its invocations. */
import type { CommandInvocationStatus, CommandStatus } from '@aws-sdk/client-ssm';
import type { Command, Invocation } from './command-state.ts';

const ends: readonly CommandInvocationStatus[] = ['Success', 'Failed', 'TimedOut', 'Cancelled'];

export const hasEnded = ({ status }: Pick<Invocation, 'status'>): boolean => ends.includes(status);

interface Status {
  readonly status: CommandStatus;
  readonly statusDetails: string;
}

/**
 * With MaxErrors 0, its default, one failure is enough; timeouts of the delivery alone leave it Incomplete unless all timed
 * out. https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html
 */
export const statusOf = (command: Command): Status => {
  const all = [...command.invocations.values()];
  if (all.length === 0) return { status: 'Success', statusDetails: 'NoInstancesInTag' };
  if (all.some((one) => !hasEnded(one))) {
    const begun = all.some(({ status }) => status !== 'Pending' && status !== 'Delayed');
    return begun
      ? { status: 'InProgress', statusDetails: 'InProgress' }
      : { status: 'Pending', statusDetails: 'Pending' };
  }
  const has = (details: string) => all.some(({ statusDetails }) => statusDetails === details);
  if (has('Failed')) return { status: 'Failed', statusDetails: 'Failed' };
  if (has('ExecutionTimedOut')) return { status: 'TimedOut', statusDetails: 'ExecutionTimedOut' };
  if (has('Cancelled')) return { status: 'Cancelled', statusDetails: 'Cancelled' };
  if (!has('DeliveryTimedOut')) return { status: 'Success', statusDetails: 'Success' };
  return { status: 'TimedOut', statusDetails: has('Success') ? 'Incomplete' : 'DeliveryTimedOut' };
};
