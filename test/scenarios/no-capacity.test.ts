/** EC2 has no capacity where hosts are wanted. */
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../local/cloud/kernel/aws-error.ts';
import type { Request } from '../../local/cloud/kernel/dispatch.ts';
import * as cast from './cast.ts';
import * as mischief from './mischief.ts';

/** Refuses launches of a type, in a zone, until `back()`. */
const shortage = (isShort: (type: string, zone: string) => boolean) => {
  let over = false;
  const refused: string[] = [];
  let zones: ReadonlyMap<string, string> = new Map();
  const refuse = ({ operation, input }: Request) => {
    if (operation !== 'RunInstances' || over) return undefined;
    const [network] = input['NetworkInterfaces'] as readonly { SubnetId: string }[];
    const zone = zones.get((input['SubnetId'] as string | undefined) ?? network?.SubnetId ?? '') ?? '?';
    const type = input['InstanceType'] as string;
    if (!isShort(type, zone)) return undefined;
    refused.push(`${type} in ${zone}`);
    return new AwsError(
      'InsufficientInstanceCapacity',
      `We currently do not have sufficient ${type} capacity in the Availability Zone you requested (${zone}).`,
      500,
    );
  };
  return {
    refused,
    back: () => {
      over = true;
    },
    begin: async () => {
      const story = await cast.story({ interceptors: [mischief.refusing(refuse)] });
      zones = new Map([...story.cloud.world.ec2.subnets.values()].map((one) => [one.id, one.availabilityZone]));
      return story;
    },
  };
};

describe('a zone has no capacity', () => {
  it('so its host goes to another one, and the decisions say why', async () => {
    const short = shortage((_type, zone) => zone === 'us-east-1b');
    const story = await short.begin();
    await cast.provisioned(story);
    const perZone = await cast.joinedPerZone(story);
    expect(perZone['us-east-1b']).toBeUndefined();
    expect(Object.values(perZone).toSorted()).toEqual([1, 2]);
    expect(story.launched).toHaveLength(3);
    expect(new Set(short.refused)).toEqual(new Set(['t3.medium in us-east-1b']));
    expect(await cast.decided(story)).toMatch(
      /failed launch-missing: launch 1 t3\.medium in us-east-1b: .* InsufficientInstanceCapacity: We currently do not have sufficient/,
    );
  });
});

describe('the first type has no capacity', () => {
  it('so the next one of the list is taken, in every zone', async () => {
    const short = shortage((type) => type === 't3.medium');
    const story = await short.begin();
    await cast.provisioned(story, 'c', cast.hosts(3, { instanceTypes: ['t3.medium', 'm5.large'] }));
    expect(await cast.joinedPerZone(story)).toEqual({ 'us-east-1a': 1, 'us-east-1b': 1, 'us-east-1c': 1 });
    const types = (await cast.hostsOf(story)).map(({ instanceType }) => instanceType);
    expect(types).toEqual(['m5.large', 'm5.large', 'm5.large']);
    expect(cast.countBy(short.refused, (one) => one)).toEqual({
      't3.medium in us-east-1a': 1,
      't3.medium in us-east-1b': 1,
      't3.medium in us-east-1c': 1,
    });
  });
});

describe('there is no capacity anywhere', () => {
  it('so it is tried again every few minutes, not in a loop, and works when there is some again', async () => {
    const short = shortage(() => true);
    const story = await short.begin();
    const asked = await story.api('PUT', '/v1/clusters/c', cast.hosts(3));
    await story.driver.pass(cast.minutes(10));
    expect(short.refused.length).toBeGreaterThanOrEqual(6);
    // Three offerings, each of which cools for three minutes.
    expect(short.refused.length).toBeLessThanOrEqual(3 * 4);
    const { state, waitingFor } = (await story.api('GET', asked.headers['location'] ?? '')).body;
    expect(state).toBe('RUNNING');
    expect(waitingFor.join()).toMatch(/main lacks 3 hosts, and every offering is full or cooling after a refusal/);
    short.back();
    await story.driver.pass(cast.minutes(6));
    expect((await story.api('GET', asked.headers['location'] ?? '')).body.state).toBe('SUCCEEDED');
    expect(story.launched).toHaveLength(3);
  });
});
