import type { UpdateStateMachineCommandInput, UpdateStateMachineCommandOutput } from '@aws-sdk/client-sfn';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import { findMachine, readDefinition, readRole, refuseVersions } from './machines.ts';

/** Executions that run keep the revision that they were started with. A new revision id only when something changes. */
export const updateStateMachine: Operation<UpdateStateMachineCommandInput, UpdateStateMachineCommandOutput> = (
  input,
  { world },
) => {
  refuseVersions(input);
  const machine = findMachine(world, input.stateMachineArn);
  if (machine.status === 'DELETING')
    throw new AwsError('StateMachineDeleting', `State Machine is being deleted: '${machine.arn}'`);
  const { definition, roleArn, loggingConfiguration, tracingConfiguration } = input;
  if ([definition, roleArn, loggingConfiguration, tracingConfiguration].every((part) => part === undefined))
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    );
  const before = machine.revision;
  const after = {
    ...before,
    ...(definition === undefined ? {} : { text: definition, definition: readDefinition(definition) }),
    ...(roleArn === undefined ? {} : { roleArn: readRole(roleArn) }),
    ...(loggingConfiguration === undefined ? {} : { logging: loggingConfiguration }),
    ...(tracingConfiguration === undefined ? {} : { tracing: tracingConfiguration.enabled ?? false }),
  };
  const now = world.clock.now();
  if (JSON.stringify(after) !== JSON.stringify(before))
    machine.revision = { ...after, at: now, id: world.random.uuid() };
  return {
    updateDate: new Date(now),
    ...(machine.revision.id === undefined ? {} : { revisionId: machine.revision.id }),
  };
};
