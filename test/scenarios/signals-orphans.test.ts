/** Instances of ours whose cluster has no spec: a lost spec changes nothing; what a deletion left behind goes. */
import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

const specKey = { pk: { S: 'SPECS' }, sk: { S: 'c' } };
const specOf = async (story: cast.Story) =>
  (await cast.table(story)).find(({ pk, sk }) => pk?.['S'] === specKey.pk.S && sk?.['S'] === specKey.sk.S);
const toldOf = async (story: cast.Story): Promise<readonly string[]> =>
  (await cast.table(story)).map((item) => JSON.stringify(item)).filter((item) => /they are left alone/.test(item));

describe('a cluster whose spec is lost', () => {
  it('loses no host and no task; it is said once, and all goes on when the spec is back', async () => {
    const story = await cast.story();
    await cast.provisioned(story);
    await cast.serving(story, 6);
    const spec = await specOf(story);
    expect(spec).toBeDefined();
    const { ref: TableName } = await story.driver.finish(story.deployment.lookup('StateTable'));
    await story.aws('dynamodb', 'DeleteItem', { TableName, Key: specKey });
    expect(await specOf(story)).toBeUndefined();
    const entries = story.cloud.journal.entries().length;
    await story.driver.pass(cast.minutes(65));
    expect(cast.changesSince(story, entries, /quaymaster/).filter((call) => /^(ec2|ecs|ssm):/.test(call))).toEqual([]);
    expect(cast.living(story)).toHaveLength(3);
    expect(await toldOf(story)).toHaveLength(1);
    await story.aws('dynamodb', 'PutItem', { TableName, Item: spec });
    await story.driver.pass(cast.minutes(3));
    expect(await cast.joinedHosts(story)).toHaveLength(3);
    expect(await cast.runningTasks(story)).toHaveLength(6);
    expect(story.launched).toHaveLength(3);
  });
});

describe('an instance that shows up after its cluster was deleted', () => {
  /** With our tags; it was launched so long before now, but EC2 did not show it. */
  const lateInstance = async (story: cast.Story, tags: Record<string, string>, agoMs: number): Promise<string> => {
    const [image] = [...story.cloud.world.ec2.instances.values()].map((one) => one.image.id);
    const { Instances } = await story.aws('ec2', 'RunInstances', {
      ImageId: image,
      InstanceType: 't3.medium',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [
        { ResourceType: 'instance', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
      ],
    });
    const instance = cast.instance(story, Instances[0].InstanceId) as { launchedAt: number };
    instance.launchedAt -= agoMs;
    return Instances[0].InstanceId;
  };
  const triple = { 'quaymaster:stack': 'quaymaster-test', 'quaymaster:cluster': 'c', 'quaymaster:group': 'main' };

  it('is terminated a quarter of an hour after the deletion, and decided on; what lacks a tag of ours stays', async () => {
    const story = await cast.story();
    await cast.provisioned(story);
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c');
    expect(cast.living(story)).toEqual([]);
    const left = await lateInstance(story, triple, cast.minutes(5));
    const later = await lateInstance(story, triple, 0);
    const other = await lateInstance(story, { ...triple, 'quaymaster:group': '' }, cast.minutes(5));
    await story.driver.pass(cast.minutes(10));
    expect(cast.instance(story, left).state).toBe('running');
    await story.driver.pass(cast.minutes(16));
    expect(cast.instance(story, left).state).toBe('terminated');
    expect([later, other].map((id) => cast.instance(story, id).state)).toEqual(['running', 'running']);
    const decisions = (await cast.table(story)).map((item) => JSON.stringify(item));
    expect(decisions.some((one) => one.includes(`${left} was left behind: cluster c was deleted at`))).toBe(true);
    expect((await toldOf(story)).join()).toContain(later);
  });
});
