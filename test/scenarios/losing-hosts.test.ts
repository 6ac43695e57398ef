/** Hosts that are lost, stopped or never join, and what becomes of the tasks on them. */
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../local/cloud/kernel/aws-error.ts';
import type { Interceptor } from '../../local/cloud/kernel/dispatch.ts';
import * as cast from './cast.ts';
import * as mischief from './mischief.ts';

/** Three hosts with two tasks of a service on each. */
const inService = async (options: Parameters<typeof cast.story>[0] = {}) => {
  const story = await cast.story(options);
  await cast.provisioned(story);
  await cast.serving(story, 6);
  return story;
};

const isWhole = async (story: cast.Story, without: string): Promise<boolean> => {
  const joined = await cast.joinedHosts(story);
  return joined.length === 3 && !joined.includes(without) && (await cast.runningTasks(story)).length === 6;
};

/** Somebody terminates the first host; `withinMs` later the cluster is whole again. */
const terminateOne = async (story: cast.Story, withinMs: number) => {
  const [victim = ''] = await cast.joinedHosts(story);
  const { containerInstance } = (await cast.hostsOf(story)).find(({ host }) => host === victim)!;
  await story.aws('ec2', 'TerminateInstances', { InstanceIds: [victim] });
  const noticed = await cast.until(
    story,
    'a host is launched in its place',
    () => story.launched.length > 3,
    withinMs,
    1_000,
  );
  await cast.until(story, 'the cluster is whole again', () => isWhole(story, victim), cast.minutes(5));
  await story.driver.pass(cast.minutes(5));
  return { victim, containerInstance, noticed };
};

const expectReplacedOnce = async (story: cast.Story, victim: string, containerInstance: string | undefined) => {
  expect(story.launched).toHaveLength(4);
  expect(story.mostAtOnce['c']).toBe(3);
  expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 });
  const { containerInstances = [], failures = [] } = await story.aws('ecs', 'DescribeContainerInstances', {
    cluster: 'c',
    containerInstances: [containerInstance],
  });
  expect([
    ...containerInstances.map(({ status }: { status: string }) => status),
    ...failures.map(() => 'INACTIVE'),
  ]).toEqual(['INACTIVE']);
  const told = await cast.decided(story);
  expect(told).toContain(`${victim} was terminated under us`);
  expect(told).toMatch(new RegExp(`launch 1 t3.medium in us-east-1.: main has 2 of 3 hosts, because ${victim}`));
  // Meanwhile ECS may move tasks into the new host's zone.
  const settled = async () => (await story.api('GET', '/v1/clusters/c')).body.state === 'settled';
  await cast.until(story, 'the cluster settles', settled, cast.minutes(10));
};

describe('a host that is terminated behind its back', () => {
  it('is noticed by its event in seconds, and replaced once', async () => {
    const story = await inService();
    const { victim, containerInstance, noticed } = await terminateOne(story, cast.minutes(3));
    expect(noticed).toBeLessThanOrEqual(10_000);
    await expectReplacedOnce(story, victim, containerInstance);
  });

  it('is noticed by the sweep when every event is lost, and replaced once', async () => {
    const story = await inService();
    story.cloud.faults.begin('events-dropped', { durableToo: true });
    const { victim, containerInstance, noticed } = await terminateOne(story, cast.minutes(3));
    expect(noticed).toBeLessThanOrEqual(cast.minutes(2));
    await expectReplacedOnce(story, victim, containerInstance);
  });

  it('is replaced once when every event comes five times, late and in any order', async () => {
    const story = await inService();
    story.cloud.faults.begin('events-duplicated', { copies: 4 });
    story.cloud.faults.begin('events-delayed', { byMs: [0, cast.minutes(3)] });
    const { victim, containerInstance } = await terminateOne(story, cast.minutes(3));
    await expectReplacedOnce(story, victim, containerInstance);
  });

  it('is replaced once when our function dies at every first event', async () => {
    const story = await inService();
    let calls = 0;
    await mischief.insteadOf(story, 'on-reconcile-due', async (batch, yourself) => {
      const answer = await yourself(batch);
      calls += 1;
      if (calls % 2 === 1) throw new Error('the sandbox is gone');
      return answer;
    });
    const { victim, containerInstance } = await terminateOne(story, cast.minutes(3));
    await expectReplacedOnce(story, victim, containerInstance);
  });

  it('takes two others with it: all are replaced, and the service is whole again', async () => {
    const story = await inService();
    const all = await cast.joinedHosts(story);
    await story.aws('ec2', 'TerminateInstances', { InstanceIds: all });
    // With no host left ECS fails to place tasks three times, and may then wait for five minutes.
    await cast.until(story, 'three others', async () => isWhole(story, all[0] ?? ''), cast.minutes(9));
    expect(story.launched).toHaveLength(6);
    expect(story.mostAtOnce['c']).toBe(3);
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 });
  });
});

describe('a host that is stopped by hand', () => {
  it('is replaced at once, and terminated after an hour', async () => {
    const story = await inService();
    const [victim = ''] = await cast.joinedHosts(story);
    await story.aws('ec2', 'StopInstances', { InstanceIds: [victim] });
    await cast.until(story, 'the cluster is whole again', () => isWhole(story, victim), cast.minutes(5));
    expect(story.launched).toHaveLength(4);
    expect(cast.instance(story, victim).state).toBe('stopped');
    await story.driver.pass(cast.minutes(50));
    expect(cast.instance(story, victim).state).toBe('stopped');
    await story.driver.pass(cast.minutes(15));
    expect(cast.instance(story, victim).state).toBe('terminated');
    expect(await cast.decided(story)).toContain(`${victim} was stopped under us an hour ago and has been replaced`);
    expect(story.launched).toHaveLength(4);
    expect((await cast.hostsOf(story)).map(({ host }) => host)).not.toContain(victim);
  });

  it('and started again: it is one too many, and the group comes back to its count', async () => {
    const story = await inService();
    const [victim = ''] = await cast.joinedHosts(story);
    await story.aws('ec2', 'StopInstances', { InstanceIds: [victim] });
    await cast.until(story, 'the cluster is whole again', () => isWhole(story, victim), cast.minutes(5));
    await story.aws('ec2', 'StartInstances', { InstanceIds: [victim] });
    await cast.until(story, 'four run', () => cast.living(story).length === 4, cast.minutes(3));
    await cast.until(story, 'three run', () => cast.living(story).length === 3, cast.minutes(30));
    await story.driver.pass(cast.minutes(5));
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 });
    expect(await cast.runningTasks(story)).toHaveLength(6);
    expect(story.launched).toHaveLength(4);
  });
});

describe('hosts that never join', () => {
  /** A plain Amazon Linux image: it boots, and has no agent. */
  const withoutAgent = async (story: cast.Story): Promise<string> => {
    const { Images } = await story.aws('ec2', 'DescribeImages', { Owners: ['amazon'] });
    const plain = (Images as { ImageId: string; Name: string; Architecture: string }[]).find(
      ({ Name, Architecture }) => /^al2023-ami-(?!ecs)/.test(Name) && Architecture === 'x86_64',
    );
    expect(plain, 'there is an image without an agent').toBeDefined();
    return plain?.ImageId ?? '';
  };

  it('are terminated after 15 minutes, and tried again ever more rarely', async () => {
    const story = await cast.story();
    const body = cast.hosts(3, { ami: { id: await withoutAgent(story) } });
    const asked = await story.api('PUT', '/v1/clusters/c', body);
    expect(asked.status).toBe(202);
    await story.driver.pass(cast.minutes(14));
    expect(cast.living(story)).toHaveLength(3);
    await story.driver.pass(cast.minutes(3));
    expect(await cast.decided(story)).toMatch(/did not register within 15 minutes of its launch/);
    await story.driver.pass(cast.minutes(6 * 60));
    expect(story.launched.length).toBeLessThanOrEqual(3 + 8);
    expect(story.launched.length).toBeGreaterThanOrEqual(3 + 4);
    expect(story.mostAtOnce['c']).toBe(3);
    expect(cast.living(story).length).toBeLessThanOrEqual(1);
    const operation = (await story.api('GET', asked.headers['location'] ?? '')).body;
    expect(operation).toMatchObject({ state: 'FAILED' });
    expect(operation.problem.detail).toMatch(/never joined|not register|has not joined/);
  });

  it('are tried again at once with another image, and then the cluster is whole', async () => {
    const story = await cast.story();
    await story.api('PUT', '/v1/clusters/c', cast.hosts(3, { ami: { id: await withoutAgent(story) } }));
    await story.driver.pass(cast.minutes(40));
    await cast.provisioned(story, 'c', cast.hosts(3));
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 });
  });

  it('end themselves where they cannot read their configuration, and the cluster is whole when they can', async () => {
    let broken = true;
    const refuse: Interceptor = async ({ operation, input }, next) => {
      if (broken && operation === 'GetParameter' && /ecs\.config:\d+$/.test(String(input['Name'])))
        throw new AwsError('AccessDeniedException', 'not allowed');
      return next();
    };
    const story = await cast.story({ interceptors: [refuse] });
    await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
    await story.driver.pass(cast.minutes(120));
    expect(await cast.joinedHosts(story)).toEqual([]);
    // Three, one more before two had failed, then a probe after 15, 30, 60 … minutes.
    expect(story.launched.length).toBeGreaterThanOrEqual(3 + 2);
    expect(story.launched.length).toBeLessThanOrEqual(3 + 1 + 3);
    broken = false;
    await cast.until(
      story,
      'three hosts have joined',
      async () => (await cast.joinedHosts(story)).length === 3,
      cast.minutes(70),
      60_000,
    );
    expect(cast.living(story)).toHaveLength(3);
  });

  it('are not launched at all into a subnet without a way out', async () => {
    const story = await cast.story();
    const { Subnets } = await story.aws('ec2', 'DescribeSubnets', {});
    const { VpcId } = Subnets[0];
    const { Subnet } = await story.aws('ec2', 'CreateSubnet', { VpcId, CidrBlock: '172.31.96.0/20' });
    const { RouteTable } = await story.aws('ec2', 'CreateRouteTable', { VpcId });
    await story.aws('ec2', 'AssociateRouteTable', { RouteTableId: RouteTable.RouteTableId, SubnetId: Subnet.SubnetId });
    const refused = await story.api(
      'PUT',
      '/v1/clusters/c',
      cast.hosts(3, { network: { subnets: [Subnet.SubnetId] } }),
    );
    expect(refused).toMatchObject({ status: 422, body: { code: 'InvalidInput' } });
    expect(JSON.stringify(refused.body.errors)).toMatch(/way out/);
    await story.driver.pass(cast.minutes(5));
    expect(story.launched).toEqual([]);
    expect((await story.api('GET', '/v1/clusters/c')).status).toBe(404);
  });
});
