import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

describe('a cluster that is deleted, and made anew under the same name', () => {
  it('is launched like any other: EC2 still knows the tokens of the first one, and shows its terminated instances', async () => {
    const story = await cast.story();
    await cast.provisioned(story);
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c');
    const first = [...story.launched];
    await cast.provisioned(story);
    expect(story.launched.filter((id) => !first.includes(id))).toHaveLength(3);
    const launches = (await cast.decided(story)).split('\n').filter((line) => line.includes('launch-missing'));
    expect(launches).toHaveLength(6);
    expect(launches.filter((line) => line.includes('terminated under us'))).toEqual([]);
  });

  it('is launched at once a few hours later too, when EC2 shows nothing of the first one any more', async () => {
    const story = await cast.story();
    await cast.provisioned(story);
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c');
    await story.driver.pass(cast.minutes(5 * 60));
    await cast.provisioned(story);
    expect(story.launched).toHaveLength(6);
    expect(await cast.decided(story)).not.toMatch(/^failed/m);
  });

  it('is foreseen like any other', async () => {
    const story = await cast.story();
    await cast.provisioned(story);
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c');
    const { body } = await story.api('PUT', '/v1/clusters/c?dryRun=true', cast.hosts(3));
    expect(body.warnings ?? []).toEqual([]);
    expect(body.actions.map(({ type }: { type: string }) => type)).toEqual([
      'create-cluster',
      'write-config',
      'launch',
      'launch',
      'launch',
    ]);
  });
});
