import { RunTaskCommand, StopTaskCommand } from '@aws-sdk/client-ecs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Knobs } from '../../../local/cloud/kernel/knobs.ts';
import { addHosts } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;

beforeEach(async () => {
  shop = await openShop();
  await addHosts(shop.fleet, 'shop', [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }, { zone: 'us-east-1c' }]);
  await shop.register('nginx:1');
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html */
describe('a service that finds no room', () => {
  test('says once what the closest host lacks, and starts when there is room', async () => {
    await shop.register('big', 3_500);
    await shop.create({ taskDefinition: 'web:2', desiredCount: 4 });
    await shop.fleet.settle(120_000);
    const unplaced = (await shop.messages()).filter((message) => message.includes('unable to place'));
    expect(unplaced).toHaveLength(1);
    expect(unplaced[0]).toMatch(
      /^\(service web\) was unable to place a task because no container instance met all of its requirements\. The closest matching \(container-instance [0-9a-f]{32}\) has insufficient memory available\. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide\.$/,
    );
    await addHosts(shop.fleet, 'shop', [{}]);
    await shop.fleet.settle(300_000);
    expect((await shop.web()).runningCount).toBe(4);
  });
});

describe('a service that waits for room', () => {
  const waiting = async (knobs: Partial<Knobs>) => {
    shop = await openShop(knobs);
    await addHosts(shop.fleet, 'shop', [{}]);
    await shop.register('nginx:1');
    await shop.register('big', 3_500);
    await shop.fleet.ecs.send(new RunTaskCommand({ cluster: 'shop', taskDefinition: 'web:2' }));
    await shop.create({ taskDefinition: 'web:2', desiredCount: 1 });
    await shop.fleet.settle(90_000);
    expect((await shop.web()).runningCount).toBe(0);
  };
  const makeRoom = async () => {
    const [other] = [...(shop.fleet.world.ecs.clusters.get('shop')?.tasks.live ?? [])];
    await shop.fleet.ecs.send(new StopTaskCommand({ cluster: 'shop', task: other?.arn }));
  };

  test('starts soon after room has come where that ends its wait', async () => {
    await waiting({ newCapacityEndsBackoff: true });
    await makeRoom();
    await shop.fleet.settle(25_000);
    expect((await shop.web()).runningCount).toBe(1);
  });

  test('waits on where it does not', async () => {
    await waiting({ newCapacityEndsBackoff: false });
    await makeRoom();
    await shop.fleet.settle(120_000);
    expect((await shop.web()).runningCount).toBe(0);
    await shop.fleet.settle(180_000);
    expect((await shop.web()).runningCount).toBe(1);
  });
});

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html */
describe('placement constraints of a service', () => {
  test('memberOf keeps its tasks on the hosts of the expression', async () => {
    const placementConstraints = [
      { type: 'memberOf' as const, expression: 'attribute:ecs.availability-zone == us-east-1b' },
    ];
    await shop.create({ placementConstraints });
    await shop.steady();
    expect(shop.liveTasks().map(({ host }) => host.availabilityZone)).toEqual(Array(3).fill('us-east-1b'));
  });

  test('distinctInstance leaves a task without a host rather than give a host two', async () => {
    await shop.create({ desiredCount: 4, placementConstraints: [{ type: 'distinctInstance' }] });
    await shop.fleet.settle(120_000);
    expect((await shop.web()).runningCount).toBe(3);
    expect(new Set(shop.liveTasks().map(({ host }) => host.id)).size).toBe(3);
  });
});
