/** What RunTask and CreateService refuse about where and how tasks shall run, in ECS's words. */
import type { PlacementConstraint, PlacementStrategy, TaskOverride } from '@aws-sdk/client-ecs';
import { limits } from '../../../shared/ecs/limits.ts';
import { parseExpression } from '../../../shared/ecs/query-language.ts';
import { AwsError } from '../kernel/aws-error.ts';
import type { TaskDefinitionRecord } from './state.ts';

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html */
export const checkStrategies = (strategies: readonly PlacementStrategy[] = []): void => {
  if (strategies.length > limits.placementStrategies)
    refuse(`A maximum of ${limits.placementStrategies} strategies can be specified.`);
  for (const { type, field } of strategies) {
    if (type === 'random' && field !== undefined && field !== '')
      refuse('Field is not supported for placement strategy of type random.');
    if (type === 'spread' && (field === undefined || field === ''))
      refuse('Field is required for placement strategy of type spread.');
    if (type === 'spread' && !/^(instanceId|host|attribute:.+)$/.test(field ?? ''))
      refuse(`Field ${field} is not supported for placement strategy of type spread.`);
    if (type === 'binpack' && !/^(cpu|memory)$/i.test(field ?? ''))
      refuse('Field for placement strategy of type binpack must be cpu or memory.');
    if (type !== 'random' && type !== 'spread' && type !== 'binpack')
      refuse(`Placement strategy type ${type ?? ''} is not supported.`);
  }
};

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html */
export const checkConstraints = (constraints: readonly PlacementConstraint[] = []): void => {
  if (constraints.length > limits.placementConstraints)
    refuse(`A maximum of ${limits.placementConstraints} constraints can be specified.`);
  for (const { type, expression } of constraints) {
    if (type === 'distinctInstance' && expression !== undefined && expression !== '')
      refuse('Expression is not supported for placement constraint of type distinctInstance.');
    if (type === 'memberOf' && parseExpression(expression ?? '').status === 'invalid')
      refuse(`Invalid expression ${expression ?? ''} for placement constraint of type memberOf.`);
    if (type !== 'distinctInstance' && type !== 'memberOf')
      refuse(`Placement constraint type ${type ?? ''} is not supported.`);
  }
};

/** This embedded ECS has the EC2 launch type only. */
export const checkLaunchType = (
  launchType: string | undefined,
  capacityProviderStrategy: readonly unknown[] | undefined,
): void => {
  if ((capacityProviderStrategy ?? []).length > 0)
    refuse(
      'Capacity providers are not implemented by this embedded ECS; leave the strategy out, or use launch type EC2.',
    );
  if (launchType !== undefined && launchType !== 'EC2')
    refuse(`The launch type ${launchType} is not implemented by this embedded ECS; use EC2.`);
};

export const checkOverrides = (definition: TaskDefinitionRecord, overrides: TaskOverride | undefined): void => {
  for (const { name } of overrides?.containerOverrides ?? [])
    if (!definition.shown.containerDefinitions?.some((container) => container.name === name))
      refuse(`Override for container named ${name} is not a container in the TaskDefinition.`);
  if (JSON.stringify(overrides?.containerOverrides ?? []).length > limits.overridesCharacters)
    refuse(`Container Overrides length must be at most ${limits.overridesCharacters}`);
};
