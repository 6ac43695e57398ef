import { DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts, registerWeb } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
describe('ListTasks', () => {
  test('filters by family, host, startedBy and desired status', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    await registerWeb(shop.fleet, { family: 'api' });
    const web = (await shop.run({ startedBy: 'me' })).tasks?.[0]?.taskArn ?? '';
    const api = (await shop.run({ taskDefinition: 'api' })).tasks?.[0]?.taskArn ?? '';
    expect(await shop.listTasks({ family: 'api' })).toEqual([api]);
    expect(await shop.listTasks({ startedBy: 'me' })).toEqual([web]);
    expect(await shop.listTasks({ containerInstance: shop.hostArns()[0] })).toEqual([web, api]);
    expect(await shop.listTasks({ containerInstance: shop.hostArns()[0], family: 'web' })).toEqual([web]);
    await shop.stop(web);
    expect(await shop.listTasks()).toEqual([api]);
    expect(await shop.listTasks({ desiredStatus: 'STOPPED' })).toEqual([web]);
    expect(await shop.listTasks({ desiredStatus: 'PENDING' })).toEqual([]);
    await expect(shop.listTasks({ startedBy: 'me', family: 'web' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    await expect(shop.listTasks({ serviceName: 'none' })).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
  });

  test('gives pages without repeating or losing any, though tasks come and go', async () => {
    await addHosts(shop.fleet, 'shop', [{}]);
    await registerWeb(shop.fleet);
    const { tasks } = await shop.run({ count: 6 });
    const arns = tasks?.map(({ taskArn }) => taskArn) ?? [];
    const first = await shop.fleet.ecs.send(new ListTasksCommand({ cluster: 'shop', maxResults: 3 }));
    await shop.stop(arns[1]);
    const second = await shop.fleet.ecs.send(
      new ListTasksCommand({ cluster: 'shop', maxResults: 100, nextToken: first.nextToken }),
    );
    expect([...(first.taskArns ?? []), ...(second.taskArns ?? [])]).toEqual(arns);
  });
});

test.each([
  { tasks: [], message: 'Tasks cannot be empty.' },
  { tasks: ['short'], message: 'taskId length should be one of [32,36]' },
  { tasks: Array.from({ length: 101 }, () => 'f'.repeat(32)), message: 'Tasks cannot have more than 100 elements.' },
  {
    tasks: [`arn:aws:ecs:us-east-1:000000000000:task/other/${'f'.repeat(32)}`],
    message: 'Invalid identifier: Identifier is for cluster other. Your cluster is shop',
  },
])('DescribeTasks refuses: $message', async ({ tasks, message }) => {
  await expect(shop.fleet.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks }))).rejects.toThrow(message);
});
