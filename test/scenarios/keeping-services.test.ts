/** Services: tasks that return, scaling, rolling out, and a rollout that fails. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

let story: cast.Story;
beforeAll(async () => {
  story = await cast.story();
  await cast.provisioned(story);
  await cast.serving(story, 6);
});

const web = '/v1/clusters/c/services/web';
const running = async () => (await cast.runningTasks(story)).filter(({ group }) => group === 'service:web');

describe('a service', () => {
  it('spreads its tasks over the zones', async () => {
    const perZone = cast.countBy(await running(), ({ availabilityZone = '' }) => availabilityZone.slice(-1));
    expect(perZone).toEqual({ a: 2, b: 2, c: 2 });
  });

  it('gets a task back that somebody stops by hand', async () => {
    const [victim] = await running();
    await story.aws('ecs', 'StopTask', { cluster: 'c', task: victim?.id, reason: 'by hand' });
    await cast.until(
      story,
      'six others run',
      async () => (await running()).filter(({ id }) => id !== victim?.id).length === 6,
      cast.minutes(1),
    );
    const stopped = (await story.api('GET', `/v1/clusters/c/tasks/${victim?.id}`)).body;
    expect(stopped).toMatchObject({ lastStatus: 'STOPPED', stoppedReason: 'by hand' });
    expect(stopped.diagnosis).toMatchObject({ cause: 'stopped-by-user', byItself: false });
  });

  it('gets its desired count back when somebody changes it in the console', async () => {
    await story.aws('ecs', 'UpdateService', { cluster: 'c', service: 'web', desiredCount: 1 });
    const told = async () => (await cast.decided(story)).includes('service web: desired count 1 → 6');
    await cast.until(story, 'it was noticed', told, cast.minutes(2), 1_000);
    await cast.until(story, 'six run', async () => (await running()).length === 6, cast.minutes(3));
  });

  it.each([9, 0, 2, 6])('is scaled to %i', async (desiredCount) => {
    const operation = await cast.succeeded(story, 'PATCH', web, { desiredCount });
    expect(operation.result).toMatchObject({ service: 'web', running: desiredCount });
    expect(await running()).toHaveLength(desiredCount);
    expect((await story.api('GET', web)).body).toMatchObject({ spec: { desiredCount } });
  });

  it('rolls a new revision out, and never has fewer tasks than it promises', async () => {
    const revision = await cast.definition(story, 'web', { command: ['better'] });
    const asked = await story.api('PATCH', web, {
      taskDefinition: revision,
      deployment: { minimumHealthyPercent: 50, maximumPercent: 150 },
    });
    expect(asked.status).toBe(202);
    const seen: number[] = [];
    const ecs = story.cloud.world.ecs.clusters.get('c');
    const rolledOut = () => [...(ecs?.tasksById.values() ?? [])].filter(({ shown }) => shown.lastStatus === 'RUNNING');
    await cast.until(
      story,
      'it has rolled out',
      async () => {
        seen.push(rolledOut().length);
        return (await story.api('GET', asked.headers['location'] ?? '')).body.state !== 'RUNNING';
      },
      cast.minutes(10),
      1_000,
    );
    expect((await story.api('GET', asked.headers['location'] ?? '')).body).toMatchObject({ state: 'SUCCEEDED' });
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(3);
    expect(Math.max(...seen)).toBeLessThanOrEqual(9);
    expect(cast.countBy(await running(), ({ taskDefinition }) => taskDefinition.split('/').at(-1) ?? '')).toEqual({
      [revision]: 6,
    });
  });

  it('goes back to what it ran when the image of a new revision cannot be pulled', async () => {
    const before = (await story.api('GET', web)).body.spec.taskDefinition;
    story.cloud.world.ecs.unpullableImages.add('nginx:typo');
    const revision = await cast.definition(story, 'web', { image: 'nginx:typo' });
    const { body } = await story.carryOut('PATCH', web, { taskDefinition: revision });
    expect(body).toMatchObject({ state: 'FAILED', problem: { code: 'RolledBack' } });
    expect(body.problem.detail).toMatch(/circuit breaker|failed/i);
    await story.driver.pass(cast.minutes(5));
    expect(cast.countBy(await running(), ({ taskDefinition }) => taskDefinition.split('/').at(-1) ?? '')).toEqual({
      [before.split('/').at(-1)]: 6,
    });
    await story.driver.pass(cast.minutes(30));
    const { services } = await story.aws('ecs', 'DescribeServices', { cluster: 'c', services: ['web'] });
    expect(services[0].deployments).toHaveLength(1);
    expect(services[0].taskDefinition).toMatch(new RegExp(`${before}$`));
  });

  it('rolls out what is asked for next all the same', async () => {
    const revision = await cast.definition(story, 'web', { command: ['mended'] });
    await cast.succeeded(story, 'PATCH', web, { taskDefinition: revision });
    expect(cast.countBy(await running(), ({ taskDefinition }) => taskDefinition.split('/').at(-1) ?? '')).toEqual({
      [revision]: 6,
    });
    expect((await story.api('GET', '/v1/clusters/c')).body.state).toBe('settled');
  });

  it('that is deleted behind its back is created again', async () => {
    await story.aws('ecs', 'DeleteService', { cluster: 'c', service: 'web', force: true });
    await cast.until(story, 'no task runs', async () => (await running()).length === 0, cast.minutes(2), 1_000);
    await cast.until(story, 'six run', async () => (await running()).length === 6, cast.minutes(5));
    expect(await cast.decided(story)).toContain('service web is gone: it is created again');
  });

  it('is deleted, and its tasks stop', async () => {
    await cast.succeeded(story, 'DELETE', web);
    expect(await running()).toEqual([]);
    expect((await story.api('GET', web)).status).toBe(404);
  });
});

describe('a daemon', () => {
  it('has one task on each host, on new hosts too', async () => {
    await cast.definition(story, 'watcher');
    await cast.succeeded(story, 'PUT', '/v1/clusters/c/services/watcher', {
      taskDefinition: 'watcher',
      scheduling: 'DAEMON',
    });
    expect(await cast.runningTasks(story)).toHaveLength(3);
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(4));
    await cast.until(story, 'four run', async () => (await cast.runningTasks(story)).length === 4, cast.minutes(2));
    const perHost = cast.countBy(
      await cast.runningTasks(story),
      ({ containerInstanceArn = '' }) => containerInstanceArn,
    );
    expect(Object.values(perHost)).toEqual([1, 1, 1, 1]);
  });
});
