/** A call looks at what it is about, however much else there is. */
import {
  CreateTagsCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeTagsCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { expect, test, vi } from 'vitest';
import { page } from '../../../local/cloud/ec2/paging.ts';
import { ec2Bench } from './support.ts';

test('calls by id or client token look at no other instance', async () => {
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
