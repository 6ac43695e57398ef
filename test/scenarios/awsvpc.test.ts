/** Tasks with network interfaces of their own. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

/** A t3.medium has three network interfaces, of which one is the host's own. */
const perHost = 2;

let story: cast.Story;
beforeAll(async () => {
  story = await cast.story();
  await cast.provisioned(story);
  const document = readFileSync('examples/task-definitions/sample-gunicorn-ec2.json', 'utf8');
  expect((await story.api('POST', '/v1/task-definitions', document)).status).toBe(201);
});

const tasksOf = async (startedBy: string) =>
  (await cast.runningTasks(story)).filter((task) => task.startedBy === startedBy || task.group === startedBy);

const stopAll = async () => {
  for (const { id } of await cast.runningTasks(story))
    await cast.succeeded(story, 'DELETE', `/v1/clusters/c/tasks/${id}`);
};

describe('tasks that are run', () => {
  it('have an interface each, in the zone of their host, without anybody naming a subnet', async () => {
    const { operation } = await cast.succeeded(story, 'POST', '/v1/clusters/c/tasks', {
      taskDefinition: 'gunicorn',
      count: 3,
    });
    const tasks = await tasksOf(operation);
    expect(new Set(tasks.map(({ networkInterface }) => networkInterface?.id)).size).toBe(3);
    const { Subnets } = await story.aws('ec2', 'DescribeSubnets');
    for (const { availabilityZone, networkInterface } of tasks)
      expect(Subnets).toContainEqual(
        expect.objectContaining({ SubnetId: networkInterface?.subnetId, AvailabilityZone: availabilityZone }),
      );
    await stopAll();
  });

  it('are as many as the hosts have interfaces, and no more', async () => {
    const most = 3 * perHost;
    const body = { taskDefinition: 'gunicorn', count: most + 1, timeoutSeconds: 30 };
    const dry = await story.api('POST', '/v1/clusters/c/tasks?dryRun=true', body);
    expect(dry.body.changes).toEqual([{ pointer: '/tasks', before: 0, after: most }]);
    const { body: operation } = await story.carryOut('POST', '/v1/clusters/c/tasks', body);
    expect(operation).toMatchObject({ state: 'FAILED', progress: { done: most, total: most + 1 } });
    expect(operation.problem.detail).toContain('RESOURCE:ENI');
    await stopAll();
  });

  it('are where their subnets are', async () => {
    const { Subnets } = await story.aws('ec2', 'DescribeSubnets', {
      Filters: [{ Name: 'availability-zone', Values: ['us-east-1b'] }],
    });
    const network = { subnets: [Subnets[0].SubnetId] };
    const body = { taskDefinition: 'gunicorn', count: 2, network };
    const { operation } = await cast.succeeded(story, 'POST', '/v1/clusters/c/tasks', body);
    const zones = (await tasksOf(operation)).map(({ availabilityZone }) => availabilityZone);
    expect(zones).toEqual(['us-east-1b', 'us-east-1b']);
    await stopAll();
  });
});

describe('a service', () => {
  const path = '/v1/clusters/c/services/api';
  const body = { taskDefinition: 'gunicorn', desiredCount: 3 };

  it('keeps the network that was decided once, and asking for the same changes nothing', async () => {
    await cast.succeeded(story, 'PUT', path, body);
    expect(await tasksOf('service:api')).toHaveLength(3);
    const { network } = (await story.api('GET', path)).body.spec;
    expect(network.subnets).toHaveLength(3);
    expect(await story.api('PUT', path, body)).toMatchObject({ status: 200, body: { changed: false } });
    await cast.succeeded(story, 'PATCH', path, { desiredCount: 4 });
    expect((await story.api('GET', path)).body.spec).toMatchObject({ desiredCount: 4, network });
  });

  it('moves to other subnets when it is told to', async () => {
    const { network } = (await story.api('GET', path)).body.spec;
    const fewer = { ...network, subnets: network.subnets.slice(0, 2) };
    await cast.succeeded(story, 'PATCH', path, { network: fewer, desiredCount: 2 });
    const used = (await tasksOf('service:api')).map(({ networkInterface }) => networkInterface?.subnetId);
    expect(fewer.subnets).toEqual(expect.arrayContaining(used));
    await cast.succeeded(story, 'DELETE', path);
  });
});

it('the workflow that somebody starts in the console decides the network too', async () => {
  const { ref: stateMachineArn } = await story.driver.finish(story.deployment.lookup('RunTaskWorkflow'));
  const input = JSON.stringify({ cluster: 'c', taskDefinition: 'gunicorn' });
  const { executionArn } = await story.aws('sfn', 'StartExecution', { stateMachineArn, name: 'by-hand', input });
  await story.driver.pass(cast.minutes(3));
  expect(await story.aws('sfn', 'DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED' });
  expect((await tasksOf('by-hand'))[0]).toMatchObject({ networkInterface: { id: expect.stringMatching(/^eni-/) } });
});
