/** Parameters of faults in the words of our stack: its roles, functions, tables and hosts. */
import type { FaultName } from '../../local/cloud/faults/catalogue.ts';
import type { Random } from '../../local/cloud/kernel/random.ts';
import type { World } from '../../local/cloud/kernel/world.ts';
import { anyParameters } from '../cloud/faults/any-parameters.ts';
import { stack, table } from './scene.ts';

export const anyOfOurs = (world: World, random: Random, name: FaultName): unknown => {
  const given = anyParameters(world, random, name, {
    cluster: [...world.ecs.clusters.keys()],
    ecsService: ['web', 'api'],
    family: ['web', 'api', 'agent'],
    container: ['main'],
    table: [table],
    role: [`${stack}-OnReconcileDueRole`, `${stack}-OnReconcileDueRole`, `${stack}-*`, ...world.iam.roles.keys(), '*'],
    function: [`${stack}-on-reconcile-due`, `${stack}-on-reconcile-due`, ...world.lambda.functions.keys(), '*'],
    stateMachine: ['*'],
    image: ['nginx'],
    imageId: [...new Set([...world.ec2.instances.values()].map(({ image }) => image.id))],
    subnetId: [...new Set([...world.ec2.instances.values()].map(({ subnetId }) => subnetId))],
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

/** Chance alone would mostly choose what is never called, never launched and never full. */
const fitting = (name: FaultName, random: Random, given: Record<string, unknown>): Record<string, unknown> => {
  const own = special[name];
  if (own !== undefined) return own(random);
  const { service, operation, nth: _, ...rest } = given;
  if (name.startsWith('call-'))
    return { ...rest, ...(random.chance(60) ? { operation: operation ?? '*' } : { service: service ?? '*' }) };
  if (/^dynamodb-cond|^function-|^functions-/.test(name))
    return { ...rest, ...(random.chance(50) && { percent: random.between(20, 100) }) };
  return given;
};

const special: Partial<Record<FaultName, (random: Random) => Record<string, unknown>>> = {
  'throttle-bucket': (random) => ({
    group: random.pick(['ec2 *', 'ecs *', 'ecs cluster resource read', 'ec2 RunInstances', 'ecs service *']),
    factor: random.pick([0, 0.02, 0.2]),
  }),
  'stale-reads': (random) => ({
    ms: random.pick([5_000, 20_000, 60_000]),
    role: random.pick([`${stack}-*`, `${stack}-OnReconcileDueRole`]),
  }),
  'capacity-outage': (random) =>
    random.pick([{}, { market: 'spot' }, { availabilityZone: 'us-east-1a' }, { instanceType: 't3.medium' }]),
  quota: (random) => ({ market: random.pick(['on-demand', 'spot']), vcpus: random.between(0, 4) }),
  'instance-quota': (random) => ({ instances: random.between(0, 3) }),
  'execution-abort': () => ({}),
};
