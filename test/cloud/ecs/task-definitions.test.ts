import {
  CreateClusterCommand,
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionFamiliesCommand,
  ListTaskDefinitionsCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts, type Fleet, newFleet, registerWeb } from './fleet.ts';

let fleet: Fleet;
beforeEach(() => {
  fleet = newFleet();
});

const describeDefinition = async (taskDefinition: string) =>
  fleet.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
const deregister = (taskDefinition: string) => fleet.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
const names = (arns: readonly string[] | undefined) => arns?.map((arn) => arn.split('/')[1]);

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html */
describe('RegisterTaskDefinition', () => {
  test('answers the normal form, with defaults filled in', async () => {
    const { taskDefinition, tags } = await registerWeb(fleet, { tags: [{ key: 'team', value: 'a' }] });
    expect(taskDefinition).toMatchObject({
      taskDefinitionArn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/web:1',
      family: 'web',
      revision: 1,
      status: 'ACTIVE',
      containerDefinitions: [{ name: 'web', essential: true, environment: [], mountPoints: [], volumesFrom: [] }],
      volumes: [],
      placementConstraints: [],
    });
    expect(taskDefinition?.compatibilities).toContain('EC2');
    expect(tags).toEqual([{ key: 'team', value: 'a' }]);
  });

  test('gives a new revision for the same content, and never a number twice', async () => {
    await registerWeb(fleet);
    await registerWeb(fleet);
    await deregister('web:2');
    await fleet.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: ['web:2'] }));
    expect((await registerWeb(fleet)).taskDefinition?.revision).toBe(3);
  });

  test('refuses a bad document as a ClientException, and registers nothing', async () => {
    await expect(registerWeb(fleet, { containerDefinitions: [] })).rejects.toMatchObject({ name: 'ClientException' });
    expect(fleet.world.ecs.families.size).toBe(0);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeTaskDefinition.html */
describe('DescribeTaskDefinition', () => {
  test('finds by family its latest ACTIVE revision, by revision and by ARN also INACTIVE ones', async () => {
    await registerWeb(fleet);
    await registerWeb(fleet);
    await deregister('web:2');
    expect((await describeDefinition('web')).taskDefinition?.revision).toBe(1);
    const inactive = await describeDefinition('arn:aws:ecs:us-east-1:000000000000:task-definition/web:2');
    expect(inactive.taskDefinition).toMatchObject({ revision: 2, status: 'INACTIVE' });
    expect(inactive.taskDefinition?.deregisteredAt).toBeInstanceOf(Date);
  });

  test.each(['none', 'web:7', 'web:0', '../web'])('of %s is a ClientException', async (name) => {
    await registerWeb(fleet);
    await expect(describeDefinition(name)).rejects.toMatchObject({
      name: 'ClientException',
      message: 'Unable to describe task definition.',
    });
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeregisterTaskDefinition.html */
test('a deregistered revision runs no new tasks, while those that run go on', async () => {
  await fleet.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await addHosts(fleet, 'shop', [{}]);
  await registerWeb(fleet);
  await fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web:1' }));
  await fleet.settle();
  await deregister('web:1');
  await expect(fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web:1' }))).rejects.toThrow(
    'TaskDefinition is inactive',
  );
  const { taskDefinitions } = await fleet.ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: ['web:1'] }));
  expect(taskDefinitions?.[0]?.status).toBe('DELETE_IN_PROGRESS');
  await fleet.settle();
  const [task] = [...(fleet.world.ecs.clusters.get('shop')?.tasks.live ?? [])];
  expect(task?.shown.lastStatus).toBe('RUNNING');
});

test('an ACTIVE revision is not deleted', async () => {
  await registerWeb(fleet);
  const { taskDefinitions, failures } = await fleet.ecs.send(
    new DeleteTaskDefinitionsCommand({ taskDefinitions: ['web:1'] }),
  );
  expect(taskDefinitions).toEqual([]);
  expect(failures?.[0]?.arn).toMatch(/web:1$/);
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html */
describe('ListTaskDefinitions', () => {
  beforeEach(async () => {
    for (let count = 0; count < 11; count++) await registerWeb(fleet);
    await registerWeb(fleet, { family: 'web-admin' });
    await deregister('web:3');
  });
  const list = (input: ConstructorParameters<typeof ListTaskDefinitionsCommand>[0] = {}) =>
    fleet.ecs.send(new ListTaskDefinitionsCommand(input));

  test('familyPrefix is a whole family name; revisions are in order of their number', async () => {
    const { taskDefinitionArns } = await list({ familyPrefix: 'web' });
    expect(names(taskDefinitionArns)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11].map((revision) => `web:${revision}`));
  });

  test('goes on where a page ended, in descending order too', async () => {
    const first = await list({ familyPrefix: 'web', sort: 'DESC', maxResults: 2 });
    const second = await list({ familyPrefix: 'web', sort: 'DESC', maxResults: 2, nextToken: first.nextToken });
    expect(names([...(first.taskDefinitionArns ?? []), ...(second.taskDefinitionArns ?? [])])).toEqual([
      'web:11',
      'web:10',
      'web:9',
      'web:8',
    ]);
  });

  test('gives INACTIVE ones when asked for them', async () => {
    expect(names((await list({ status: 'INACTIVE' })).taskDefinitionArns)).toEqual(['web:3']);
  });

  test('families are found by the beginning of their name and by status', async () => {
    const all = await fleet.ecs.send(new ListTaskDefinitionFamiliesCommand({ familyPrefix: 'web' }));
    expect(all.families).toEqual(['web', 'web-admin']);
    await deregister('web-admin:1');
    const active = await fleet.ecs.send(new ListTaskDefinitionFamiliesCommand({ status: 'ACTIVE' }));
    expect(active.families).toEqual(['web']);
  });
});
