/** An event may be ahead of what AWS shows, or wrong. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { WakeMessage } from '../../shared/ports/wake.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, live, portsOf, run } from '../support/reconciling.ts';
import { minutes } from '../support/situations.ts';

let world: InMemoryWorld;
let host: string;
beforeEach(async () => {
  world = freshWorld();
  await run(world);
  hostsJoin(world);
  world.nowMs += minutes(5);
  await run(world);
  host = live(world)[0]?.id ?? '';
});

const told = async (instance: WakeMessage['instance'], agoMs = 0) => {
  world.nowMs += 1_000;
  const message = { cluster: 'c', cause: 'an event', sentAt: world.nowMs, ...(instance && { instance }) };
  world.nowMs += agoMs;
  return reconcile('c', [message], portsOf(world));
};
const lookedAtAgain = async (instance: WakeMessage['instance'], agoMs = 0) =>
  'lookAgainAfterMs' in (await told(instance, agoMs));

describe('a host that was told to go, and that EC2 shows as running', () => {
  it('is looked at again in seconds', async () => {
    expect(await lookedAtAgain({ id: host, shows: 'leaving' })).toBe(true);
  });

  it('is left alone when EC2 goes on showing it: the event was wrong', async () => {
    expect(await lookedAtAgain({ id: host, shows: 'leaving' }, 31_000)).toBe(false);
    expect(world.calls.filter((call) => call.startsWith('terminate'))).toEqual([]);
  });

  it('does not hold up what else is to be done', async () => {
    const [, other = ''] = live(world).map(({ id }) => id);
    world.instances.set(other, { ...world.instances.get(other)!, state: 'terminated' });
    const before = world.instances.size;
    await told({ id: host, shows: 'leaving' });
    expect(world.instances.size).toBe(before + 1);
  });

  it('is not waited for once EC2 shows it, nor when it is none of ours', async () => {
    expect(await lookedAtAgain({ id: 'i-unknown', shows: 'leaving' })).toBe(false);
    expect(await lookedAtAgain(undefined)).toBe(false);
  });
});

describe('a spot host whose notice came', () => {
  it.each([
    { reason: 'is not marked yet', market: 'spot' as const, marked: false, again: true },
    { reason: 'is marked', market: 'spot' as const, marked: true, again: false },
    { reason: 'is none: the event was forged', market: 'on-demand' as const, marked: false, again: false },
  ])('and that $reason: looked at again $again', async ({ market, marked, again }) => {
    world.instances.set(host, { ...world.instances.get(host)!, market });
    if (marked) world.interrupted.add(host);
    await told(undefined);
    expect(await lookedAtAgain({ id: host, shows: 'interrupted' })).toBe(again);
  });
});
