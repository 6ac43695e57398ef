/**
 * Tasks that found no host: ECS waits longer and longer, and new hosts do not end that; a nudge does. On this story tasks run 11 s
 * after the hosts have joined, and 131 s without it; up to a quarter of an hour was seen in the field.
 */
import { expect, it } from 'vitest';
import * as cast from './cast.ts';

it('tasks run soon after the hosts that they needed have joined, however long ECS means to wait', async () => {
  const story = await cast.story({ knobs: { placementBackoffMs: 900_000 } });
  await cast.provisioned(story, 'c', cast.hosts(1));
  const taskDefinition = await cast.definition(story, 'web', { memory: 3_000 });
  await story.api('PUT', '/v1/clusters/c/services/web', {
    taskDefinition,
    desiredCount: 3,
    deployment: { circuitBreaker: false },
  });
  await story.driver.pass(cast.minutes(20));
  expect(await cast.runningTasks(story)).toHaveLength(1);
  await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(3));
  const hosts = [...(story.cloud.world.ecs.clusters.get('c')?.hosts.values() ?? [])];
  const joined = Math.max(...hosts.map(({ registeredAt }) => registeredAt));
  await cast.until(story, 'three run', async () => (await cast.runningTasks(story)).length === 3, cast.minutes(30));
  expect(story.cloud.clock.now() - joined).toBeLessThan(90_000);
  expect(await cast.decided(story)).toMatch(/done services-nudged: service web has \d of 3 tasks/);
});
