/** What strangers expect of ECS because its documentation says so. Sources stand beside the facts. */
import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListContainerInstancesCommand,
  ListServicesCommand,
  ListTasksCommand,
  PutAccountSettingCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { doors, type House, openHouse, refusalOf } from './doors.ts';

let house: House;
beforeEach(async () => {
  house = await openHouse();
});
afterEach(() => house.close());

const cluster = 'shop';
const spreadOverZones = [{ type: 'spread' as const, field: 'attribute:ecs.availability-zone' }];

describe.each(doors)('ECS through the %s door', (door) => {
  const ecs = () => house.client(door, ECSClient);
  const ask = (command: unknown) => refusalOf(ecs().send(command as CreateClusterCommand));
  beforeEach(async () => {
    await ecs().send(new CreateClusterCommand({ clusterName: cluster }));
    const containerDefinitions = [{ name: 'web', image: 'nginx', memory: 128 }];
    await ecs().send(new RegisterTaskDefinitionCommand({ family: 'web', containerDefinitions }));
  });
  const serviceOf = (changes: Partial<CreateServiceCommandInput>) => {
    const desired = changes.schedulingStrategy === 'DAEMON' ? {} : { desiredCount: 1 };
    return new CreateServiceCommand({ cluster, serviceName: 'web', taskDefinition: 'web', ...desired, ...changes });
  };
  const create = async (changes: Partial<CreateServiceCommandInput>) => (await ecs().send(serviceOf(changes))).service;

  describe('rebalances over Availability Zones', () => {
    // The default: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html. What it cannot be
    // used with: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
    test.each([
      ['a service without strategies', {}, 'ENABLED'],
      ['one that spreads over zones first', { placementStrategy: spreadOverZones }, 'ENABLED'],
      ['one that does not want it', { availabilityZoneRebalancing: 'DISABLED' }, 'DISABLED'],
      ['a daemon', { schedulingStrategy: 'DAEMON' }, 'DISABLED'],
      ['one that packs', { placementStrategy: [{ type: 'binpack', field: 'memory' }] }, 'DISABLED'],
      [
        'one that may not have more tasks than wanted',
        { deploymentConfiguration: { maximumPercent: 100, minimumHealthyPercent: 0 } },
        'DISABLED',
      ],
      [
        'one that is bound to a zone',
        { placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.availability-zone == us-east-1a' }] },
        'DISABLED',
      ],
    ] as const)('%s', async (_what, changes, expected) => {
      const service = await create(changes as Partial<CreateServiceCommandInput>);
      expect(service?.availabilityZoneRebalancing).toBe(expected);
    });

    test('and refuses it where it is asked for in vain', async () => {
      const changes = { availabilityZoneRebalancing: 'ENABLED', schedulingStrategy: 'DAEMON' } as const;
      expect(await ask(serviceOf(changes))).toContain('InvalidParameterException');
    });

    // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
    test('as before when an update says nothing of it, without a new deployment when it does', async () => {
      await create({ availabilityZoneRebalancing: 'DISABLED' });
      const update = async (changes: object) =>
        (await ecs().send(new UpdateServiceCommand({ cluster, service: 'web', ...changes }))).service;
      expect(await update({ desiredCount: 2 })).toMatchObject({ availabilityZoneRebalancing: 'DISABLED' });
      const service = await update({ availabilityZoneRebalancing: 'ENABLED' });
      expect(service).toMatchObject({ availabilityZoneRebalancing: 'ENABLED' });
      expect(service?.deployments).toHaveLength(1);
    });
  });

  // aws-actions/amazon-ecs-deploy-task-definition#630, awsdocs/aws-cloudformation-user-guide#454, sil-org/ecs-deploy#63
  test.each([
    ['a family', new RegisterTaskDefinitionCommand({} as never), 'ClientException: Family can not be blank.'],
    [
      'containers',
      new RegisterTaskDefinitionCommand({ family: 'web' } as never),
      'ClientException: Container list cannot be empty.',
    ],
    ['tasks', new DescribeTasksCommand({ cluster } as never), 'InvalidParameterException: Tasks cannot be empty.'],
    [
      'services',
      new DescribeServicesCommand({ cluster } as never),
      'InvalidParameterException: Services cannot be empty.',
    ],
  ])('asks for %s', async (_what, command, refusal) => {
    expect(await ask(command)).toBe(refusal);
  });

  test.each([
    ['propagateTags of a service', serviceOf({ propagateTags: 'TEAM' as never })],
    ['schedulingStrategy', serviceOf({ schedulingStrategy: 'CRON' as never })],
    ['launchType', new ListServicesCommand({ cluster, launchType: 'LAMBDA' as never })],
    ['desiredStatus', new ListTasksCommand({ cluster, desiredStatus: 'DONE' as never })],
    ['status of container instances', new ListContainerInstancesCommand({ cluster, status: 'LOST' as never })],
    ['include', new DescribeClustersCommand({ clusters: [cluster], include: ['EVERYTHING' as never] })],
    ['propagateTags of a task', new RunTaskCommand({ cluster, taskDefinition: 'web', propagateTags: 'TEAM' as never })],
    ['cluster settings', new CreateClusterCommand({ settings: [{ name: 'insight' as never, value: 'on' }] })],
    ['account settings', new PutAccountSettingCommand({ name: 'containerInsights', value: 'maybe' })],
  ])('refuses words that it does not have: %s', async (_what, command) => {
    expect(await ask(command)).toContain('InvalidParameterException');
    const { services } = await ecs().send(new DescribeServicesCommand({ cluster, services: ['web'] }));
    expect(services).toEqual([]);
  });

  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html, healthCheckGracePeriodSeconds
  test('a grace period is for load balancers', async () => {
    expect(await ask(serviceOf({ healthCheckGracePeriodSeconds: 30 }))).toBe(
      'InvalidParameterException: Health check grace period is only valid for services configured to use load balancers',
    );
  });
});
