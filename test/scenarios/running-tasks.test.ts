/** Tasks that are run once: where they land, and what is said when they cannot. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { TaskReport } from '../../shared/domain/task-report.ts';
import * as cast from './cast.ts';

let story: cast.Story;
beforeAll(async () => {
  story = await cast.story();
  await cast.provisioned(story);
  await cast.definition(story, 'small');
  await cast.definition(story, 'large', { memory: 3_000 });
});

const run = (body: object) => story.carryOut('POST', '/v1/clusters/c/tasks', body);

/** The tasks of an operation that run. */
const runningOf = async (operation: string): Promise<readonly TaskReport[]> =>
  (await cast.runningTasks(story)).filter(({ startedBy }) => startedBy === operation);

/** How many tasks run on each host, most first; and in how many zones. */
const landed = async (operation: string) => {
  const tasks = await runningOf(operation);
  const perHost = Object.values(cast.countBy(tasks, ({ containerInstanceArn = '' }) => containerInstanceArn));
  const zones = cast.countBy(tasks, ({ availabilityZone = '' }) => availabilityZone.slice(-1));
  return { perHost: perHost.toSorted((a, b) => b - a), zones };
};

const stopAll = async (): Promise<void> => {
  for (const { id } of await cast.runningTasks(story)) await story.api('DELETE', `/v1/clusters/c/tasks/${id}`);
  const reserved = async () => (await cast.hostsOf(story)).map(({ resources }) => resources?.memoryMiB.reserved);
  await cast.until(
    story,
    'the hosts are empty',
    async () => (await reserved()).every((amount) => amount === 0),
    60_000,
  );
};

describe('the five placements land as they promise', () => {
  const promises: readonly (readonly [name: string, placement: unknown, count: number, expected: object])[] = [
    ['az-balanced-spread: the same in each zone', 'az-balanced-spread', 6, { zones: { a: 2, b: 2, c: 2 } }],
    ['binpack: all on one host while it has room', 'binpack', 6, { perHost: [6] }],
    ['one-per-host: never two on one', 'one-per-host', 3, { perHost: [1, 1, 1] }],
    [
      'az-balanced-binpack: the same in each zone, packed within it',
      { name: 'az-balanced-binpack' },
      6,
      { perHost: [2, 2, 2], zones: { a: 2, b: 2, c: 2 } },
    ],
    [
      'custom: only where the constraint holds',
      {
        name: 'custom',
        strategies: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
        constraints: [{ type: 'memberOf', expression: 'attribute:ecs.availability-zone != us-east-1b' }],
      },
      6,
      { zones: { a: 3, c: 3 } },
    ],
    ['spread of 25, more than ECS starts at once', 'az-balanced-spread', 25, { perHost: [9, 8, 8] }],
  ];
  it.each(promises)('%s', async (_promise, placement, count, expected) => {
    const { body } = await run({ taskDefinition: 'small', count, placement });
    expect(body).toMatchObject({ state: 'SUCCEEDED', progress: { done: count, total: count } });
    expect(body.result.tasks).toHaveLength(count);
    expect(await landed(body.operation)).toMatchObject(expected);
    await stopAll();
  });
});

describe('tasks that have no place', () => {
  it('are told with the reasons of each host, and nothing is left half done when none was placed', async () => {
    const { body } = await run({
      taskDefinition: await cast.definition(story, 'huge', { memory: 60_000 }),
      count: 1,
      timeoutSeconds: 30,
    });
    expect(body).toMatchObject({ state: 'FAILED', problem: { code: 'PlacementImpossible' } });
    expect(body.problem.detail).toMatch(
      /1 of 1 tasks? ha(s|ve) no place yet: RESOURCE:MEMORY \(the task needs 60000 MiB of memory, 3832 are free\) on 3 hosts\. 0 were placed/,
    );
    expect(await runningOf(body.operation)).toEqual([]);
  });

  it('are told beside those that were placed and run on', async () => {
    const { body } = await run({ taskDefinition: 'large', count: 5, timeoutSeconds: 30 });
    expect(body).toMatchObject({
      state: 'FAILED',
      problem: { code: 'PlacementImpossible' },
      progress: { done: 3, total: 5 },
    });
    expect(body.problem.detail).toMatch(
      /^2 of 5 tasks have no place yet: .*RESOURCE:MEMORY.* 3 were placed and run on\.$/,
    );
    expect((await landed(body.operation)).perHost).toEqual([1, 1, 1]);
    await stopAll();
  });

  it('one-per-host with more tasks than hosts starts one on each and says why no more', async () => {
    const { body } = await run({ taskDefinition: 'small', count: 4, placement: 'one-per-host', timeoutSeconds: 30 });
    expect(body).toMatchObject({
      state: 'FAILED',
      problem: { code: 'PlacementImpossible' },
      progress: { done: 3, total: 4 },
    });
    expect((await landed(body.operation)).perHost).toEqual([1, 1, 1]);
    await stopAll();
  });

  it('are placed as soon as there is room', async () => {
    const first = await run({ taskDefinition: 'large', count: 3 });
    const second = await story.api('POST', '/v1/clusters/c/tasks', { taskDefinition: 'large', count: 1 });
    await story.driver.pass(30_000);
    expect((await story.api('GET', second.headers['location'] ?? '')).body).toMatchObject({
      state: 'RUNNING',
      waitingFor: [expect.stringMatching(/^1 of 1 tasks? ha(s|ve) no place yet/)],
    });
    await cast.succeeded(story, 'DELETE', `/v1/clusters/c/tasks/${first.body.result.tasks[0]}`);
    await story.driver.pass(60_000);
    expect((await story.api('GET', second.headers['location'] ?? '')).body.state).toBe('SUCCEEDED');
    await stopAll();
  });
});

describe('what is refused before any task starts', () => {
  it.each([
    [
      'a definition that nobody has registered',
      { taskDefinition: 'smal' },
      422,
      /no task definition smal|Did you mean/,
    ],
    [
      'a container that the definition has not',
      { taskDefinition: 'small', overrides: { containerOverrides: [{ name: 'wob' }] } },
      422,
      /no container wob/,
    ],
    ['-1 tasks', { taskDefinition: 'small', count: -1 }, 422, /count/],
  ])('%s', async (_what, body, status, said) => {
    const before = story.cloud.journal.entries().length;
    const answer = await story.api('POST', '/v1/clusters/c/tasks', body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toMatch(said);
    expect(cast.changesSince(story, before, /Api|Steps/)).toEqual([]);
  });

  it.each(['GET', 'DELETE'])('%s of a task that there cannot be', async (method) => {
    const answer = await story.api(method, '/v1/clusters/c/tasks/undefined');
    expect(answer).toMatchObject({ status: 404, body: { code: 'TaskNotFound' } });
  });

  it('a privileged task, which the group does not allow', async () => {
    const taskDefinition = await cast.definition(story, 'privileged', { privileged: true });
    const answer = await story.api('POST', '/v1/clusters/c/tasks', { taskDefinition });
    expect(answer).toMatchObject({ status: 422, body: { code: 'PolicyRefusal' } });
  });
});
