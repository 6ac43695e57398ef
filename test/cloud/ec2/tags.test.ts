/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html */
import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { type Ec2Bench, ec2Bench, refusalOf } from './support.ts';

const tagsOf = async ({ ec2 }: Ec2Bench, resource: string) =>
  (await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: [resource] }] }))).Tags?.map(
    (tag) => `${tag.ResourceType} ${tag.Key}=${tag.Value}`,
  );
const tag = ({ ec2 }: Ec2Bench, Resources: string[], ...pairs: [key: string, value: string][]) =>
  ec2.send(new CreateTagsCommand({ Resources, Tags: pairs.map(([Key, Value]) => ({ Key, Value })) }));

describe('tags', () => {
  test('are added to many resources and overwritten', async () => {
    const bench = await ec2Bench();
    const [host] = await bench.launch();
    await tag(bench, [host!.id, host!.subnetId, host!.volumes[0]!.id], ['Name', 'a'], ['Team', 'red']);
    await tag(bench, [host!.id], ['Name', 'b']);
    expect(await tagsOf(bench, host!.id)).toEqual(['instance Name=b', 'instance Team=red']);
    expect(await tagsOf(bench, host!.subnetId)).toEqual(['subnet Name=a', 'subnet Team=red']);
    expect(await tagsOf(bench, host!.volumes[0]!.id)).toEqual(['volume Name=a', 'volume Team=red']);
  });

  test('are deleted by key, by key and value, or all', async () => {
    const bench = await ec2Bench();
    const [host] = await bench.launch();
    const Resources = [host!.id];
    await tag(bench, Resources, ['A', '1'], ['B', '2'], ['C', '3'], ['D', '4']);
    await bench.ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'A' }, { Key: 'B', Value: 'other' }] }));
    await bench.ec2.send(new DeleteTagsCommand({ Resources, Tags: [{ Key: 'C', Value: '3' }] }));
    expect([...host!.tags.keys()]).toEqual(['B', 'D']);
    await bench.ec2.send(new DeleteTagsCommand({ Resources }));
    expect(host!.tags.size).toBe(0);
  });

  test('of one resource that does not exist are set on none', async () => {
    const bench = await ec2Bench();
    const [host] = await bench.launch();
    expect(await refusalOf(tag(bench, [host!.id, 'i-0123456789abcdef0'], ['A', '1']))).toMatch(
      /^InvalidInstanceID\.NotFound/,
    );
    expect(await refusalOf(tag(bench, [host!.id, 'what-ever'], ['A', '1']))).toBe(
      "InvalidID: The ID 'what-ever' is not valid",
    );
    expect(host!.tags.size).toBe(0);
  });

  test.each<[reason: string, pairs: [string, string][], refusal: RegExp]>([
    ['a reserved key', [['aws:x', '']], /^InvalidParameterValue: .*reserved/],
    ['an empty key', [['', 'x']], /^InvalidParameterValue: /],
    ['a key of 129 characters', [['k'.repeat(129), '']], /^InvalidParameterValue: /],
    ['a value of 257 characters', [['k', 'v'.repeat(257)]], /^InvalidParameterValue: /],
    [
      'the same key twice',
      [
        ['k', '1'],
        ['k', '2'],
      ],
      /^InvalidParameterValue: Duplicate tag key 'k'/,
    ],
    [
      'more than 50 tags',
      Array.from({ length: 51 }, (_, at): [string, string] => [`k${at}`, '']),
      /^TagLimitExceeded: The maximum number of Tags for a resource has been reached\.$/,
    ],
  ])('are refused for %s', async (_reason, pairs, refusal) => {
    const bench = await ec2Bench();
    const [host] = await bench.launch();
    expect(await refusalOf(tag(bench, [host!.id], ...pairs))).toMatch(refusal);
    expect(host!.tags.size).toBe(0);
  });

  test('go with the instance that carried them', async () => {
    const bench = await ec2Bench();
    const [host] = await bench.launch();
    await tag(bench, [host!.id], ['A', '1']);
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [host!.id] }));
    await bench.driver.pass(2 * 3_600_000);
    expect(await tagsOf(bench, host!.id)).toEqual([]);
  });
});
