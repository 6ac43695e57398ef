/** Things that happen while other things are under way. */
import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

const even = { 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 };

const inService = async (): Promise<cast.Story> => {
  const story = await cast.story();
  await cast.provisioned(story);
  await cast.serving(story, 6);
  return story;
};

const isWhole = async (story: cast.Story): Promise<boolean> =>
  (await story.api('GET', '/v1/clusters/c')).body.state === 'settled' &&
  (await cast.runningTasks(story)).length === 6 &&
  cast.living(story).length === 3;

const operation = async (story: cast.Story, location: string | undefined) =>
  (await story.api('GET', location ?? '')).body;

describe('while a host is being replaced', () => {
  it.each([
    ['its replacement is terminated before it has joined', 30_000, 'replacement'],
    ['its replacement is terminated as it has joined', 100_000, 'replacement'],
    ['it is terminated itself before the other has joined', 30_000, 'itself'],
    ['it is terminated itself while it drains', 115_000, 'itself'],
  ] as const)('%s: the cluster is whole again, and the operation ends', async (_what, afterMs, who) => {
    const story = await inService();
    const [old = ''] = await cast.joinedHosts(story);
    const asked = await story.api('POST', `/v1/clusters/c/hosts/${old}/replace`);
    await story.driver.pass(afterMs);
    const victim = who === 'itself' ? old : story.launched[3];
    await story.aws('ec2', 'TerminateInstances', { InstanceIds: [victim] });
    const ended = async () => (await operation(story, asked.headers['location'])).state !== 'RUNNING';
    await cast.until(story, 'the operation ends', ended, cast.minutes(40), 30_000);
    await cast.until(story, 'the cluster is whole', () => isWhole(story), cast.minutes(10), 30_000);
    expect((await operation(story, asked.headers['location'])).state).toBe('SUCCEEDED');
    expect(cast.instance(story, old).state).toMatch(/terminated|shutting-down/);
    expect(await cast.joinedPerZone(story)).toEqual(even);
    expect(story.launched.length).toBeLessThanOrEqual(5);
    expect(story.mostAtOnce['c']).toBeLessThanOrEqual(4);
  });
});

describe('while a cluster is being made', () => {
  it('it is deleted: no host is left, nor one launched afterwards', async () => {
    const story = await cast.story();
    const asked = await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
    await story.driver.pass(20_000);
    expect(cast.living(story)).toHaveLength(3);
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c');
    await story.driver.pass(cast.minutes(10));
    expect(cast.living(story)).toEqual([]);
    expect(story.launched).toHaveLength(3);
    expect((await operation(story, asked.headers['location'])).state).toBe('FAILED');
    expect((await story.api('GET', '/v1/clusters/c')).status).toBe(404);
  });

  it('it is asked to be larger: the hosts under way count', async () => {
    const story = await cast.story();
    await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
    await story.driver.pass(20_000);
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(6));
    expect(story.launched).toHaveLength(6);
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 2, 'us-east-1b': 2, 'us-east-1c': 2 });
  });

  it('it is asked to be smaller: those that have not joined go first', async () => {
    const story = await cast.story();
    await story.api('PUT', '/v1/clusters/c', cast.hosts(6));
    await story.driver.pass(20_000);
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(3));
    await story.driver.pass(cast.minutes(5));
    expect(cast.living(story)).toHaveLength(3);
    expect(story.launched).toHaveLength(6);
    expect(await cast.joinedPerZone(story)).toEqual(even);
  });
});

describe('while a cluster is being deleted', () => {
  it('nothing new is accepted for it', async () => {
    const story = await inService();
    await story.api('DELETE', '/v1/clusters/c?cascade=true');
    for (const [method, path, body] of [
      ['PUT', '/v1/clusters/c', cast.hosts(4)],
      ['PUT', '/v1/clusters/c/services/other', { taskDefinition: 'web', desiredCount: 1 }],
      ['POST', '/v1/clusters/c/tasks', { taskDefinition: 'web' }],
    ] as const)
      expect(await story.api(method, path, body), `${method} ${path}`).toMatchObject({
        status: 409,
        body: { code: 'BeingDeleted' },
      });
    await story.driver.pass(cast.minutes(5));
    expect(cast.living(story)).toEqual([]);
    expect(story.launched).toHaveLength(3);
  });

  it('its tasks get their time to stop, service or not', async () => {
    const cutOff: string[] = [];
    const story = await cast.story({
      interceptors: [
        ({ operation: name, input }, next) => {
          if (name === 'TerminateInstances') cutOff.push(...stillOn(input['InstanceIds'] as string[]));
          return next();
        },
      ],
    });
    const stillOn = (ids: readonly string[]): string[] =>
      [...story.cloud.world.ecs.clusters.values()]
        .flatMap(({ tasksById }) => [...tasksById.values()])
        .filter(({ host, shown }) => ids.includes(host.instanceId) && shown.lastStatus !== 'STOPPED')
        .map(({ shown }) => `${shown.group} was ${shown.lastStatus}`);
    await cast.provisioned(story);
    await cast.serving(story, 3);
    await succeededRun(story);
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c?cascade=true');
    expect(cast.living(story)).toEqual([]);
    expect(cutOff).toEqual([]);
  });
});

const succeededRun = (story: cast.Story) =>
  cast.succeeded(story, 'POST', '/v1/clusters/c/tasks', { taskDefinition: 'web', count: 3 });

describe('ECS places wherever it is valid, whatever is preferred', () => {
  it('and what is promised by constraints holds', async () => {
    const story = await cast.story({ knobs: { placeOnAnyValidHost: true } });
    await cast.provisioned(story);
    await cast.definition(story);
    const only = [{ type: 'memberOf', expression: 'attribute:ecs.availability-zone == us-east-1b' }];
    const constrained = { name: 'custom', strategies: [{ type: 'random' }], constraints: only };
    for (const [placement, count] of [
      ['one-per-host', 3],
      [constrained, 4],
    ] as const)
      await cast.succeeded(story, 'POST', '/v1/clusters/c/tasks', { taskDefinition: 'web', count, placement });
    const tasks = await cast.runningTasks(story);
    const perRun = Object.values(cast.countBy(tasks, ({ startedBy = '' }) => startedBy));
    expect(perRun.toSorted()).toEqual([3, 4]);
    const zones = cast.countBy(tasks, ({ availabilityZone = '' }) => availabilityZone);
    expect(zones).toEqual({ 'us-east-1a': 1, 'us-east-1b': 5, 'us-east-1c': 1 });
  });
});

describe('an image with the aws command', () => {
  it('joins as one without', async () => {
    const story = await cast.story({ knobs: { imageHasAwsCli: true } });
    await cast.provisioned(story);
    expect(await cast.joinedPerZone(story)).toEqual(even);
  });
});

describe('two clusters', () => {
  it('do not touch each other', async () => {
    const story = await cast.story();
    await cast.provisioned(story, 'c', cast.hosts(2));
    await cast.provisioned(story, 'd', cast.hosts(2));
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c');
    await story.driver.pass(cast.minutes(3));
    expect(await cast.joinedHosts(story, 'd')).toHaveLength(2);
    expect(story.launched).toHaveLength(4);
  });
});
