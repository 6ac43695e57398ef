/** The same seed gives the same half hour, byte for byte; another seed gives another one. */
import { expect, it } from 'vitest';
import * as cast from './cast.ts';

/** Everything that was called, with what and when, and every id that came of it, while a cluster lives through a loss. */
const halfAnHour = async (seed: number, lastsMs = cast.minutes(20)): Promise<readonly string[]> => {
  const calls: string[] = [];
  let now = () => 0;
  const story = await cast.story({
    seed,
    interceptors: [
      async ({ service, operation, input, caller, requestId }, next) => {
        calls.push(JSON.stringify([now(), requestId, caller.role, service, operation, input]));
        return next();
      },
    ],
  });
  now = () => story.cloud.clock.now();
  await cast.provisioned(story);
  await cast.serving(story, 6);
  const [victim] = await cast.joinedHosts(story);
  await story.aws('ec2', 'TerminateInstances', { InstanceIds: [victim] });
  await story.driver.pass(cast.minutes(5));
  await story.carryOut('PATCH', '/v1/clusters/c/services/web', { desiredCount: 9 });
  await story.driver.pass(lastsMs);
  const { ec2, ecs } = story.cloud.world;
  const tasks = [...ecs.clusters.values()].flatMap(({ tasksById }) => [...tasksById.keys()]);
  const hosts = [...ecs.clusters.values()].flatMap((cluster) => [...cluster.hosts.keys()]);
  return [
    ...calls,
    ...story.cloud.journal.entries().map((entry) => JSON.stringify(entry)),
    JSON.stringify([...ec2.instances.keys(), ...tasks, ...hosts]),
    JSON.stringify(await cast.decisionsOf(story)),
    JSON.stringify(await cast.table(story)),
  ];
};

it('is so, with a host lost and a service scaled', async () => {
  const [once, again, other] = [await halfAnHour(7), await halfAnHour(7), await halfAnHour(8, 0)];
  expect(once.length).toBeGreaterThan(1_000);
  const difference = once.findIndex((line, index) => line !== again[index]);
  expect(difference === -1 ? 'none' : [difference, once[difference], again[difference]]).toBe('none');
  expect(again).toHaveLength(once.length);
  expect(other.join()).not.toBe(once.join());
});
