/** Looking at commands, and calling them off. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListCommands.html and neighbours. */
import type * as sdk from '@aws-sdk/client-ssm';
import { privateDnsName } from '../../ec2/views/instance.ts';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { forgetOld } from '../behaviour/forget-old.ts';
import { settle } from '../behaviour/run-command.ts';
import type { Command, Invocation } from '../command-state.ts';
import { commandView, invocationView, stepView } from '../command-views.ts';
import { pageOf } from '../pages.ts';

const mostListed = 50;

export const getCommandInvocation: Operation<
  sdk.GetCommandInvocationCommandInput,
  sdk.GetCommandInvocationCommandOutput
> = ({ CommandId: id, InstanceId: instanceId, PluginName: plugin }, { world }) => {
  const command = findCommand(world, id);
  const invocation = command.invocations.get(instanceId ?? '');
  if (invocation === undefined || world.clock.now() < command.visibleAt)
    throw new AwsError(
      'InvocationDoesNotExist',
      'The command ID and managed node ID you specified did not match any invocations. Verify the command ID and the managed node ID and try again.',
    );
  const named = invocation.steps.filter(({ name }) => plugin === undefined || name === plugin);
  const step = named[0];
  if (step === undefined || (plugin === undefined && named.length > 1))
    throw new AwsError('InvalidPluginName', 'The plugin name is not valid: name one of the steps of the document.');
  return stepView(command, invocation, step);
};

/** The most recent first. */
export const listCommands: Operation<sdk.ListCommandsCommandInput, sdk.ListCommandsCommandOutput> = (
  input,
  { world },
) => {
  const commands = commandsAsked(world, input.CommandId);
  const found = commands
    .filter(({ invocations }) => input.InstanceId === undefined || invocations.has(input.InstanceId))
    .filter(matching(input.Filters))
    .reverse();
  const { page, next } = pageOf(found, input, mostListed);
  return { Commands: page.map(commandView), ...next };
};

export const listCommandInvocations: Operation<
  sdk.ListCommandInvocationsCommandInput,
  sdk.ListCommandInvocationsCommandOutput
> = (input, { world }) => {
  const commands = commandsAsked(world, input.CommandId);
  const found = commands.reverse().flatMap((command) =>
    invocationsOf(command, input.InstanceId)
      .filter((invocation) => matching(input.Filters)({ ...command, status: invocation.status }))
      .map((invocation) => ({ command, invocation })),
  );
  const { page, next } = pageOf(found, input, mostListed);
  return {
    CommandInvocations: page.map(({ command, invocation }) =>
      invocationView(command, invocation, nameOf(world, invocation.instanceId), input.Details ?? false),
    ),
    ...next,
  };
};

/** "Attempts to cancel": what has ended stays as it is. Without ids it is cancelled on all nodes. */
export const cancelCommand: Operation<sdk.CancelCommandCommandInput, sdk.CancelCommandCommandOutput> = (
  { CommandId: id, InstanceIds: ids = [] },
  { world },
) => {
  const command = findCommand(world, id);
  const wrong = ids.filter((instanceId) => !command.invocations.has(instanceId));
  if (wrong.length > 0)
    throw new AwsError('InvalidInstanceId', `The command was not sent to the instances ${wrong.join(', ')}.`);
  for (const invocation of command.invocations.values())
    if (ids.length === 0 || ids.includes(invocation.instanceId))
      settle(world, command, invocation, { status: 'Cancelled' });
  return {};
};

/** One, or all, oldest first. */
const commandsAsked = (world: World, id: string | undefined): Command[] => {
  if (id !== undefined) return [findCommand(world, id)];
  forgetOld(world);
  return [...world.ssm.commands.values()];
};

const findCommand = (world: World, id: string | undefined): Command => {
  forgetOld(world);
  const command = world.ssm.commands.get(id ?? '');
  if (command === undefined)
    throw new AwsError('InvalidCommandId', 'The specified command ID is not valid. Verify the ID and try again.');
  return command;
};

const invocationsOf = ({ invocations }: Command, instanceId: string | undefined): readonly Invocation[] =>
  instanceId === undefined
    ? [...invocations.values()]
    : [invocations.get(instanceId)].filter((one) => one !== undefined);

interface Filterable {
  readonly status: string;
  readonly requestedAt: number;
  readonly documentName: string;
}

const matching = (filters: readonly sdk.CommandFilter[] = []): ((one: Filterable) => boolean) => {
  const tests = filters.map(({ key, value = '' }): ((one: Filterable) => boolean) => {
    switch (key) {
      case 'InvokedAfter':
        return ({ requestedAt }) => requestedAt > Date.parse(value);
      case 'InvokedBefore':
        return ({ requestedAt }) => requestedAt < Date.parse(value);
      case 'Status':
        return ({ status }) => status === value;
      case 'DocumentName':
        return ({ documentName }) => documentName === value;
      default:
        throw new AwsError('InvalidFilterKey', `The specified key ${key} is not valid.`);
    }
  });
  return (one) => tests.every((test) => test(one));
};

const nameOf = (world: World, id: string): string => {
  const instance = world.ec2.instances.get(id);
  return instance === undefined ? '' : privateDnsName(world, instance);
};
