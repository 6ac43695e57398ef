/** Parameters of faults in the words of our stack: its roles, functions, tables and hosts. */
import type { FaultName } from '../../local/cloud/faults/catalogue.ts';
import type { Random } from '../../local/cloud/kernel/random.ts';
import type { World } from '../../local/cloud/kernel/world.ts';
import { anyParameters } from '../cloud/faults/any-parameters.ts';
import { stack } from './scene.ts';

export const anyOfOurs = (world: World, random: Random, name: FaultName): unknown => {
  const given = anyParameters(world, random, name, {
    cluster: [...world.ecs.clusters.keys()],
    ecsService: ['web', 'api'],
    family: ['web', 'api', 'agent'],
    container: ['main'],
    table: [stack],
    role: [`${stack}-OnReconcileDueRole`, `${stack}-OnReconcileDueRole`, `${stack}-*`, ...world.iam.roles.keys(), '*'],
    function: [`${stack}-on-reconcile-due`, `${stack}-on-reconcile-due`, ...world.lambda.functions.keys(), '*'],
    stateMachine: ['*'],
    instanceType: ['t3.medium', 't3.large', 'm5.large'],
    action: name === 'permission-revoked' ? actions : ['*'],
    operation: name.startsWith('dynamodb') ? ['*', 'GetItem', 'PutItem', 'Query'] : operations,
  });
  return fitting(name, random, given as Record<string, unknown>);
};

const actions = [
  'dynamodb:PutItem',
  'dynamodb:*',
  'ecs:*',
  'ec2:RunInstances',
  'ec2:TerminateInstances',
  'ec2:DescribeInstances',
  'ec2:*',
  'ssm:*',
  'states:*',
  'ecs:DescribeServices',
  'ecs:UpdateContainerInstancesState',
  'sqs:*',
];
const operations = [
  '*',
  'Describe*',
  'List*',
  'RunInstances',
  'TerminateInstances',
  'RunTask',
  'UpdateService',
  'CreateService',
  'Put*',
  'Query',
  'GetItem',
  'GetParameter',
  'StartExecution',
  'DeregisterContainerInstance',
  'UpdateContainerInstancesState',
];

/** Chance alone would mostly choose a service together with an operation that it does not have, and calls that are never made. */
const fitting = (name: FaultName, random: Random, given: Record<string, unknown>): Record<string, unknown> => {
  const { service, operation, nth, every, ...rest } = given;
  if (name.startsWith('call-') || name === 'stale-reads')
    return { ...rest, ...(random.chance(60) ? { operation: operation ?? '*' } : { service: service ?? '*' }) };
  if (name === 'event-forged') return given;
  return given;
};
