/** The host config of a group changes: hosts keep what they read at boot, new ones read the new version. */
import { expect, it } from 'vitest';
import * as cast from './cast.ts';

it('is answered with the hosts that still run the old version, and their replacements read the new one', async () => {
  const story = await cast.story();
  await cast.provisioned(story);
  const old = await cast.joinedHosts(story);
  const path = '/v1/clusters/c/groups/main/config';

  const changed = await story.api('PUT', path, { agent: { ECS_IMAGE_PULL_BEHAVIOR: 'prefer-cached' } });
  expect(changed).toMatchObject({ status: 200, body: { changed: true } });
  expect(JSON.stringify(changed.body)).toContain(old[0]);
  await story.driver.pass(cast.minutes(2));
  const read = (await story.api('GET', path)).body;
  const outdated = (await cast.hostsOf(story)).filter(({ config }) => config?.current === false).map((one) => one.host);
  expect(outdated.toSorted()).toEqual([...old].toSorted());
  expect((await story.api('GET', '/v1/clusters/c')).body.status.groups[0]).toMatchObject({
    configVersion: '/quaymaster/test/clusters/c/groups/main/ecs.config:2',
    outdatedConfig: expect.arrayContaining([...old]),
  });
  expect(JSON.stringify(read)).toContain('prefer-cached');
  expect(story.launched).toHaveLength(3);

  await cast.succeeded(story, 'POST', `/v1/clusters/c/hosts/${old[0]}/replace`);
  const fresh = story.launched.at(-1) ?? '';
  expect(cast.instance(story, fresh).boot.ecsConfig).toContain('ECS_IMAGE_PULL_BEHAVIOR=prefer-cached');
  expect(cast.instance(story, fresh).tags.get('quaymaster:config')).toMatch(/ecs\.config:2$/);
  expect((await story.api('GET', `/v1/clusters/c/hosts/${fresh}`)).body.config).toMatchObject({ current: true });
  expect(cast.instance(story, old[1] ?? '').boot.ecsConfig).not.toContain('ECS_IMAGE_PULL_BEHAVIOR');

  const again = await story.api('PUT', path, { agent: { ECS_IMAGE_PULL_BEHAVIOR: 'prefer-cached' } });
  expect(again).toMatchObject({ status: 200, body: { changed: false } });
  const { Parameter } = await story.aws('ssm', 'GetParameter', {
    Name: '/quaymaster/test/clusters/c/groups/main/ecs.config',
  });
  expect(Parameter.Version).toBe(2);
});

it('comes back by itself when somebody changes the parameter by hand', async () => {
  const story = await cast.story();
  await cast.provisioned(story);
  const Name = '/quaymaster/test/clusters/c/groups/main/ecs.config';
  const { Parameter: ours } = await story.aws('ssm', 'GetParameter', { Name });
  await story.aws('ssm', 'PutParameter', { Name, Value: 'ECS_CLUSTER=theirs', Type: 'String', Overwrite: true });
  await story.driver.pass(cast.minutes(2));
  const { Parameter: now } = await story.aws('ssm', 'GetParameter', { Name });
  expect(now).toMatchObject({ Value: ours.Value, Version: 3 });
});
