/** EC2's answers are late, torn and forgetful: what the ledger launched counts until EC2 has said twice that it is gone. */
import { beforeEach, expect, it } from 'vitest';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import type { InMemoryWorld } from '../support/in-memory-world.ts';
import { freshWorld, hostsJoin, live, portsOf } from '../support/reconciling.ts';
import { minutes } from '../support/situations.ts';

let world: InMemoryWorld;
/** Ids that the list leaves out, and ids that EC2 does not know at all. */
let torn: readonly string[];
let forgotten: readonly string[];
let looks: (readonly string[])[];

const run = () => {
  const ports = portsOf(world);
  return reconcile('c', [], {
    ...ports,
    fleet: {
      ...ports.fleet,
      instancesOf: async (cluster: string) =>
        (await ports.fleet.instancesOf(cluster)).filter(({ id }) => !torn.includes(id) && !forgotten.includes(id)),
      instances: async (ids: readonly string[]) => {
        looks.push(ids);
        return (await ports.fleet.instances(ids)).filter(({ id }) => !forgotten.includes(id));
      },
    },
  });
};
const pass = async (count: number): Promise<void> => {
  for (let minute = 0; minute < count; minute += 1) {
    world.nowMs += minutes(1);
    await run();
    hostsJoin(world);
  }
};

beforeEach(async () => {
  [world, torn, forgotten, looks] = [freshWorld(), [], [], []];
  await run();
  hostsJoin(world);
  await pass(45);
  expect(live(world)).toHaveLength(3);
  looks = [];
});
const [everLaunched, first] = [() => [...world.instances.values()].length, () => live(world)[0]?.id ?? ''];

it('a host that is missing from the list for long, but known to EC2, is neither replaced nor forgotten', async () => {
  torn = [first()];
  await pass(20);
  expect(everLaunched()).toBe(3);
  torn = [];
  await pass(3);
  expect(live(world)).toHaveLength(3);
  expect(world.calls.filter((call) => /^terminate|^deregister/.test(call))).toEqual([]);
});

it('a host that EC2 has forgotten, as after an outage of ours, is replaced a minute after it was missed', async () => {
  const lost = first();
  world.instances.set(lost, { ...world.instances.get(lost)!, state: 'terminated' });
  forgotten = [lost];
  await pass(1);
  expect(everLaunched()).toBe(3);
  await pass(1);
  expect(everLaunched()).toBe(4);
  expect(world.containerInstances.get('c')?.map(({ instanceId }) => instanceId)).not.toContain(lost);
  await pass(5);
  expect(everLaunched()).toBe(4);
  expect(looks.filter((ids) => ids.includes(lost))).toHaveLength(1);
});

it('a new host that EC2 does not show for twenty minutes, however it is asked, is waited for', async () => {
  const lost = first();
  world.instances.set(lost, { ...world.instances.get(lost)!, state: 'terminated' });
  await pass(1);
  const replacement = live(world).find(({ launchedAt }) => launchedAt === world.nowMs)?.id ?? '';
  forgotten = [replacement];
  await pass(20);
  expect(everLaunched()).toBe(4);
  forgotten = [];
  await pass(3);
  expect(live(world)).toHaveLength(3);
  expect(everLaunched()).toBe(4);
});

it('costs no call while nothing is missing', async () => {
  await pass(5);
  expect(looks).toEqual([]);
});

it('a lost history delays, and causes nothing', async () => {
  const lost = first();
  world.instances.set(lost, { ...world.instances.get(lost)!, state: 'terminated' });
  await pass(60);
  forgotten = [lost];
  world.histories.clear();
  await pass(10);
  expect(live(world)).toHaveLength(3);
  expect(everLaunched()).toBe(4);
});

it('a host whose tags somebody took away is replaced, and left alone as long as it runs', async () => {
  const lost = first();
  const instance = world.instances.get(lost)!;
  world.instances.set(lost, { ...instance, tags: { Name: 'theirs' } });
  await pass(40);
  expect(live(world).filter(({ tags }) => tags['quaymaster:group'] !== undefined)).toHaveLength(3);
  expect(world.containerInstances.get('c')?.map(({ instanceId }) => instanceId)).toContain(lost);
  expect(world.calls.filter((call) => /^terminate|^deregister/.test(call))).toEqual([]);
  expect(everLaunched()).toBe(4);
});
