/** Groups that prefer spot: they take on-demand only while there is no spot, and what EC2 takes back is replaced elsewhere. */
import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

const spotFirst = cast.hosts(3, { market: 'spot-first' });
const spot = { knobs: { spotNotices: 100 } };
const markets = (story: cast.Story) => cast.countBy(cast.living(story), ({ market }) => market);

describe('a group that prefers spot', () => {
  it('runs on spot, while there is any', async () => {
    const story = await cast.story(spot);
    await cast.provisioned(story, 'c', spotFirst);
    expect(markets(story)).toEqual({ spot: 3 });
  });

  it('takes another zone before it takes on-demand', async () => {
    const story = await cast.story(spot);
    story.cloud.faults.begin('capacity-outage', { market: 'spot', availabilityZone: 'us-east-1a' });
    await cast.provisioned(story, 'c', spotFirst);
    expect(markets(story)).toEqual({ spot: 3 });
    expect(await cast.joinedPerZone(story)).not.toHaveProperty('us-east-1a');
  });

  it('takes on-demand while the quota of spot is used up, after asking once', async () => {
    const refused: string[] = [];
    const story = await cast.story({
      ...spot,
      interceptors: [
        async ({ operation }, next) => {
          try {
            return await next();
          } catch (error) {
            if (operation === 'RunInstances') refused.push((error as Error).name);
            throw error;
          }
        },
      ],
    });
    story.cloud.faults.begin('quota', { market: 'spot', vcpus: 0 });
    await cast.provisioned(story, 'c', spotFirst);
    expect(markets(story)).toEqual({ 'on-demand': 3 });
    // One call for each zone was planned before the first was refused.
    expect(refused.length).toBeLessThanOrEqual(3);
    expect(new Set(refused)).toEqual(new Set(['MaxSpotInstanceCountExceeded']));
  });
});

describe('a spot host that EC2 takes back', () => {
  const replaced = async (story: cast.Story, options: { readonly silent?: boolean } = {}) => {
    await cast.provisioned(story, 'c', spotFirst);
    await cast.serving(story, 6);
    if (options.silent) story.cloud.faults.begin('events-dropped', { durableToo: true });
    const [victim = ''] = await cast.joinedHosts(story);
    story.cloud.faults.begin('spot-interruption', { instanceIds: [victim] });
    const waited = await cast.until(
      story,
      'another is launched',
      () => story.launched.length > 3,
      cast.minutes(2),
      1_000,
    );
    const other = cast.instance(story, story.launched[3] ?? '');
    return { victim: cast.instance(story, victim), other, waited };
  };

  it('is replaced within ten seconds of its notice, in another zone, before it goes', async () => {
    const story = await cast.story(spot);
    const { victim, other, waited } = await replaced(story);
    expect(waited).toBeLessThanOrEqual(10_000);
    expect(victim.state).toBe('running');
    expect(other.market).toBe('spot');
    expect(other.availabilityZone).not.toBe(victim.availabilityZone);
    await story.driver.pass(cast.minutes(8));
    expect(await cast.joinedHosts(story)).toHaveLength(3);
    expect(await cast.runningTasks(story)).toHaveLength(6);
    expect(story.launched).toHaveLength(4);
    expect(story.mostAtOnce['c']).toBeLessThanOrEqual(4);
  });

  it('is replaced by the next sweep when the notice is lost', async () => {
    const story = await cast.story(spot);
    const { victim, waited } = await replaced(story, { silent: true });
    expect(waited).toBeLessThanOrEqual(65_000);
    expect(victim.state).toBe('running');
  });
});

it('a recommendation to rebalance is looked at, and moves nothing', async () => {
  const story = await cast.story(spot);
  await cast.provisioned(story, 'c', spotFirst);
  await story.driver.pass(cast.minutes(2));
  const entries = story.cloud.journal.entries().length;
  story.cloud.faults.begin('rebalance-recommendation', {});
  await story.driver.pass(10_000);
  const since = story.cloud.journal.entries().slice(entries);
  expect(since.map(({ operation }) => operation)).toContain('DescribeSpotInstanceRequests');
  await story.driver.pass(cast.minutes(5));
  expect(cast.changesSince(story, entries, /OnReconcileDue/).filter((call) => /^(ec2|ecs):/.test(call))).toEqual([]);
});
