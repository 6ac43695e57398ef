/** Agents that go away. ECS does nothing about them: their tasks count as running for ever. No event tells that one stays away. */
import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

/** Three hosts with two tasks of a service on each. */
const inService = async () => {
  const story = await cast.story();
  await cast.provisioned(story);
  await cast.serving(story, 6);
  return story;
};

const terminations = ({ cloud }: cast.Story): number =>
  cloud.journal.entries().filter(({ operation }) => operation === 'TerminateInstances').length;

const isWhole = async (story: cast.Story, without: string): Promise<boolean> => {
  const joined = await cast.joinedHosts(story);
  return joined.length === 3 && !joined.includes(without) && (await cast.runningTasks(story)).length === 6;
};

describe('an agent that hangs', () => {
  it('is left alone for five minutes, then restarted once through SSM, and its host stays', async () => {
    const story = await inService();
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('agent-hang', { instanceIds: [victim] });
    await story.driver.pass(cast.minutes(5) - 10_000);
    const commands = () => story.cloud.journal.entries().filter(({ operation }) => operation === 'SendCommand').length;
    expect(commands()).toBe(0);
    await cast.until(
      story,
      'its agent is back',
      async () => (await cast.joinedHosts(story)).length === 3,
      cast.minutes(3),
    );
    await story.driver.pass(cast.minutes(20));
    expect(commands()).toBe(1);
    expect(terminations(story)).toBe(0);
    expect(story.launched).toHaveLength(3);
    expect(await cast.decided(story)).toMatch(
      new RegExp(`done agent-away: the agent of ${victim} has been away for \\d+ (s|min): it is restarted through SSM`),
    );
  });
});

describe('an agent that stays away, on a host that EC2 calls well', () => {
  it('after ten minutes costs its host: another is launched first, and the tasks run elsewhere before it goes', async () => {
    const story = await inService();
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('ssm-agent-offline', { instanceIds: [victim] });
    story.cloud.faults.begin('agent-stop', { instanceIds: [victim] });
    await story.driver.pass(cast.minutes(10) - 10_000);
    expect(story.launched).toHaveLength(3);
    const launched = await cast.until(story, 'another is launched', () => story.launched.length > 3, cast.minutes(2));
    expect(launched).toBeLessThanOrEqual(cast.minutes(2));
    expect(cast.instance(story, victim).state).toBe('running');
    await cast.until(story, 'the cluster is whole', () => isWhole(story, victim), cast.minutes(6));
    await story.driver.pass(cast.minutes(5));
    expect(cast.instance(story, victim).state).toBe('terminated');
    expect(story.launched).toHaveLength(4);
    expect(story.mostAtOnce['c']).toBe(4);
    // ECS moves tasks to the new host's zone after a while.
    const isSettled = async () => (await story.api('GET', '/v1/clusters/c')).body.state === 'settled';
    await cast.until(story, 'nothing is under way', isSettled, cast.minutes(5));
    const told = await cast.decided(story);
    expect(told).toMatch(new RegExp(`the agent of ${victim} has been away for 1[01] min`));
    expect(told).toContain('its tasks run elsewhere or have ended');
  });

  it('and comes back before it is terminated: it stays, and the surplus host goes by itself', async () => {
    const story = await inService();
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('ssm-agent-offline', { instanceIds: [victim] });
    const away = story.cloud.faults.begin('agent-disconnect', { instanceIds: [victim] });
    await cast.until(story, 'another is launched', () => story.launched.length > 3, cast.minutes(13));
    away.end();
    await cast.until(
      story,
      'the host takes tasks again',
      async () => (await cast.joinedHosts(story)).includes(victim),
      cast.minutes(3),
    );
    expect(await cast.decided(story)).toContain(`${victim} is well again`);
    await cast.until(story, 'three hosts', () => cast.living(story).length === 3, cast.minutes(30));
    await story.driver.pass(cast.minutes(5));
    expect(await cast.runningTasks(story)).toHaveLength(6);
    expect(story.launched).toHaveLength(4);
  });
});

describe('a host that EC2 calls impaired', () => {
  it('is replaced by the sweep, without an event: launched first, then terminated, then deregistered', async () => {
    const story = await inService();
    await story.driver.pass(cast.minutes(12));
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('instance-impaired', { instanceIds: [victim] });
    const noticed = await cast.until(story, 'another is launched', () => story.launched.length > 3, cast.minutes(8));
    expect(noticed).toBeLessThanOrEqual(cast.minutes(5));
    await cast.until(story, 'the cluster is whole', () => isWhole(story, victim), cast.minutes(8));
    await story.driver.pass(cast.minutes(5));
    expect(cast.instance(story, victim).state).toBe('terminated');
    expect(story.launched).toHaveLength(4);
    const calls = story.cloud.journal.entries().map(({ operation }) => operation);
    expect(calls.lastIndexOf('RunInstances')).toBeLessThan(calls.indexOf('TerminateInstances'));
    expect(await cast.decided(story)).toMatch(new RegExp(`EC2 has found ${victim} impaired for \\d+`));
  });
});
