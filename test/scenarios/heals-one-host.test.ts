/** One host with something wrong with it: by what it is noticed, how soon it is decided, and when the cluster is whole again. */
import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

/** Three hosts with tasks of a service, two on each unless it is said. */
const inService = async (changes: object = {}, policy: object = {}, tasks = 6) => {
  const story = await cast.story();
  await cast.provisioned(story, 'c', { ...cast.hosts(3, changes), policy });
  await cast.serving(story, tasks);
  return story;
};

const isWhole = async (story: cast.Story, without: string, tasks: number): Promise<boolean> => {
  const joined = await cast.joinedHosts(story);
  return joined.length === 3 && !joined.includes(without) && (await cast.runningTasks(story)).length === tasks;
};

const begun = (story: cast.Story, victim: string, everyMs = 5_000) =>
  cast.until(
    story,
    'its host begins to leave',
    async () => (await cast.hostsOf(story)).find(({ host }) => host === victim)?.disruption !== undefined,
    cast.minutes(10),
    everyMs,
  );

const whole = (story: cast.Story, victim: string, withinMs: number, tasks = 6) =>
  cast.until(story, 'the cluster is whole again', () => isWhole(story, victim, tasks), withinMs, 15_000);

describe('a spot host that EC2 takes back', () => {
  it.each([
    { by: 'the notice', silent: false, withinMs: 10_000 },
    { by: 'the sweep, when the notice is lost', silent: true, withinMs: 65_000 },
  ])('is noticed by $by: its tasks move and another is launched before it goes', async ({ silent, withinMs }) => {
    const story = await inService({ market: 'spot' });
    await story.driver.pass(cast.minutes(1));
    const [victim = ''] = await cast.joinedHosts(story);
    if (silent) story.cloud.faults.begin('events-dropped', { durableToo: true });
    story.cloud.faults.begin('spot-interruption', { instanceIds: [victim], withoutNotice: false });
    const noticed = await cast.until(
      story,
      'another is launched',
      () => story.launched.length > 3,
      cast.minutes(3),
      1_000,
    );
    expect(noticed).toBeLessThanOrEqual(withinMs);
    expect(cast.instance(story, victim).state).toBe('running');
    await whole(story, victim, cast.minutes(6));
    await story.driver.pass(cast.minutes(5));
    expect(story.launched).toHaveLength(4);
    expect(story.mostAtOnce['c']).toBe(4);
    expect(story.cloud.journal.entries().some(({ operation }) => operation === 'TerminateInstances')).toBe(false);
    const { containerInstanceArns } = await story.aws('ecs', 'ListContainerInstances', { cluster: 'c' });
    expect(containerInstanceArns).toHaveLength(3);
    expect(await cast.decided(story)).toContain(`EC2 takes the spot host ${victim} back`);
  });
});

describe('a host that breaks every task that is placed on it', () => {
  it('is quarantined when the same runs well on the others; the service is left alone', async () => {
    const story = await inService({}, {}, 12);
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('container-crash', { afterMs: 2_000, hosts: { instanceIds: [victim] } });
    const noticed = await begun(story, victim);
    expect(noticed).toBeLessThanOrEqual(30_000);
    await whole(story, victim, cast.minutes(10), 12);
    await story.driver.pass(cast.minutes(5));
    expect(cast.instance(story, victim).state).toBe('terminated');
    expect(story.launched).toHaveLength(4);
    expect(await cast.decided(story)).toMatch(
      new RegExp(`${victim} breaks what is placed on it: \\d+ tasks failed there within 15 min`),
    );
  });

  it('is not to blame when the service crashes everywhere: no host is touched, and that is said', async () => {
    const story = await inService();
    story.cloud.faults.begin('container-crash', { afterMs: 30_000, service: 'web' });
    await story.driver.pass(cast.minutes(6));
    expect(story.launched).toHaveLength(3);
    expect((await cast.hostsOf(story)).map(({ disruption }) => disruption)).toEqual([undefined, undefined, undefined]);
    expect(await cast.decided(story)).toMatch(/service web crashes on \d hosts, so no host is to blame/);
  });
});

describe('a host whose container runtime does not answer', () => {
  it('is replaced when another has joined, although it never says that its tasks have stopped', async () => {
    const story = await inService({}, { drainDeadlineSeconds: 120 });
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('runtime-impaired', { instanceIds: [victim] });
    const noticed = await begun(story, victim, 20_000);
    expect(noticed).toBeGreaterThanOrEqual(cast.minutes(5));
    expect(noticed).toBeLessThanOrEqual(cast.minutes(8));
    await whole(story, victim, cast.minutes(12));
    await story.driver.pass(cast.minutes(5));
    expect(cast.instance(story, victim).state).toBe('terminated');
    expect(story.launched).toHaveLength(4);
    expect(await cast.decided(story)).toMatch(new RegExp(`the container runtime of ${victim} .*answer`));
  });
});

describe('a host that AWS is going to retire', () => {
  it('is replaced at once where the policy has no windows', async () => {
    const story = await inService();
    const [victim = ''] = await cast.joinedHosts(story);
    const event = { code: 'instance-retirement', inMs: cast.minutes(60 * 48) } as const;
    story.cloud.faults.begin('scheduled-event', { instanceIds: [victim], ...event });
    expect(await begun(story, victim)).toBeLessThanOrEqual(cast.minutes(2));
    await whole(story, victim, cast.minutes(8));
    await story.driver.pass(cast.minutes(5));
    expect(cast.instance(story, victim).state).toBe('terminated');
    expect(story.launched).toHaveLength(4);
  });

  it('waits for the next window, says when that is, and is replaced in it', async () => {
    // The story begins on a Monday at nine.
    const story = await inService({}, { windows: ['mon:10:00-mon:11:00'] });
    const [victim = ''] = await cast.joinedHosts(story);
    const event = { code: 'system-reboot', inMs: cast.minutes(60 * 24) } as const;
    story.cloud.faults.begin('scheduled-event', { instanceIds: [victim], ...event });
    await story.driver.pass(cast.minutes(30));
    expect(story.launched).toHaveLength(3);
    expect(await cast.decided(story)).toMatch(
      /AWS has planned system-reboot .*; the next window begins Mon 5 Jan 10:00 UTC/,
    );
    expect((await story.api('GET', '/v1/clusters/c')).body.state).toBe('settled');
    await cast.until(story, 'another is launched', () => story.launched.length > 3, cast.minutes(35));
    expect(new Date(story.cloud.clock.now()).toISOString()).toMatch(/T10:0[0-2]/);
    await whole(story, victim, cast.minutes(8));
  });
});

describe('an agent that lost its memory', () => {
  it('has registered its host twice: the older registration goes, the host stays, and the service is whole', async () => {
    const story = await inService();
    const [victim = ''] = await cast.joinedHosts(story);
    const { containerInstance } = (await cast.hostsOf(story)).find(({ host }) => host === victim)!;
    story.cloud.faults.begin('agent-state-lost', { instanceIds: [victim] });
    await cast.until(
      story,
      'the older registration is gone',
      async () => {
        const { containerInstanceArns } = await story.aws('ecs', 'ListContainerInstances', { cluster: 'c' });
        return containerInstanceArns.length === 3 && !containerInstanceArns.includes(containerInstance);
      },
      cast.minutes(3),
    );
    await cast.until(story, 'six tasks', async () => (await cast.runningTasks(story)).length === 6, cast.minutes(6));
    expect(await cast.joinedHosts(story)).toContain(victim);
    expect(story.launched).toHaveLength(3);
    expect(await cast.decided(story)).toContain(`${victim} is registered twice`);
  });
});
