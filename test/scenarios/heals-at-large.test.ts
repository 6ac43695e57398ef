/** Trouble that is larger than a host, or than a service: a zone, the region, and what no service would start again. */
import { describe, expect, it } from 'vitest';
import type { HostReport } from '../../shared/domain/host-report.ts';
import * as cast from './cast.ts';

const ended = (story: cast.Story): readonly string[] =>
  story.launched.filter((id) => !['pending', 'running'].includes(cast.instance(story, id).state));

const drains = ({ cloud }: cast.Story): number =>
  cloud.journal.entries().filter(({ operation }) => operation === 'UpdateContainerInstancesState').length;

describe('a zone that nobody reaches', () => {
  it('is too much of the group to believe: one more is launched elsewhere, and all is as before when it is back', async () => {
    const story = await cast.story();
    await cast.provisioned(story, 'c', cast.hosts(4));
    await cast.serving(story, 4);
    await story.driver.pass(cast.minutes(12));
    const [[zone = '', there] = []] = Object.entries(await cast.joinedPerZone(story)).sort(([, a], [, b]) => b - a);
    expect(there).toBe(2);
    const outage = story.cloud.faults.begin('az-outage', { availabilityZone: zone });
    await story.driver.pass(cast.minutes(40));
    expect([ended(story), drains(story), story.launched.length]).toEqual([[], 0, 5]);
    expect(cast.instance(story, story.launched[4] ?? '').availabilityZone).not.toBe(zone);
    const told = await cast.decided(story);
    expect(told).toContain('2 of 4 hosts of group main look unhealthy, more than 1');
    expect(told).toContain('terminate it through the API');
    outage.end();
    const isCalm = async () =>
      cast.living(story).length === 4 && (await story.api('GET', '/v1/clusters/c')).body.state === 'settled';
    await cast.until(story, 'four hosts, and nothing under way', isCalm, cast.minutes(40), 60_000);
    expect(story.mostAtOnce['c']).toBe(5);
    expect(await cast.runningTasks(story)).toHaveLength(4);
  });
});

describe('two clusters, of which one has lost sight of all of its hosts', () => {
  it('make the other hold back too: a lost host there is not drained until the first sees its hosts again', async () => {
    const story = await cast.story();
    await cast.provisioned(story, 'c', cast.hosts(3));
    await cast.provisioned(story, 'd', cast.hosts(5));
    const outage = story.cloud.faults.begin('agent-disconnect', { cluster: 'd' });
    await story.driver.pass(cast.minutes(6));
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('ssm-agent-offline', { instanceIds: [victim] });
    story.cloud.faults.begin('agent-stop', { instanceIds: [victim] });
    await story.driver.pass(cast.minutes(20));
    expect([ended(story), drains(story)]).toEqual([[], 0]);
    expect(await cast.decided(story)).toMatch(
      /\d of \d hosts of the region look unhealthy, more than \d: terminations stop/,
    );
    outage.end();
    const isReplaced = () => cast.instance(story, victim).state === 'terminated';
    await cast.until(story, 'the lost host is replaced', isReplaced, cast.minutes(40), 30_000);
    expect(ended(story)[0]).toBe(victim);
  });
});

describe('a task of no service on a host that looks lost', () => {
  it('may run still: it is waited for until the deadline, although another host has joined long before', async () => {
    const story = await cast.story();
    await cast.provisioned(story, 'c', { ...cast.hosts(2), policy: { drainDeadlineSeconds: 1_800 } });
    const taskDefinition = await cast.definition(story);
    await cast.succeeded(story, 'POST', '/v1/clusters/c/tasks', { taskDefinition, count: 1 });
    const [task] = await cast.runningTasks(story);
    const on = (host: HostReport) => host.containerInstance === task?.containerInstanceArn;
    const victim = (await cast.hostsOf(story)).find(on)?.host ?? '';
    story.cloud.faults.begin('ssm-agent-offline', { instanceIds: [victim] });
    story.cloud.faults.begin('agent-stop', { instanceIds: [victim] });
    const isDraining = async () => drains(story) === 1;
    await cast.until(story, 'the host is drained', isDraining, cast.minutes(12), 10_000);
    await story.driver.pass(cast.minutes(29));
    expect(await cast.joinedHosts(story)).toHaveLength(2);
    expect(cast.instance(story, victim).state).toBe('running');
    await story.driver.pass(cast.minutes(4));
    expect(cast.instance(story, victim).state).toBe('terminated');
    expect(await cast.decided(story)).toContain('its replacement has joined, and its tasks had their time to move');
  });
});
