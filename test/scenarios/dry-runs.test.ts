/** `?dryRun=true` on every write: it tells what would happen, and nothing happens. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

let story: cast.Story;
let host = '';
let task = '';
beforeAll(async () => {
  story = await cast.story();
  await cast.provisioned(story);
  await cast.serving(story, 3);
  [host = ''] = await cast.joinedHosts(story);
  task = (await cast.runningTasks(story))[0]?.id ?? '';
  await story.driver.pass(1_000);
});

const definition = { family: 'other', containerDefinitions: [{ name: 'x', image: 'nginx', memory: 64 }] };
const service = { taskDefinition: 'web', desiredCount: 1 };

describe('a dry run of', () => {
  const writes: readonly (readonly [method: string, path: string, body: () => unknown, told: RegExp])[] = [
    ['PUT', '/clusters/new', () => cast.hosts(2), /new has 0 of 2 hosts|main has 0 of 2 hosts/],
    ['PUT', '/clusters/c', () => cast.hosts(5), /main has 3 of 5 hosts/],
    ['DELETE', '/clusters/c?cascade=true', () => undefined, /service web is to be deleted/],
    ['PUT', '/clusters/c/groups/main/config', () => ({ agent: { ECS_LOGLEVEL: 'debug' } }), /becomes version 2/],
    ['PUT', '/clusters/c/services/another', () => service, /service another does not exist/],
    ['PATCH', '/clusters/c/services/web', () => ({ desiredCount: 7 }), /desired count 3 → 7/],
    ['DELETE', '/clusters/c/services/web', () => undefined, /service web is to be deleted/],
    ['POST', '/clusters/c/tasks', () => ({ taskDefinition: 'web', count: 3 }), /"after":3/],
    ['DELETE', '/clusters/c/tasks/{task}', () => undefined, /is to be stopped/],
    ['POST', '/clusters/c/hosts/{host}/drain', () => ({}), /is drained/],
    ['POST', '/clusters/c/hosts/{host}/replace', () => ({}), /another host is launched first/],
    ['DELETE', '/clusters/c/hosts/{host}', () => undefined, /terminate/],
    ['POST', '/task-definitions', () => definition, /"changed":true/],
    ['DELETE', '/task-definitions/web/1', () => undefined, /web/],
  ];
  it.each(writes)('%s %s', async (method, path, body, told) => {
    const url = new URL(`http://x/v1${path.replace('{host}', host).replace('{task}', task)}`);
    url.searchParams.set('dryRun', 'true');
    const before = await cast.table(story);
    const instances = story.launched.length;
    const entries = story.cloud.journal.entries().length;
    const at = story.cloud.clock.now();
    const answer = await story.api(method, `${url.pathname}${url.search}`, body());
    expect({ status: answer.status, at: story.cloud.clock.now() }, JSON.stringify(answer.body)).toEqual({
      status: 200,
      at,
    });
    expect(JSON.stringify(answer.body)).toMatch(told);
    expect(cast.changesSince(story, entries)).toEqual([]);
    expect(await cast.table(story)).toEqual(before);
    expect(story.launched).toHaveLength(instances);
  });

  it('all of them: the cluster is as it was', async () => {
    await story.driver.pass(cast.minutes(3));
    expect((await story.api('GET', '/v1/clusters/c')).body).toMatchObject({ generation: 1, state: 'settled' });
    expect((await story.api('GET', '/v1/clusters')).body.clusters).toHaveLength(1);
    expect((await story.api('GET', '/v1/operations')).body.operations).toHaveLength(2);
    expect(await cast.runningTasks(story)).toHaveLength(3);
    expect(story.launched).toHaveLength(3);
    expect((await story.api('GET', '/v1/task-definitions/other')).status).toBe(404);
  });

  it('what cannot be is refused as the write itself would be', async () => {
    expect((await story.api('PUT', '/v1/clusters/c?dryRun=true', cast.hosts(-1))).status).toBe(422);
    expect((await story.api('DELETE', '/v1/clusters/c?dryRun=true')).status).toBe(409);
    expect((await story.api('DELETE', '/v1/clusters/nowhere?dryRun=true')).status).toBe(404);
  });
});
