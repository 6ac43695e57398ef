/** The same seed gives the same hour, byte for byte; another seed gives another one. */
import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { knobsOfSeed } from '../../local/cloud/kernel/knobs.ts';
import { Random } from '../../local/cloud/kernel/random.ts';
import * as cast from './cast.ts';

/**
 * Everything that was called, with what and when, and every id that came of it, while two clusters live through a loss: among
 * calls that are throttled, late, or lose their answer, with the documented token buckets and knobs as the seed has them.
 */
const anHour = async (seed: number, lastsMs = cast.minutes(60)): Promise<readonly string[]> => {
  const trace: string[] = [];
  let now = () => 0;
  const story = await cast.story({
    seed,
    knobs: { ...knobsOfSeed(new Random(seed)), throttling: true },
    interceptors: [
      async ({ service, operation, input, caller, requestId }, next) => {
        trace.push(JSON.stringify([now(), requestId, caller.role, service, operation, input]));
        return next();
      },
    ],
  });
  const { cloud, driver } = story;
  now = () => cloud.clock.now();
  for (const cluster of ['c', 'd']) await story.api('PUT', `/v1/clusters/${cluster}`, cast.hosts(3));
  await driver.pass(cast.minutes(10));
  const taskDefinition = await cast.definition(story);
  for (const cluster of ['c', 'd'])
    await story.api('PUT', `/v1/clusters/${cluster}/services/web`, { taskDefinition, desiredCount: 6 });
  await driver.pass(cast.minutes(5));
  const ours = { role: '*Role' };
  cloud.faults.begin('call-throttled', { service: ['ecs', 'ec2'], percent: 10, ...ours }, cast.minutes(20));
  cloud.faults.begin('call-delay', { percent: 20, ms: [0, 2_000], ...ours }, cast.minutes(20));
  cloud.faults.begin('call-reply-lost', { percent: 3, ...ours }, cast.minutes(20));
  const [victim] = cast.living(story);
  await story.aws('ec2', 'TerminateInstances', { InstanceIds: [victim?.id] });
  await driver.pass(cast.minutes(20));
  await story.api('PATCH', '/v1/clusters/d/services/web', { desiredCount: 9 });
  await driver.pass(lastsMs - cast.minutes(35));
  const { ec2, ecs } = cloud.world;
  const tasks = [...ecs.clusters.values()].flatMap(({ tasksById }) => [...tasksById.keys()]);
  const hosts = [...ecs.clusters.values()].flatMap((cluster) => [...cluster.hosts.keys()]);
  return [
    ...trace,
    ...cloud.journal.entries().map((entry) => JSON.stringify(entry)),
    JSON.stringify([...ec2.instances.keys(), ...tasks, ...hosts]),
    JSON.stringify(await cast.decisionsOf(story)),
    JSON.stringify(await cast.table(story)),
  ];
};

const digest = (lines: readonly string[]): string => createHash('sha256').update(lines.join('\n')).digest('hex');

it('is so, with two clusters, throttles, late and lost answers, a host lost and a service scaled', async () => {
  const [once, again, other] = [await anHour(7), await anHour(7), await anHour(8, cast.minutes(35))];
  expect(once.length).toBeGreaterThan(2_000);
  expect(once.some((line) => line.includes('Throttling') || line.includes('RequestLimitExceeded'))).toBe(true);
  const difference = once.findIndex((line, index) => line !== again[index]);
  expect(difference === -1 ? 'none' : [difference, once[difference], again[difference]]).toBe('none');
  expect(digest(again)).toBe(digest(once));
  expect(digest(other)).not.toBe(digest(once));
});
