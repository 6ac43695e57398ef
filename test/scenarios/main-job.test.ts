/** A cluster from nothing to nothing, as the guide has it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

let story: cast.Story;
beforeAll(async () => {
  story = await cast.story();
});
afterAll(() => expect(story.mostAtOnce['c']).toBe(3));

describe('a cluster of three hosts', () => {
  it('is provisioned: three tagged hosts join, one in each zone', async () => {
    const operation = await cast.succeeded(story, 'PUT', '/v1/clusters/c', cast.hosts(3));
    expect(operation).toMatchObject({
      progress: { done: 3, total: 3 },
      result: { cluster: 'c', generation: 1, groups: [{ group: 'main', hosts: 3 }] },
    });
    expect(operation.steps.map(({ name }: { name: string }) => name)).toEqual([
      ...['Check input', 'Write the wish', 'Look at the cluster', 'Have the hosts joined?'],
      ...['Wait until hosts have joined', 'Report the cluster'],
    ]);
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 });
    const instances = cast.living(story);
    expect(instances).toHaveLength(3);
    for (const { tags, boot, shutdownBehavior, metadata, autoRecovery, volumes, userData } of instances) {
      expect(Object.fromEntries(tags)).toEqual({
        Name: 'c/main',
        'quaymaster:stack': 'quaymaster-test',
        'quaymaster:cluster': 'c',
        'quaymaster:group': 'main',
        'quaymaster:launch': expect.stringMatching(/^[123]$/),
        'quaymaster:config': '/quaymaster/test/clusters/c/groups/main/ecs.config:1',
      });
      expect(boot.ecsConfig?.split('\n')).toContain('ECS_CLUSTER=c');
      expect(boot.ecsConfig).toContain('ECS_CONTAINER_INSTANCE_PROPAGATE_TAGS_FROM=ec2_instance');
      expect({ shutdownBehavior, autoRecovery, ...metadata }).toMatchObject({
        shutdownBehavior: 'terminate',
        autoRecovery: 'disabled',
        httpTokens: 'required',
        hopLimit: 1,
      });
      expect(volumes.map(({ encrypted }) => encrypted)).toEqual([true]);
      expect(Buffer.from(userData ?? '', 'base64').toString()).not.toContain('systemctl start ecs');
    }
  });

  it('is seen by ECS and SSM as it is told by the API', async () => {
    const { containerInstanceArns } = await story.aws('ecs', 'ListContainerInstances', { cluster: 'c' });
    const { containerInstances } = await story.aws('ecs', 'DescribeContainerInstances', {
      cluster: 'c',
      containerInstances: containerInstanceArns,
    });
    const seen = (containerInstances as { ec2InstanceId: string; status: string; agentConnected: boolean }[])
      .filter(({ status, agentConnected }) => status === 'ACTIVE' && agentConnected)
      .map(({ ec2InstanceId }) => ec2InstanceId);
    expect(seen.toSorted()).toEqual([...story.launched].toSorted());
    expect(await cast.joinedHosts(story)).toHaveLength(3);

    const { Parameter } = await story.aws('ssm', 'GetParameter', {
      Name: '/quaymaster/test/clusters/c/groups/main/ecs.config',
    });
    expect(Parameter).toMatchObject({ Version: 1, Value: expect.stringContaining('ECS_INSTANCE_ATTRIBUTES') });
    const [host = ''] = await cast.joinedHosts(story);
    expect((await story.api('GET', `/v1/clusters/c/hosts/${host}`)).body).toMatchObject({
      host,
      group: 'main',
      ours: true,
      config: { current: true },
      launch: { reason: expect.stringMatching(/^launch 1 t3\.medium in us-east-1.: main has 0 of 3 hosts$/) },
    });
    expect((await story.api('GET', '/v1/clusters')).body.clusters).toMatchObject([{ cluster: 'c', state: 'settled' }]);
    const root = (await story.api('GET', '/v1')).body;
    expect(root).toMatchObject({ stage: 'test', clusters: [{ cluster: 'c' }] });
  });

  it('is left alone by the same request again', async () => {
    const before = story.cloud.journal.entries().length;
    const again = await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
    expect(again).toMatchObject({ status: 200, body: { changed: false, generation: 1 }, headers: { etag: '"1"' } });
    expect(cast.changesSince(story, before, /Api/)).toEqual([]);
    await story.driver.pass(cast.minutes(30));
    const touched = cast.changesSince(story, before).filter((call) => /^(ec2|ssm|sfn):|^ecs:(?!Discover)/.test(call));
    expect(touched).toEqual([]);
  });

  it('is not deleted while it has services, unless that is asked for', async () => {
    await cast.serving(story, 3);
    const refused = await story.api('DELETE', '/v1/clusters/c');
    expect(refused).toMatchObject({ status: 409, body: { code: 'ClusterNotEmpty' } });
    expect(await cast.runningTasks(story)).toHaveLength(3);
    expect((await story.api('GET', '/v1/clusters/c')).body.state).toBe('settled');
  });

  it('is deleted with its services, and leaves nothing behind', async () => {
    await cast.succeeded(story, 'DELETE', '/v1/clusters/c?cascade=true');
    expect(cast.living(story)).toEqual([]);
    const { clusters } = await story.aws('ecs', 'DescribeClusters', { clusters: ['c'] });
    expect(clusters).toMatchObject([
      { status: 'INACTIVE', registeredContainerInstancesCount: 0, runningTasksCount: 0, activeServicesCount: 0 },
    ]);
    expect((await story.aws('ssm', 'DescribeParameters')).Parameters).toEqual([]);
    expect((await story.api('GET', '/v1/clusters/c')).status).toBe(404);
    expect((await story.api('GET', '/v1/clusters/c/services/web')).status).toBe(404);
    const left = (await cast.table(story)).map(({ pk, sk }) => ({ pk: pk?.['S'], sk: sk?.['S'] }));
    const ours = left.filter(({ pk = '', sk }) => pk === 'CLUSTER#c' || sk === 'c');
    // What tells of it goes after 30 days; that it was deleted is why instances that turn up late may be terminated.
    expect(ours.filter(({ sk }) => !/^(DECISION#|TASK#|GRAVE$)/.test(sk ?? ''))).toEqual([]);
    expect(await cast.decided(story)).toContain('nothing of c is left');
    expect((await story.api('GET', '/v1')).body.clusters).toEqual([]);
  });

  it('can be made again under the same name', async () => {
    await cast.provisioned(story);
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 });
  });
});
