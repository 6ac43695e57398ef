/**
 * Task scale-in protection. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateTaskProtection.html,
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
 */
import { GetTaskProtectionCommand, UpdateServiceCommand, UpdateTaskProtectionCommand } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts, registerWeb } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';
import { refusalOf } from './doors.ts';

let shop: Shop;
let tasks: readonly string[];
const cluster = 'shop';
beforeEach(async () => {
  shop = await openShop();
  await addHosts(shop.fleet, cluster, [{}, {}]);
  await registerWeb(shop.fleet);
  await shop.create({ desiredCount: 3 });
  await shop.steady();
  tasks = await shop.listTasks();
});

const protect = (ids: readonly string[], protectionEnabled = true, expiresInMinutes?: number) =>
  shop.fleet.ecs.send(
    new UpdateTaskProtectionCommand({ cluster, tasks: [...ids], protectionEnabled, expiresInMinutes }),
  );
const protectedNow = async (): Promise<readonly (string | undefined)[]> => {
  const { protectedTasks = [] } = await shop.fleet.ecs.send(
    new GetTaskProtectionCommand({ cluster, tasks: [...tasks] }),
  );
  return protectedTasks.filter(({ protectionEnabled }) => protectionEnabled).map(({ taskArn }) => taskArn);
};
const wantTasks = async (desiredCount: number) => {
  await shop.fleet.ecs.send(new UpdateServiceCommand({ cluster, service: 'web', desiredCount }));
  await shop.fleet.settle(120_000);
};

describe('protection', () => {
  test('lasts two hours unless said otherwise, and can be ended', async () => {
    const [first = '', second = '', third = ''] = tasks;
    const { protectedTasks } = await protect([first]);
    const until = shop.fleet.world.clock.now() + 7_200_000;
    expect(protectedTasks).toEqual([{ taskArn: first, protectionEnabled: true, expirationDate: new Date(until) }]);
    await protect([second], true, 60);
    await protect([third]);
    expect((await protect([third], false)).protectedTasks).toEqual([{ taskArn: third, protectionEnabled: false }]);
    expect(await protectedNow()).toEqual([first, second]);
    await shop.fleet.settle(61 * 60_000);
    expect(await protectedNow()).toEqual([first]);
    await shop.fleet.settle(60 * 60_000);
    expect(await protectedNow()).toEqual([]);
  });

  test('keeps a task from being scaled in until it ends', async () => {
    const [kept = '', other = ''] = tasks;
    await protect([kept, other], true, 30);
    await wantTasks(1);
    expect((await shop.listTasks()).toSorted()).toEqual([kept, other].toSorted());
    expect((await protect([kept])).failures).toMatchObject([{ arn: kept, reason: 'DEPLOYMENT_BLOCKED' }]);
    await shop.fleet.settle(31 * 60_000);
    expect(await shop.listTasks()).toHaveLength(1);
  });

  test('is for tasks of services only', async () => {
    const standalone = (await shop.run()).tasks?.[0]?.taskArn ?? '';
    const unknown = `${standalone.slice(0, -32)}${'f'.repeat(32)}`;
    const { protectedTasks, failures } = await protect([standalone, unknown]);
    expect(protectedTasks).toEqual([]);
    expect(failures?.map(({ arn, reason }) => [arn, reason])).toEqual([
      [standalone, 'TASK_NOT_VALID'],
      [unknown, 'MISSING'],
    ]);
    const read = await shop.fleet.ecs.send(new GetTaskProtectionCommand({ cluster, tasks: [standalone, unknown] }));
    expect(read.failures?.map(({ reason }) => reason)).toEqual(['TASK_NOT_VALID', 'MISSING']);
  });

  test.each([
    ['for less than a minute', () => protect(tasks, true, 0)],
    ['for more than 48 hours', () => protect(tasks, true, 2_881)],
    ['of no task', () => protect([])],
    ['of more than 10 tasks', () => protect(Array.from({ length: 11 }, (_, index) => `${index}`.padStart(32, '0')))],
  ])('is refused %s', async (_what, ask) => {
    expect(await refusalOf(ask())).toMatch(/^InvalidParameterException: /);
  });
});
