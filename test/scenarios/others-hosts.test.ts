/** What is not ours, or not wholly ours, is counted and never touched. */
import { beforeAll, describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

let story: cast.Story;
const touched: string[] = [];

/** Somebody else's host, which joins our cluster, with such tags. */
const anotherHost = async (tags: Readonly<Record<string, string>>): Promise<string> => {
  const ours = cast.living(story)[0];
  const script = ['#!/bin/bash', 'echo ECS_CLUSTER=c >> /etc/ecs/ecs.config'].join('\n');
  const { Instances } = await story.aws('ec2', 'RunInstances', {
    ImageId: ours?.image.id,
    InstanceType: 't3.medium',
    MinCount: 1,
    MaxCount: 1,
    SubnetId: ours?.subnetId,
    IamInstanceProfile: { Name: ours?.instanceProfile?.name },
    UserData: Buffer.from(script).toString('base64'),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
    ],
  });
  return Instances[0].InstanceId;
};

const triple = { 'quaymaster:stack': 'quaymaster-test', 'quaymaster:cluster': 'c', 'quaymaster:group': 'main' };
const strangers = new Map<string, string>();
beforeAll(async () => {
  story = await cast.story({
    interceptors: [
      ({ service, operation, input, caller }, next) => {
        const ours = caller.role.startsWith('quaymaster-test-');
        if (ours && cast.changes({ service, operation }) && /ec2|ecs/.test(service))
          touched.push(JSON.stringify(input));
        return next();
      },
    ],
  });
  await cast.provisioned(story);
  strangers.set('without tags', await anotherHost({ Name: 'theirs' }));
  strangers.set('of another stack', await anotherHost({ ...triple, 'quaymaster:stack': 'quaymaster-prod' }));
  strangers.set('of another cluster', await anotherHost({ ...triple, 'quaymaster:cluster': 'd' }));
  const { 'quaymaster:group': _, ...withoutGroup } = triple;
  strangers.set('without a group', await anotherHost(withoutGroup));
  await story.driver.pass(cast.minutes(4));
});

const arnOf = async (host: string): Promise<string> =>
  (await cast.hostsOf(story)).find((one) => one.host === host)?.containerInstance ?? 'not registered';

describe("somebody else's hosts in our cluster", () => {
  it('are told as not ours, and counted', async () => {
    const theirs = (await cast.hostsOf(story)).filter(({ ours }) => !ours);
    expect(theirs.map(({ host }) => host).toSorted()).toEqual([...strangers.values()].toSorted());
    expect((await story.api('GET', '/v1/clusters/c')).body).toMatchObject({
      state: 'settled',
      status: { foreignHosts: 4, groups: [{ desired: 3, joined: 3 }] },
    });
  });

  it('cannot be drained, replaced or terminated through us', async () => {
    for (const host of strangers.values())
      for (const [method, path] of [
        ['DELETE', ''],
        ['POST', '/drain'],
        ['POST', '/replace'],
      ] as const) {
        const answer = await story.api(method, `/v1/clusters/c/hosts/${host}${path}`);
        expect(answer.status, `${method} ${path}`).toBeGreaterThanOrEqual(404);
        expect(answer.status).toBeLessThan(500);
      }
  });

  it('stay when the group shrinks to none, when they are stopped, and when the cluster is deleted', async () => {
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(1));
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(0));
    await story.aws('ec2', 'StopInstances', { InstanceIds: [strangers.get('without a group')] });
    await story.driver.pass(cast.minutes(70));
    await story.aws('ec2', 'StartInstances', { InstanceIds: [strangers.get('without a group')] });
    await story.driver.pass(cast.minutes(3));
    expect(
      cast
        .living(story)
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual([...strangers.values()].toSorted());
    const arns = await Promise.all([...strangers.values()].map(arnOf));
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c');
    expect(await cast.decided(story)).toContain('the ECS cluster c stays');
    const { clusters } = await story.aws('ecs', 'DescribeClusters', { clusters: ['c'] });
    expect(clusters).toMatchObject([{ status: 'ACTIVE', registeredContainerInstancesCount: 4 }]);
    for (const name of [...strangers.values(), ...arns])
      expect(touched.filter((call) => call.includes(name))).toEqual([]);
  });
});
