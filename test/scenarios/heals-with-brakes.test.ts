/** Many hosts that look lost at once: then the looking is more likely at fault, and what works is left alone. */
import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

const inService = async (count: number, changes: object = {}, policy: object = {}) => {
  const story = await cast.story();
  await cast.provisioned(story, 'c', { ...cast.hosts(count, changes), policy });
  await cast.serving(story, count * 2);
  return story;
};

/** Instances of ours that were terminated by whoever. */
const ended = (story: cast.Story): number =>
  story.launched.filter((id) => !['pending', 'running'].includes(cast.instance(story, id).state)).length;

const calmsDown = async (story: cast.Story, count: number, withinMs: number) => {
  await cast.until(story, `${count} hosts, and nothing under way`, () => isCalm(story, count), withinMs, 60_000);
  expect(await cast.runningTasks(story)).toHaveLength(count * 2);
};

const isCalm = async (story: cast.Story, count: number): Promise<boolean> => {
  const joined = await cast.joinedHosts(story);
  const { state } = (await story.api('GET', '/v1/clusters/c')).body;
  return joined.length === count && cast.living(story).length === count && state === 'settled';
};

describe('agents that come and go', () => {
  it('several times an hour, for up to three minutes, cost no host anything', async () => {
    const story = await inService(4);
    for (let flap = 0; flap < 3; flap += 1) {
      story.cloud.faults.begin('agent-disconnect', { percent: 50 }, cast.minutes(3) - 1_000);
      await story.driver.pass(cast.minutes(7));
    }
    await story.driver.pass(cast.minutes(5));
    expect(story.launched).toHaveLength(4);
    expect(ended(story)).toBe(0);
    const changed = story.cloud.journal.entries().map(({ operation }) => operation);
    expect(changed).not.toContain('SendCommand');
    expect(changed).not.toContain('UpdateContainerInstancesState');
  });

  it('all at once for an hour: nothing is drained or terminated, and the surge alone is launched', async () => {
    const story = await inService(4);
    const outage = story.cloud.faults.begin('agent-disconnect', {});
    await story.driver.pass(cast.minutes(60));
    expect(ended(story)).toBe(0);
    expect(story.launched.length).toBeLessThanOrEqual(5);
    expect(story.cloud.journal.entries().map(({ operation }) => operation)).not.toContain(
      'UpdateContainerInstancesState',
    );
    expect(await cast.decided(story)).toContain('4 of 4 hosts of group main look unhealthy, more than 1');
    outage.end();
    await calmsDown(story, 4, cast.minutes(40));
    expect(story.mostAtOnce['c']).toBeLessThanOrEqual(5);
  });
});

describe('three of ten hosts that EC2 calls impaired', () => {
  it('are not terminated, as that is too many to believe; one more is launched, and goes when they are well', async () => {
    const story = await inService(10);
    await story.driver.pass(cast.minutes(12));
    const impaired = story.cloud.faults.begin('instance-impaired', { cluster: 'c', count: 3 });
    await story.driver.pass(cast.minutes(20));
    expect(ended(story)).toBe(0);
    expect(story.launched).toHaveLength(11);
    expect(await cast.decided(story)).toContain('3 of 10 hosts of group main look unhealthy, more than 2');
    impaired.end();
    await calmsDown(story, 10, cast.minutes(40));
    expect(story.mostAtOnce['c']).toBe(11);
  });
});

describe('a spot storm', () => {
  it('takes a third of the hosts in a minute: all are replaced, never more live than count and surge', async () => {
    const story = await inService(9, { market: 'spot', surge: 3 });
    await story.driver.pass(cast.minutes(1));
    const victims = (await cast.joinedHosts(story)).slice(0, 3);
    for (const victim of victims) {
      story.cloud.faults.begin('spot-interruption', { instanceIds: [victim], withoutNotice: false });
      await story.driver.pass(20_000);
    }
    expect(story.launched).toHaveLength(12);
    await cast.until(story, 'the three are gone', () => ended(story) === 3, cast.minutes(5));
    await calmsDown(story, 9, cast.minutes(20));
    expect(story.launched).toHaveLength(12);
    expect(story.mostAtOnce['c']).toBe(12);
  });
});

describe('a zone that fails with all of its hosts', () => {
  it('is made up for in the other zones, whose hosts are left alone', async () => {
    const story = await inService(6);
    const there = (await cast.hostsOf(story)).filter(({ availabilityZone }) => availabilityZone === 'us-east-1b');
    const outage = story.cloud.faults.begin('az-outage', { availabilityZone: 'us-east-1b', hosts: 'dead' });
    const isUp = async () => (await cast.joinedHosts(story)).length === 6;
    await cast.until(story, 'six hosts in two zones', isUp, cast.minutes(10));
    await calmsDown(story, 6, cast.minutes(20));
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 3, 'us-east-1c': 3 });
    expect(ended(story)).toBe(there.length);
    outage.end();
    await story.driver.pass(cast.minutes(10));
    expect(ended(story)).toBe(there.length);
  });
});

describe('a host that is lost', () => {
  it.each([
    { reason: 'paused', policy: { paused: true }, said: 'c is paused: nothing is changed, whoever asks for it' },
    { reason: 'only observed', policy: { healing: 'observe' }, said: 'would-do' },
  ])('is not replaced in a cluster that is $reason; what would have been done is recorded once', async (one) => {
    const story = await inService(3);
    const [victim = ''] = await cast.joinedHosts(story);
    await cast.succeeded(story, 'PUT', '/v1/clusters/c', { ...cast.hosts(3), policy: one.policy });
    await story.aws('ec2', 'TerminateInstances', { InstanceIds: [victim] });
    await story.driver.pass(cast.minutes(15));
    expect(story.launched).toHaveLength(3);
    const told = (await cast.decided(story)).split('\n');
    expect(told.join('\n')).toContain(one.said);
    expect(told.filter((line) => line.startsWith('would-do launch-missing'))).toHaveLength(1);
    await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
    await calmsDown(story, 3, cast.minutes(15));
    expect(story.launched).toHaveLength(4);
  });
});
