/** People replace, drain, activate and terminate hosts; groups grow and shrink. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

let story: cast.Story;
/** Tasks that still had containers when their host was terminated. */
const cutOff: string[] = [];
beforeAll(async () => {
  story = await cast.story({
    interceptors: [
      ({ operation, input }, next) => {
        if (operation === 'TerminateInstances') cutOff.push(...(input['InstanceIds'] as string[]).flatMap(tasksOn));
        return next();
      },
    ],
  });
  await cast.provisioned(story);
  await cast.serving(story, 6);
});

const tasksOn = (host: string): string[] =>
  [...story.cloud.world.ecs.clusters.values()]
    .flatMap(({ tasksById }) => [...tasksById.values()])
    .filter((task) => task.host.instanceId === host && task.shown.lastStatus !== 'STOPPED')
    .map(({ shown }) => `${shown.taskArn?.split('/').at(-1)} on ${host} was ${shown.lastStatus}`);

const aHost = async (): Promise<string> => (await cast.joinedHosts(story))[0] ?? '';
const even = { 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 };
const replay = async (path: string) => (await story.api('GET', path)).body;

describe('a host that is replaced', () => {
  it('goes when another has joined and its tasks have moved; there are never fewer than three', async () => {
    const old = await aHost();
    const asked = await story.api('POST', `/v1/clusters/c/hosts/${old}/replace`);
    expect(asked.status).toBe(202);
    const joined: number[] = [];
    const tasks: number[] = [];
    await cast.until(
      story,
      'it has been replaced',
      async () => {
        joined.push((await cast.joinedHosts(story)).length);
        tasks.push((await cast.runningTasks(story)).length);
        return (await replay(asked.headers['location'] ?? '')).state !== 'RUNNING';
      },
      cast.minutes(15),
    );
    expect(await replay(asked.headers['location'] ?? '')).toMatchObject({
      state: 'SUCCEEDED',
      result: { host: old, replaced: true },
    });
    expect(Math.min(...joined)).toBe(3);
    expect(Math.min(...tasks)).toBeGreaterThanOrEqual(3);
    expect(story.launched).toHaveLength(4);
    expect(story.mostAtOnce['c']).toBe(4);
    expect(await cast.joinedPerZone(story)).toEqual(even);
    await story.driver.pass(60_000);
    expect(await cast.runningTasks(story)).toHaveLength(6);
    expect(cast.instance(story, old).state).toBe('terminated');
    expect((await cast.hostsOf(story)).map(({ host }) => host)).not.toContain(old);
    expect(cutOff).toEqual([]);
  });

  it('is replaced once when two ask for it', async () => {
    const before = story.launched.length;
    const old = await aHost();
    const first = await story.api('POST', `/v1/clusters/c/hosts/${old}/replace`);
    const second = await story.api('POST', `/v1/clusters/c/hosts/${old}/replace`);
    expect(first.status).toBe(202);
    expect([200, 202, 409]).toContain(second.status);
    await story.driver.pass(cast.minutes(10));
    expect(story.launched).toHaveLength(before + 1);
    expect(await replay(first.headers['location'] ?? '')).toMatchObject({
      state: expect.stringMatching(/SUCCEEDED|FAILED/),
    });
    if (second.status === 202) expect((await replay(second.headers['location'] ?? '')).state).toBe('SUCCEEDED');
    expect(await cast.joinedPerZone(story)).toEqual(even);
  });
});

describe('a host that is drained', () => {
  it('is emptied and kept, and takes tasks again when it is activated', async () => {
    const before = story.launched.length;
    const host = await aHost();
    const drained = await cast.succeeded(story, 'POST', `/v1/clusters/c/hosts/${host}/drain`);
    expect(drained.result).toMatchObject({ host, drained: true });
    expect(tasksOn(host)).toEqual([]);
    expect((await replay(`/v1/clusters/c/hosts/${host}`)).state).toBe('draining');
    expect(await cast.runningTasks(story)).toHaveLength(6);
    await story.driver.pass(cast.minutes(30));
    expect(story.launched).toHaveLength(before);
    expect((await replay(`/v1/clusters/c/hosts/${host}`)).state).toBe('draining');
    await cast.succeeded(story, 'POST', `/v1/clusters/c/hosts/${host}/activate`);
    expect((await replay(`/v1/clusters/c/hosts/${host}`)).state).toBe('joined');
    expect((await replay('/v1/clusters/c')).state).toBe('settled');
  });

  it('keeps tasks that belong to no service, until the deadline ends the drain', async () => {
    const { body: ran } = await story.carryOut('POST', '/v1/clusters/c/tasks', { taskDefinition: 'web', count: 1 });
    const task = await replay(`/v1/clusters/c/tasks/${ran.result.tasks[0]}`);
    const { host = '' } =
      (await cast.hostsOf(story)).find(({ containerInstance }) => containerInstance === task.containerInstanceArn) ??
      {};
    const { body } = await story.carryOut('POST', `/v1/clusters/c/hosts/${host}/drain`, { deadlineSeconds: 120 });
    expect(body).toMatchObject({ state: 'FAILED', problem: { code: 'GivenUp' } });
    expect((await replay(`/v1/clusters/c/hosts/${host}`)).state).toBe('joined');
    expect((await replay(`/v1/clusters/c/tasks/${task.id}`)).lastStatus).toBe('RUNNING');
    await cast.succeeded(story, 'DELETE', `/v1/clusters/c/tasks/${task.id}`);
  });
});

describe('a host that is terminated on request', () => {
  it('goes, and its group launches another to keep its count', async () => {
    const before = story.launched.length;
    const host = await aHost();
    const ended = await cast.succeeded(story, 'DELETE', `/v1/clusters/c/hosts/${host}`);
    expect(ended.result).toMatchObject({ host, gone: true });
    await cast.until(
      story,
      'three take tasks',
      async () => (await cast.joinedHosts(story)).length === 3,
      cast.minutes(4),
    );
    expect(story.launched).toHaveLength(before + 1);
    expect(await cast.joinedPerZone(story)).toEqual(even);
  });

  it('that is unknown, or no host of ours, is refused', async () => {
    for (const host of ['i-0123456789abcdef0', 'nonsense'])
      expect(await story.api('DELETE', `/v1/clusters/c/hosts/${host}`)).toMatchObject({
        status: 404,
        body: { code: 'HostNotFound' },
      });
  });
});

describe('a group', () => {
  it('grows evenly over the zones', async () => {
    cutOff.length = 0;
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(6));
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 2, 'us-east-1b': 2, 'us-east-1c': 2 });
  });

  it('shrinks evenly, host by host, without cutting a task off', async () => {
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(3));
    expect(await cast.joinedPerZone(story)).toEqual(even);
    await story.driver.pass(60_000);
    expect(cast.living(story)).toHaveLength(3);
    expect(await cast.runningTasks(story)).toHaveLength(6);
    expect(cutOff).toEqual([]);
  });

  it('is taken out of the spec beside another: its hosts go, those of the other stay', async () => {
    const { groups } = cast.hosts(2);
    const extra = { ...groups[0], name: 'extra', count: 1 };
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', { groups: [...groups, extra] });
    expect(cast.countBy(await cast.hostsOf(story), ({ group = '' }) => group)).toEqual({ main: 2, extra: 1 });
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', { groups });
    expect(cast.countBy(await cast.hostsOf(story), ({ group = '' }) => group)).toEqual({ main: 2 });
    expect((await story.aws('ssm', 'DescribeParameters')).Parameters).toHaveLength(1);
  });

  it('of none keeps the host that a service cannot leave, says so, and is empty when the service is gone', async () => {
    const asked = await story.api('PUT', '/v1/clusters/c', cast.hosts(0));
    await story.driver.pass(cast.minutes(25));
    const { state, problem } = await replay(asked.headers['location'] ?? '');
    expect({ state, code: problem?.code }).toEqual({ state: 'FAILED', code: 'ClusterNotEmpty' });
    expect(problem.detail).toContain('tasks still are, by web');
    const { waitingFor } = (await replay('/v1/clusters/c')).status;
    expect(waitingFor[0]).toMatch(/^i-\w+ of main could not be emptied in time, and is tried again later$/);
    expect((await cast.runningTasks(story)).length).toBeGreaterThanOrEqual(3);
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c/services/web');
    await cast.until(story, 'no host lives', () => cast.living(story).length === 0, cast.minutes(40));
    await story.driver.pass(cast.minutes(1));
    expect((await replay('/v1/clusters/c')).state).toBe('settled');
    expect(cutOff).toEqual([]);
  });
});
