import {
  CreateServiceCommand,
  DeleteClusterCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  ECSClient,
  ListContainerInstancesCommand,
  ListTaskDefinitionsCommand,
  RunTaskCommand,
  StopTaskCommand,
  UpdateContainerInstancesStateCommand,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, it } from 'vitest';
import { ecsClusters } from '../../shared/aws/ecs-clusters.ts';
import { ecsServices } from '../../shared/aws/ecs-services.ts';
import { ecsTaskDefinitions } from '../../shared/aws/ecs-task-definitions.ts';
import { ecsTasks } from '../../shared/aws/ecs-tasks.ts';
import type { PlacementSpec, ServiceSpec } from '../../shared/domain/spec.ts';
import { awsException, quietSurroundings } from '../support/surroundings.ts';

const ecs = mockClient(ECSClient);
const around = quietSurroundings();
beforeEach(() => ecs.reset());

const zone = { type: 'spread', field: 'attribute:ecs.availability-zone' };
const recipes: { placement: PlacementSpec; strategies: unknown[]; constraints: unknown[] }[] = [
  {
    placement: { name: 'az-balanced-spread' },
    strategies: [zone, { type: 'spread', field: 'instanceId' }],
    constraints: [],
  },
  {
    placement: { name: 'az-balanced-binpack' },
    strategies: [zone, { type: 'binpack', field: 'memory' }],
    constraints: [],
  },
  { placement: { name: 'binpack' }, strategies: [{ type: 'binpack', field: 'memory' }], constraints: [] },
  { placement: { name: 'one-per-host' }, strategies: [], constraints: [{ type: 'distinctInstance' }] },
  {
    placement: {
      name: 'custom',
      strategies: [{ type: 'random' }],
      constraints: [{ type: 'memberOf', expression: 'attribute:a == b' }],
    },
    strategies: [{ type: 'random' }],
    constraints: [{ type: 'memberOf', expression: 'attribute:a == b' }],
  },
];

it.each(recipes)('$placement.name is RunTask in these words of ECS', async ({ placement, strategies, constraints }) => {
  ecs.on(RunTaskCommand).resolves({ tasks: [], failures: [{ reason: 'RESOURCE:MEMORY', arn: 'arn:host' }] });
  const further = { type: 'memberOf' as const, expression: 'attribute:quaymaster.group in [main]' };
  const outcome = await ecsTasks(around).run({
    cluster: 'c',
    taskDefinition: 'web:1',
    count: 3,
    group: 'family:web',
    startedBy: 'op',
    placement,
    constraints: [further],
    tags: { a: 'b' },
    clientToken: 't',
  });
  expect(ecs.commandCalls(RunTaskCommand)[0]?.args[0].input).toEqual({
    cluster: 'c',
    taskDefinition: 'web:1',
    count: 3,
    group: 'family:web',
    startedBy: 'op',
    clientToken: 't',
    launchType: 'EC2',
    placementStrategy: strategies,
    placementConstraints: [...constraints, further],
    tags: [{ key: 'a', value: 'b' }],
  });
  expect(outcome).toEqual({ started: [], failures: [{ reason: 'RESOURCE:MEMORY', arn: 'arn:host' }] });
});

it('a daemon is created without count and strategies, which ECS refuses for it', async () => {
  ecs.on(CreateServiceCommand).resolves({});
  const spec: ServiceSpec = {
    taskDefinition: 'log:1',
    scheduling: 'DAEMON',
    desiredCount: 0,
    placement: { name: 'az-balanced-spread' },
    deployment: { minimumHealthyPercent: 0, maximumPercent: 100, circuitBreaker: true },
    tags: {},
  };
  await ecsServices(around).create({ cluster: 'c', service: 'log', spec, constraints: [], tags: {}, clientToken: 't' });
  const input = ecs.commandCalls(CreateServiceCommand)[0]?.args[0].input;
  expect(input).not.toHaveProperty('desiredCount');
  expect(input).not.toHaveProperty('placementStrategy');
  expect(input?.deploymentConfiguration).toEqual({
    minimumHealthyPercent: 0,
    maximumPercent: 100,
    deploymentCircuitBreaker: { enable: true, rollback: true },
  });
});

it('services are described ten at a time, and inactive ones do not exist', async () => {
  ecs.on(DescribeServicesCommand).resolves({ services: [{ serviceName: 'gone', status: 'INACTIVE' }] });
  const names = Array.from({ length: 21 }, (_, index) => `s${index}`);
  expect(await ecsServices(around).services('c', names)).toEqual([]);
  expect(ecs.commandCalls(DescribeServicesCommand).map((call) => call.args[0].input.services?.length)).toEqual([
    10, 10, 1,
  ]);
});

it('hosts are drained ten at a time, and what ECS refuses is told', async () => {
  ecs.on(UpdateContainerInstancesStateCommand).resolves({ failures: [{ arn: 'h3', reason: 'MISSING' }] });
  const hosts = Array.from({ length: 11 }, (_, index) => `h${index}`);
  const refused = await ecsClusters(around).setStatus('c', hosts, 'DRAINING');
  expect(ecs.commandCalls(UpdateContainerInstancesStateCommand)).toHaveLength(2);
  expect(refused[0]).toEqual({ arn: 'h3', refused: 'MISSING' });
});

it('draining hosts are listed too, although ECS leaves them out when no status is given', async () => {
  ecs.on(ListContainerInstancesCommand).resolves({ containerInstanceArns: [] });
  await ecsClusters(around).containerInstances('c');
  const asked = ecs.commandCalls(ListContainerInstancesCommand).map((call) => call.args[0].input.status);
  expect(asked).toEqual(['ACTIVE', 'DRAINING']);
});

it('what is gone is an answer, not an error', async () => {
  ecs.on(DeleteClusterCommand).rejects(awsException('ClusterNotFoundException', 400));
  ecs.on(DescribeClustersCommand).resolves({ clusters: [{ clusterName: 'c', status: 'INACTIVE' }] });
  ecs.on(StopTaskCommand).rejects(awsException('InvalidParameterException', 400, 'The referenced task was not found.'));
  await ecsClusters(around).deleteCluster('c');
  expect(await ecsClusters(around).cluster('c')).toBeUndefined();
  expect(await ecsTasks(around).stop('c', 't', 'why')).toBe('unknown');
});

it('revisions of a family leave out families that only begin alike', async () => {
  ecs.on(ListTaskDefinitionsCommand).resolves({
    taskDefinitionArns: ['arn:task-definition/web-admin:9', 'arn:task-definition/web:2', 'arn:task-definition/web:1'],
  });
  expect(await ecsTaskDefinitions(around).revisions('web', 10)).toEqual(['web:2', 'web:1']);
});
