/** Faults as such: how they begin, last and end. What each does is tested with its service. */
import { beforeEach, describe, expect, test } from 'vitest';
import { addHosts } from '../ecs/fleet.ts';
import { openShop, type Shop } from '../ecs/shop.ts';

describe('a fault', () => {
  let shop: Shop;
  beforeEach(async () => {
    shop = await openShop();
    await addHosts(shop.fleet, 'shop', [{}, {}, {}, {}]);
  });
  const connected = async () => (await shop.hosts()).filter(({ agentConnected }) => agentConnected).length;
  const { begin, underWay, endAll } = {
    begin: (name: 'agent-disconnect', choice: object, forMs?: number) =>
      shop.fleet.world.faults.begin(name, choice, forMs),
    underWay: () => shop.fleet.world.faults.underWay(),
    endAll: () => shop.fleet.world.faults.endAll(),
  };

  test('lasts for as long as it is meant to', async () => {
    begin('agent-disconnect', { cluster: 'shop' }, 60_000);
    expect(await connected()).toBe(0);
    await shop.fleet.settle(59_000);
    expect(underWay()).toMatchObject([{ id: 'fault-1', name: 'agent-disconnect' }]);
    await shop.fleet.settle(2_000);
    expect([underWay(), await connected()]).toEqual([[], 4]);
  });

  test('or until it is ended', async () => {
    begin('agent-disconnect', { count: 1 });
    begin('agent-disconnect', { percent: 50, cluster: 'shop' });
    expect(await connected()).toBeLessThan(4);
    endAll();
    expect([underWay(), await connected()]).toEqual([[], 4]);
  });

  test.each([
    ['of no host', { instanceIds: ['i-0'] }, 'No running instance'],
    ['with a parameter that there is not', { hosts: 3 }, 'hosts'],
  ])('is refused: %s', async (_what, choice, text) => {
    expect(() => begin('agent-disconnect', choice)).toThrow(text);
    expect([underWay(), await connected()]).toEqual([[], 4]);
  });
});
