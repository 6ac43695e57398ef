/**
 * Status changes of commands and invocations on EventBridge, with the fields of the documented examples.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
import { instanceArn } from '../../ec2/views/instance.ts';
import { emit } from '../../events/behaviour/emit.ts';
import type { World } from '../../kernel/world.ts';
import type { Command, Invocation } from '../command-state.ts';

const about = ({ id, documentName, requestedAt }: Command) => ({
  'command-id': id,
  'document-name': documentName,
  'requested-date-time': new Date(requestedAt).toISOString(),
});

export const announceCommand = (world: World, command: Command): void => {
  emit(world, {
    source: 'aws.ssm',
    detailType: 'EC2 Command Status-change Notification',
    resources: [...command.invocations.keys()].map((id) => instanceArn(world, id)),
    detail: {
      ...about(command),
      'expire-after': new Date(command.expiresAt).toISOString(),
      parameters: command.parameters,
      status: command.status,
    },
  });
};

export const announceInvocation = (world: World, command: Command, { instanceId, status }: Invocation): void => {
  emit(world, {
    source: 'aws.ssm',
    detailType: 'EC2 Command Invocation Status-change Notification',
    resources: [instanceArn(world, instanceId)],
    detail: { ...about(command), 'instance-id': instanceId, status },
  });
};
