/** The end of task definitions: INACTIVE first, then deleted. */
import type {
  DeleteTaskDefinitionsCommandInput,
  DeleteTaskDefinitionsCommandOutput,
  DeregisterTaskDefinitionCommandInput,
  DeregisterTaskDefinitionCommandOutput,
  Failure,
} from '@aws-sdk/client-ecs';
import { AwsError } from '../../kernel/aws-error.ts';
import type { Operation } from '../../kernel/service.ts';
import type { World } from '../../kernel/world.ts';
import { forgetDeleted } from '../behaviour/forget-definitions.ts';
import { findTaskDefinition } from '../find.ts';
import type { TaskDefinitionRecord } from '../state.ts';

/** The first two texts are in moto's tests (getmoto/moto, tests/test_ecs/test_ecs.py). */
const revisionOf = (world: World, identifier: string | undefined): TaskDefinitionRecord => {
  const revision = /:([^:/]*)$/.exec(identifier?.split('/').at(-1) ?? '')?.[1];
  if (revision === undefined) throw new AwsError('ClientException', 'Revision is missing.');
  if (!/^\d+$/.test(revision))
    throw new AwsError('InvalidParameterException', `Invalid revision number. Number: ${revision}`);
  const definition = findTaskDefinition(world, identifier ?? '');
  if (definition === undefined)
    throw new AwsError(
      'ClientException',
      'The specified task definition does not exist. Specify a valid account, family, revision and try again.',
    );
  return definition;
};

/**
 * INACTIVE: tasks and services that use it go on, no new ones can, and it can still be described.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html
 */
export const deregisterTaskDefinition: Operation<
  DeregisterTaskDefinitionCommandInput,
  DeregisterTaskDefinitionCommandOutput
> = (input, { world }) => {
  const { shown } = revisionOf(world, input.taskDefinition);
  if (shown.status === 'ACTIVE') {
    shown.status = 'INACTIVE';
    shown.deregisteredAt = new Date(world.clock.now());
  }
  return { taskDefinition: shown };
};

/**
 * Up to 10, INACTIVE ones only. They stay as DELETE_IN_PROGRESS as long as tasks or services use them.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteTaskDefinitions.html
 */
export const deleteTaskDefinitions: Operation<DeleteTaskDefinitionsCommandInput, DeleteTaskDefinitionsCommandOutput> = (
  input,
  { world },
) => {
  const asked = input.taskDefinitions ?? [];
  if (asked.length === 0 || asked.length > 10)
    throw new AwsError('InvalidParameterException', 'You must specify between 1 and 10 task definitions.');
  const failures: Failure[] = [];
  const deleted: TaskDefinitionRecord[] = [];
  for (const definition of asked.map((identifier) => revisionOf(world, identifier))) {
    if (definition.shown.status === 'ACTIVE')
      failures.push({
        arn: definition.arn,
        reason: 'The specified task definition is still in ACTIVE status. Please deregister the target and try again.',
      });
    else deleted.push(definition);
  }
  for (const { shown } of deleted) {
    shown.status = 'DELETE_IN_PROGRESS';
    shown.deleteRequestedAt ??= new Date(world.clock.now());
  }
  for (const definition of deleted) world.ecs.deletedDefinitions.add(definition);
  forgetDeleted(world);
  return { taskDefinitions: deleted.map(({ shown }) => shown), failures };
};
