/** Trouble with one cluster is not trouble for the others, though the queue hands out all of them together. */
import { expect, it } from 'vitest';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import * as cast from './cast.ts';
import { measured } from './measured.ts';

const healthy = ['a', 'b', 'd', 'e', 'f', 'g', 'h', 'j'];
const all = [...healthy, 'poison', 'spoilt'];

it('a cluster whose calls hang, and one whose ledger is spoilt, delay no other', async () => {
  let hangs = false;
  const gray: Interceptor = async ({ caller, input }, next) => {
    const isMeant = hangs && caller.role.endsWith('OnReconcileDueRole') && JSON.stringify(input).includes('"poison"');
    if (isMeant) await story.cloud.clock.sleep(cast.minutes(10));
    return next();
  };
  const meter = measured();
  const story = await cast.story({ interceptors: [gray], onLine: meter.onLine });
  for (const cluster of all) await story.api('PUT', `/v1/clusters/${cluster}`, cast.hosts(1));
  await story.driver.pass(cast.minutes(6));
  for (const cluster of all) expect(await cast.joinedHosts(story, cluster), cluster).toHaveLength(1);

  const { ref: TableName } = await story.driver.finish(story.deployment.lookup('StateTable'));
  const ledger = (await cast.table(story)).find(
    ({ pk, sk }) => pk?.['S'] === 'CLUSTER#spoilt' && sk?.['S']?.startsWith('LEDGER#'),
  );
  expect(ledger).toBeDefined();
  await story.aws('dynamodb', 'PutItem', { TableName, Item: { ...ledger, body: { S: '{"launches":' } } });
  hangs = true;
  await story.driver.pass(cast.minutes(2));
  meter.clear();

  const hosts = cast.living(story);
  expect(hosts).toHaveLength(all.length);
  const lostAt = story.cloud.clock.now();
  await story.aws('ec2', 'TerminateInstances', { InstanceIds: hosts.map(({ id }) => id) });
  await story.driver.pass(cast.minutes(4));

  for (const cluster of healthy) {
    const { decisions } = (await story.api('GET', `/v1/clusters/${cluster}/decisions`)).body;
    const launch = decisions.find((one: { action?: string }) => one.action === 'launch');
    expect(Date.parse(launch.at) - lostAt, `${cluster} decides`).toBeLessThan(20_000);
    expect(await cast.joinedHosts(story, cluster), `${cluster} is whole`).toHaveLength(1);
  }
  expect(cast.living(story)).toHaveLength(healthy.length);
  expect(meter.sum('AbandonedReconciles')).toBeGreaterThan(0);

  hangs = false;
  await story.aws('dynamodb', 'PutItem', { TableName, Item: ledger });
  await story.driver.pass(cast.minutes(8));
  for (const cluster of all) expect(await cast.joinedHosts(story, cluster), cluster).toHaveLength(1);
  expect(Math.max(...Object.values(story.mostAtOnce))).toBe(1);
});
