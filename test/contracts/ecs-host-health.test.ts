/** The health of container instances. Sources stand beside the facts. */
import { DescribeContainerInstancesCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { agentDisconnects, connectedHost } from '../../local/cloud/ecs/behaviour/agent-disconnects.ts';
import { addHosts, recordEvents } from '../cloud/ecs/fleet.ts';
import { openShop, type Shop } from '../cloud/ecs/shop.ts';

const disconnect = (shop: Shop, instance: string | undefined, forMs: number): void => {
  const host = connectedHost(shop.fleet.world, instance ?? '');
  if (host !== undefined) agentDisconnects(shop.fleet.world, host, forMs);
};

// container-instance-health.html and ecs_container_instance_health_events.html
describe('health', () => {
  const health = async (shop: Shop) => {
    const include = ['CONTAINER_INSTANCE_HEALTH' as const];
    const containerInstances = [...(await shop.listHosts())];
    const asked = new DescribeContainerInstancesCommand({ cluster: 'shop', containerInstances, include });
    return (await shop.fleet.ecs.send(asked)).containerInstances?.[0]?.healthStatus;
  };

  test('is INITIALIZING until the first check, then OK; only asked for is it shown', async () => {
    const shop = await openShop();
    await addHosts(shop.fleet, 'shop', [{}]);
    expect((await health(shop))?.overallStatus).toBe('INITIALIZING');
    await shop.fleet.settle(60_000);
    expect(await health(shop)).toMatchObject({
      overallStatus: 'OK',
      details: [
        { type: 'CONTAINER_RUNTIME', status: 'OK' },
        { type: 'AGENT_CONNECTIVITY', status: 'OK' },
      ],
    });
    expect((await shop.hosts())[0]?.healthStatus).toBeUndefined();
  });

  // "When a container instance remains disconnected beyond a threshold, Amazon ECS marks the instance as impaired": for EC2 too.
  test('is IMPAIRED when the agent is away for long, with the event of the sample, and OK when it is back', async () => {
    const shop = await openShop({ agentAwayImpairedMs: 300_000 });
    const [instance] = await addHosts(shop.fleet, 'shop', [{}]);
    await shop.fleet.settle(60_000);
    const events = recordEvents(shop.fleet.world);
    disconnect(shop, instance, 200_000);
    await shop.fleet.settle(400_000);
    expect((await health(shop))?.overallStatus).toBe('OK');
    disconnect(shop, instance, 400_000);
    await shop.fleet.settle(301_000);
    expect((await health(shop))?.overallStatus).toBe('IMPAIRED');
    await shop.fleet.settle(200_000);
    expect((await health(shop))?.overallStatus).toBe('OK');
    const told = events.filter((event) => event['detail-type'] === 'ECS Container Instance Health Change');
    const [host] = await shop.listHosts();
    expect(told.map(({ resources, detail }) => [resources, detail])).toMatchObject([
      [
        [host],
        {
          containerInstanceArn: host,
          ec2InstanceId: instance,
          capacityProviderName: null,
          overallStatus: 'IMPAIRED',
          healthChecks: [
            {
              type: 'AGENT_CONNECTIVITY',
              status: 'IMPAIRED',
              statusReason: expect.stringMatching(/^Agent disconnected since 2026-01-01T00:\d\d:\d\dZ$/),
            },
          ],
        },
      ],
      [
        [host],
        { overallStatus: 'OK', healthChecks: [{ type: 'AGENT_CONNECTIVITY', status: 'OK', statusReason: null }] },
      ],
    ]);
  });
});
