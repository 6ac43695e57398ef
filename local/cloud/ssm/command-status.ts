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
 * More failures than MaxErrors make it Failed; fewer, and timeouts of the delivery, leave it Incomplete unless all timed out.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html
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
  if (tooManyErrors(command))
    return has('Failed')
      ? { status: 'Failed', statusDetails: 'Failed' }
      : { status: 'TimedOut', statusDetails: 'ExecutionTimedOut' };
  if (has('Failed') || has('ExecutionTimedOut')) return { status: 'Failed', statusDetails: 'Incomplete' };
  if (has('Cancelled')) return { status: 'Cancelled', statusDetails: 'Cancelled' };
  if (!has('DeliveryTimedOut')) return { status: 'Success', statusDetails: 'Success' };
  return { status: 'TimedOut', statusDetails: has('Success') ? 'Incomplete' : 'DeliveryTimedOut' };
};

/** `10`, or `10%` of the targets; at least one. */
export const mostAtOnce = (command: Command): number => Math.max(1, numberOf(command.maxConcurrency, command));

/** Timeouts of the delivery do not count. https://docs.aws.amazon.com/systems-manager/latest/userguide/send-commands-multiple.html */
export const tooManyErrors = (command: Command): boolean => {
  const errors = [...command.invocations.values()].filter(({ statusDetails }) =>
    ['Failed', 'ExecutionTimedOut'].includes(statusDetails),
  );
  return errors.length > numberOf(command.maxErrors, command);
};

const numberOf = (text: string, { invocations }: Command): number =>
  text.endsWith('%') ? Math.floor((Number.parseInt(text, 10) * invocations.size) / 100) : Number(text);
