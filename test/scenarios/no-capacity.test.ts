/** EC2 has no capacity where hosts are wanted. */
import { describe, expect, it } from 'vitest';
import * as cast from './cast.ts';

/** A story without capacity for a type, in a zone, until `back()`. */
const shortOf = async (offering: { readonly instanceType?: string; readonly availabilityZone?: string }) => {
  const refused: string[] = [];
  const story = await cast.story({
    interceptors: [
      async ({ input }, next) => {
        try {
          return await next();
        } catch (error) {
          if ((error as Error).name === 'InsufficientInstanceCapacity')
            refused.push(`${input['InstanceType']} ${error}`);
          throw error;
        }
      },
    ],
  });
  const { end: back } = story.cloud.faults.begin('capacity-outage', offering);
  return { story, refused, back };
};

describe('a zone has no capacity', () => {
  it('so its host goes to another one, and the decisions say why', async () => {
    const { story, refused } = await shortOf({ availabilityZone: 'us-east-1b' });
    await cast.provisioned(story);
    const perZone = await cast.joinedPerZone(story);
    expect(perZone['us-east-1b']).toBeUndefined();
    expect(Object.values(perZone).toSorted()).toEqual([1, 2]);
    expect(story.launched).toHaveLength(3);
    expect(refused.length).toBeGreaterThan(0);
    for (const one of refused) expect(one).toMatch(/^t3\.medium .*us-east-1b/);
    expect(await cast.decided(story)).toMatch(
      /failed launch-missing: launch 1 t3\.medium in us-east-1b: .* InsufficientInstanceCapacity: We currently do not have sufficient/,
    );
  });
});

describe('the first type has no capacity', () => {
  it('so the next one of the list is taken, in every zone', async () => {
    const { story, refused } = await shortOf({ instanceType: 't3.medium' });
    await cast.provisioned(story, 'c', cast.hosts(3, { instanceTypes: ['t3.medium', 'm5.large'] }));
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 });
    const types = (await cast.hostsOf(story)).map(({ instanceType }) => instanceType);
    expect(types).toEqual(['m5.large', 'm5.large', 'm5.large']);
    // Once in each zone: what is short cools for a while.
    expect(refused.map((one) => /us-east-1[abc]/.exec(one)?.[0]).toSorted()).toEqual([
      'us-east-1a',
      'us-east-1b',
      'us-east-1c',
    ]);
  });
});

describe('there is no capacity anywhere', () => {
  it('so it is tried again every few minutes, not in a loop, and works when there is some again', async () => {
    const { story, refused, back } = await shortOf({});
    const asked = await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
    await story.driver.pass(cast.minutes(10));
    expect(refused.length).toBeGreaterThanOrEqual(6);
    // Three offerings, each of which cools for three minutes.
    expect(refused.length).toBeLessThanOrEqual(3 * 4);
    const { state, waitingFor } = (await story.api('GET', asked.headers['location'] ?? '')).body;
    expect(state).toBe('RUNNING');
    expect(waitingFor.join()).toMatch(/main lacks 3 hosts, and every offering is full or cooling after a refusal/);
    back();
    await story.driver.pass(cast.minutes(6));
    expect((await story.api('GET', asked.headers['location'] ?? '')).body.state).toBe('SUCCEEDED');
    expect(story.launched).toHaveLength(3);
  });
});
