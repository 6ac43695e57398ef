/** Ten decisions of a whole story, as an on-call engineer reads them: what was seen, what was done, why, and what else could have been. */
import { expect, it } from 'vitest';
import type { DecisionReport } from '../../shared/use-cases/read-decisions.ts';
import * as cast from './cast.ts';

it('a cluster, a service, a host that is terminated and a scale-in are told in words', async () => {
  const story = await cast.story({ seed: 3 });
  const read = async (query = ''): Promise<readonly DecisionReport[]> =>
    (await story.api('GET', `/v1/clusters/c/decisions?limit=200${query}`)).body.decisions.toReversed();
  await cast.provisioned(story);
  await cast.definition(story, 'web');
  await cast.serving(story, 6);

  const [terminated] = await cast.joinedHosts(story);
  await story.aws('ec2', 'TerminateInstances', { InstanceIds: [terminated] });
  await story.driver.pass(cast.minutes(5));
  await story.api('PUT', '/v1/clusters/c', cast.hosts(2));
  await story.driver.pass(cast.minutes(8));

  const all = await read();
  const acted = all.filter(({ action }) => action !== undefined);
  expect(acted.length).toBeGreaterThanOrEqual(10);
  for (const one of acted) {
    expect(one.outcome, one.reason).toBe('done');
    expect(one.cause, one.reason).toMatch(/^(requested|automatic)$/);
    if (one.cause === 'requested') expect(one.operation, one.reason).toBeDefined();
    for (const words of [one.reason, ...(one.seen ?? []), ...(one.weighed ?? [])]) {
      expect(words).not.toMatch(/undefined|NaN|\[object|\{\{|arn:/);
      expect(words.length).toBeLessThan(400);
    }
    expect(one.seen?.length, one.reason).toBeGreaterThan(0);
    expect(one.weighed?.length, one.reason).toBeGreaterThan(0);
  }

  // The host that was terminated: how it came, what was seen of it, what was launched in its place.
  const ofHost = await read(`&host=${terminated}`);
  expect(ofHost.map(({ action }) => action)).toEqual(expect.arrayContaining(['launch', 'deregister']));
  const gone = ofHost.find(({ action }) => action === 'deregister');
  expect(gone).toMatchObject({ cause: 'automatic', about: { host: terminated, group: 'main' } });
  expect(gone?.reason).toMatch(/was terminated under us/);
  expect(gone?.seen?.join('. ')).toMatch(
    /of main, launched .* ago in us-east-1[abc], is (shutting-down|terminated) in EC2/,
  );
  const instead = ofHost.findLast(({ action }) => action === 'launch');
  expect(instead?.reason).toMatch(/main has 2 of 3 hosts, because i-[0-9a-f]+ was terminated under us/);
  expect(instead?.detail).toMatch(/^launch 4 of main: i-/);
  expect(instead?.weighed?.join('. ')).toMatch(/at most 3 hosts and 1 above that may live/);

  // The scale-in: why this one, by whose wish, and what it waited for.
  const drained = all.find(({ action, reason }) => action === 'set-status' && /least loss/.test(reason));
  expect(drained?.seen?.join('. ')).toMatch(/ECS shows it as ACTIVE, agent connected, \d tasks?/);
  expect(drained?.weighed?.join('. ')).toMatch(/0 of at most 1 voluntary disruptions of main were in flight/);
  const { body } = await story.api('GET', `/v1/operations/${drained?.operation}`);
  expect(body.kind).toBe('provision-cluster');

  // By service and by time.
  expect((await read('&service=web')).map(({ action }) => action)).toContain('create-service');
  const since = gone?.at ?? '';
  const later = await read(`&since=${since}`);
  expect(later[0]?.at).toBe(since);
  expect(later.length).toBeLessThan(all.length);
  const wrong = await story.api('GET', '/v1/clusters/c/decisions?since=yesterday&host=%20&colour=blue');
  expect(wrong).toMatchObject({ status: 400, body: { code: 'BadQuery' } });
  expect(wrong.body.errors.map(({ parameter }: { parameter: string }) => parameter).toSorted()).toEqual([
    'colour',
    'host',
    'since',
  ]);
});
