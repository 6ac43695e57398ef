/** Services that are asked for while their hosts still boot: ECS would try three times, and call the deployment failed. */
import { expect, it } from 'vitest';
import * as cast from './cast.ts';

const web = '/v1/clusters/c/services/web';

it('a service that is asked for right after its cluster waits for its hosts, and then runs', async () => {
  const story = await cast.story({ knobs: { bootMs: [120_000, 240_000] } });
  const cluster = await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
  expect(cluster.status).toBe(202);
  const taskDefinition = await cast.definition(story);
  const service = await story.api('PUT', web, { taskDefinition, desiredCount: 6 });
  expect(service.status).toBe(202);
  await cast.until(
    story,
    'the service says what it waits for',
    async () => /when more hosts have joined: 0 of 3 have/.test(JSON.stringify((await story.api('GET', web)).body)),
    cast.minutes(2),
  );
  await cast.until(story, 'all six run', async () => (await cast.runningTasks(story)).length === 6, cast.minutes(8));
  const operation = (await story.api('GET', service.headers['location'] ?? '')).body;
  expect(operation.state).not.toBe('FAILED');
  expect(JSON.stringify((await story.api('GET', web)).body)).not.toContain('FAILED');
});
