import { beforeEach, describe, expect, it } from 'vitest';
import type { Wish } from '../../shared/domain/wish.ts';
import { checkWhatIsWell } from '../../shared/use-cases/check-what-is-well.ts';
import { checkWish } from '../../shared/use-cases/check-wish.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from '../support/in-memory-world.ts';
import { home } from '../support/situations.ts';

let world: InMemoryWorld;
beforeEach(() => {
  world = inMemoryWorld();
});

const pointersOf = async (body: unknown) => {
  const ports = { ...inMemoryStores(world), ...inMemoryAws(world), settings: home };
  const check = async <W extends Wish>(wish: W) => {
    const { errors } = await checkWish(wish, ports);
    return { wish, errors };
  };
  const planner = { ...ports.planner, check };
  return (await checkWhatIsWell('demo', body, { planner })).map(({ pointer }) => pointer);
};
const group = { name: 'main', count: 1, instanceTypes: ['t3.medium'] };

describe('of a body that is wrong', () => {
  it.each([
    {
      reason: 'a wrong count hides no unknown type',
      body: { groups: [{ ...group, count: -1, instanceTypes: ['t9.huge'] }] },
      at: ['/groups/0/instanceTypes/0'],
    },
    {
      reason: 'groups keep their places',
      body: { groups: [null, { ...group, nmae: 1 }, { ...group, instanceTypes: ['t9.huge'] }], plicy: {} },
      at: ['/groups/2/instanceTypes/0'],
    },
    {
      reason: 'subnets are looked up where types are wrong',
      body: { groups: [{ ...group, instanceTypes: 'x', network: { subnets: ['subnet-0000000f'] } }] },
      at: ['/groups/0/network/subnets/0'],
    },
    {
      reason: 'a network that is wrong is not taken for the default one',
      body: { groups: [{ ...group, network: { publicIp: 'no', subnets: 7 } }] },
      at: [],
    },
    { reason: 'no group at all', body: { groups: 'x' }, at: [] },
    { reason: 'no object', body: null, at: [] },
  ])('$reason', async ({ body, at }) => {
    expect(await pointersOf(body)).toEqual(at);
  });

  it('no more groups are looked up than there can be', async () => {
    const groups = Array.from({ length: 500 }, () => ({ ...group, instanceTypes: ['t9.huge'] }));
    expect(await pointersOf({ groups })).toHaveLength(20);
  });
});
