import type { SendCommandCommandInput, SendCommandCommandOutput, Target } from '@aws-sdk/client-ssm';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { forgetOld } from '../behaviour/forget-old.ts';
import { beginCommand } from '../behaviour/run-command.ts';
import type { Command, Invocation } from '../command-state.ts';
import { statusOf } from '../command-status.ts';
import { commandView } from '../command-views.ts';
import { fill, parametersFor } from '../documents/fill.ts';
import { findVersion } from '../documents/find.ts';
import type { ManagedNode } from '../state.ts';

const usualTimeoutSeconds = 3_600;

/**
 * Sends a command to nodes by id, or to those of some tags. All of it is refused when one node cannot be meant.
 * https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html
 */
export const sendCommand: Operation<SendCommandCommandInput, SendCommandCommandOutput> = (input, { world }) => {
  const { record, version } = findVersion(world, input.DocumentName ?? '', input.DocumentVersion);
  const values = parametersFor(version.content, input.Parameters ?? {});
  const timeout = input.TimeoutSeconds ?? usualTimeoutSeconds;
  const nodes = nodesFor(world, input);
  const now = world.clock.now();
  const longest = version.content.steps.reduce((sum, step) => sum + fill(step, values).timeoutSeconds, 0);
  const invocation = ({ instanceId }: ManagedNode): [string, Invocation] => [
    instanceId,
    {
      instanceId,
      status: 'Pending',
      statusDetails: 'Pending',
      steps: version.content.steps.map(({ name, action }) => ({
        name,
        action,
        status: 'Pending',
        statusDetails: 'Pending',
        exitCode: -1,
        stdout: '',
        stderr: '',
      })),
    },
  ];
  const command: Command = {
    id: world.random.uuid(),
    documentName: record.name,
    document: version,
    askedVersion: input.DocumentVersion ?? '$DEFAULT',
    comment: input.Comment ?? '',
    parameters: input.Parameters ?? {},
    values,
    instanceIds: input.InstanceIds ?? [],
    targets: input.Targets ?? [],
    requestedAt: now,
    visibleAt: now + world.random.between(...world.knobs.ssmInvocationVisibleMs),
    expiresAt: now + (timeout + longest) * 1_000,
    deliveryTimeoutSeconds: timeout,
    maxConcurrency: input.MaxConcurrency ?? '50',
    maxErrors: input.MaxErrors ?? '0',
    status: 'Pending',
    statusDetails: 'Pending',
    invocations: new Map(nodes.map(invocation)),
  };
  Object.assign(command, statusOf(command));
  forgetOld(world);
  world.ssm.commands.set(command.id, command);
  beginCommand(world, command);
  return { Command: commandView(command) };
};

const nodesFor = (world: World, { InstanceIds: ids = [], Targets: targets = [] }: SendCommandCommandInput) => {
  if (ids.length > 0 === targets.length > 0)
    throw new AwsError('InvalidInstanceId', 'Specify either InstanceIds or Targets, and not both.');
  if (targets.length > 0) return targeted(world, targets);
  const wrong = ids.filter((id) => !isValid(world, id));
  if (wrong.length > 0)
    throw new AwsError(
      'InvalidInstanceId',
      `Instances [[${wrong.join(', ')}]] not in a valid state for account ${world.account}`,
    );
  return [...new Set(ids)].flatMap((id) => world.ssm.nodes.get(id) ?? []);
};

/** "Valid states are: Running, Pending, Stopped, and Stopping": whether its agent answers is another matter. */
const isValid = (world: World, id: string): boolean => {
  const state = world.ec2.instances.get(id)?.state;
  return world.ssm.nodes.has(id) && state !== undefined && state !== 'shutting-down' && state !== 'terminated';
};

/** Nodes that match all targets. `tag:key` and `tag-key` are those of the instances. */
const targeted = (world: World, targets: readonly Target[]): readonly ManagedNode[] =>
  [...world.ssm.nodes.values()].filter(
    ({ instanceId }) => isValid(world, instanceId) && targets.every((target) => isMeant(world, instanceId, target)),
  );

const isMeant = (world: World, id: string, { Key: key = '', Values: values = [] }: Target): boolean => {
  const tags = world.ec2.instances.get(id)?.tags;
  if (key === 'InstanceIds') return values.includes(id) || values.includes('*');
  if (key === 'tag-key') return values.some((name) => tags?.has(name));
  if (key.startsWith('tag:')) return values.includes(tags?.get(key.slice(4)) ?? '');
  throw new AwsError(
    'InvalidParameters',
    `The embedded AWS knows the targets InstanceIds, tag:… and tag-key, not ${key}.`,
  );
};
