import {
  CreateTagsCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type DescribeInstancesCommandInput,
  DescribeTagsCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test, vi } from 'vitest';
import { page } from '../../../local/cloud/ec2/paging.ts';
import { type Ec2Bench, ec2Bench, refusalOf } from './support.ts';

const describeIds = async ({ ec2 }: Ec2Bench, input: DescribeInstancesCommandInput) => {
  const { Reservations, NextToken } = await ec2.send(new DescribeInstancesCommand(input));
  const ids = (Reservations ?? []).flatMap((one) => (one.Instances ?? []).map((instance) => instance.InstanceId!));
  return { ids, NextToken };
};

const zoo = async () => {
  const bench = await ec2Bench();
  const named = (name: string) => [{ ResourceType: 'instance' as const, Tags: [{ Key: 'Name', Value: name }] }];
  const [web] = await bench.launch({
    TagSpecifications: named('web-1'),
    Placement: { AvailabilityZone: 'us-east-1a' },
  });
  const [db] = await bench.launch({ TagSpecifications: named('db-1'), InstanceType: 'r5.large' });
  const [spot] = await bench.launch({ InstanceMarketOptions: { MarketType: 'spot' } });
  await bench.driver.pass(30_000);
  return { bench, web: web!, db: db!, spot: spot! };
};

describe('describing instances', () => {
  test.each([
    [[{ Name: 'tag:Name', Values: ['web-*'] }], ['web']],
    [[{ Name: 'tag-key', Values: ['Name'] }], ['web', 'db']],
    [[{ Name: 'instance-type', Values: ['r5.*'] }], ['db']],
    [[{ Name: 'instance-lifecycle', Values: ['spot'] }], ['spot']],
    [[{ Name: 'instance-state-name', Values: ['running'] }], ['web', 'db', 'spot']],
    [
      [
        { Name: 'instance-state-code', Values: ['16'] },
        { Name: 'tag:Name', Values: ['db-1'] },
      ],
      ['db'],
    ],
    [[{ Name: 'instance-state-name', Values: ['stopped', 'terminated'] }], []],
    [[{ Name: 'image-id', Values: ['ami-none'] }], []],
  ])('finds by %j', async (Filters, expected) => {
    const { bench, ...animals } = await zoo();
    const { ids } = await describeIds(bench, { Filters });
    expect(ids).toEqual(expected.map((name) => animals[name as 'web'].id));
  });

  test('finds by subnet, VPC, zone and address', async () => {
    const { bench, web } = await zoo();
    for (const [Name, value] of [
      ['private-ip-address', web.networkInterface.privateIp],
      ['ip-address', web.publicIp!],
      ['instance-id', web.id],
    ] as const)
      expect((await describeIds(bench, { Filters: [{ Name, Values: [value] }] })).ids).toEqual([web.id]);
    for (const [Name, value] of [
      ['subnet-id', web.subnetId],
      ['vpc-id', web.vpcId],
      ['availability-zone', 'us-east-1a'],
    ] as const)
      expect((await describeIds(bench, { Filters: [{ Name, Values: [value] }] })).ids).toContain(web.id);
  });

  test('by unknown or malformed ids is refused, by a filter on ids it is not', async () => {
    const { bench, web } = await zoo();
    const describeById = (...InstanceIds: string[]) => refusalOf(describeIds(bench, { InstanceIds }));
    expect(await describeById(web.id, 'i-0123456789abcdef0')).toBe(
      "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist",
    );
    expect(await describeById('i-00000001', 'i-00000002')).toBe(
      "InvalidInstanceID.NotFound: The instance IDs 'i-00000001, i-00000002' do not exist",
    );
    expect(await describeById('web')).toBe('InvalidInstanceID.Malformed: Invalid id: "web" (expecting "i-...")');
    const { ids } = await describeIds(bench, {
      Filters: [{ Name: 'instance-id', Values: ['i-0123456789abcdef0', web.id] }],
    });
    expect(ids).toEqual([web.id]);
  });

  test('in pages gives each instance once, even when one goes meanwhile', async () => {
    const bench = await ec2Bench({ knobs: { terminatedVisibleMs: 1_000 } });
    const all = (await bench.launch({ MaxCount: 12 })).map((instance) => instance.id);
    await bench.driver.pass(30_000);
    const first = await describeIds(bench, { MaxResults: 5 });
    expect(first.ids).toEqual(all.slice(0, 5));
    await bench.ec2.send(new TerminateInstancesCommand({ InstanceIds: [all[4]!, all[11]!] }));
    await bench.driver.pass(120_000);
    const second = await describeIds(bench, { MaxResults: 5, NextToken: first.NextToken! });
    const third = await describeIds(bench, { MaxResults: 5, NextToken: second.NextToken! });
    expect([...second.ids, ...third.ids]).toEqual(all.slice(5, 11));
    expect(third.NextToken).toBeUndefined();
  });

  test('refuses pages that are too small, beside ids, or with a token that it never gave out', async () => {
    const { bench, web } = await zoo();
    expect(await refusalOf(describeIds(bench, { MaxResults: 4 }))).toMatch(/^InvalidParameterValue: Value \( 4 \)/);
    expect(await refusalOf(describeIds(bench, { MaxResults: 5, InstanceIds: [web.id] }))).toMatch(
      /^InvalidParameterCombination: The parameter instancesSet cannot be used with the parameter maxResults/,
    );
    expect(await refusalOf(describeIds(bench, { NextToken: 'x' }))).toMatch(/^InvalidNextToken/);
  });
});

/** A call looks at what it is about, however much else there is. */
describe('the cost of a call', () => {
  test('of calls by id or client token does not grow: they look at no other instance', async () => {
    const { cloud, driver, ec2, launch } = await ec2Bench();
    const [one] = await launch({ ClientToken: 'a' });
    await launch({ MaxCount: 20 });
    await driver.pass(30_000);
    const all = vi.spyOn(cloud.world.ec2.instances, 'values');
    const InstanceIds = [one!.id];
    await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: InstanceIds }] }));
    await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'client-token', Values: ['a'] }] }));
    await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds }));
    await ec2.send(new CreateTagsCommand({ Resources: InstanceIds, Tags: [{ Key: 'a', Value: 'b' }] }));
    await ec2.send(new DescribeTagsCommand({ Filters: [{ Name: 'resource-id', Values: InstanceIds }] }));
    await ec2.send(new StopInstancesCommand({ InstanceIds }));
    await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    await driver.pass(300_000);
    expect(all).not.toHaveBeenCalled();
  });

  test('a page looks at nothing behind it, and tests nothing before it again', () => {
    const looked: number[] = [];
    const items = function* () {
      for (let item = 0; item < 5_000; item++) yield item;
    };
    const passes = (item: number) => {
      looked.push(item);
      return item % 2 === 0;
    };
    const first = page(items(), (item) => item, { MaxResults: 100 }, undefined, passes);
    expect([first.items.at(-1), looked.at(-1)]).toEqual([198, 200]);
    looked.length = 0;
    const second = page(items(), (item) => item, { MaxResults: 100, NextToken: first.nextToken }, undefined, passes);
    expect([second.items[0], looked[0], looked.at(-1)]).toEqual([200, 199, 400]);
  });
});
