/**
 * Faults of ECS at random, over one another, with knobs as a seed turns them: accounts and counts stay right at every moment,
 * and when all is over and mended, services have what they want.
 */
import { DeregisterContainerInstanceCommand, DescribeServicesCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { agentStarts } from '../../../local/cloud/ecs/behaviour/agent-starts.ts';
import { hostGoes } from '../../../local/cloud/ecs/behaviour/host-goes.ts';
import type { ClusterRecord } from '../../../local/cloud/ecs/state.ts';
import { FaultRefused } from '../../../local/cloud/faults/fault.ts';
import type { Faults } from '../../../local/cloud/faults/faults.ts';
import { knobsOfSeed } from '../../../local/cloud/kernel/knobs.ts';
import { Random } from '../../../local/cloud/kernel/random.ts';
import { miscounted, passLooking } from './counts.ts';
import { addHosts, registerWeb } from './fleet.ts';
import { openShop, type Shop } from './shop.ts';

type Begin = (faults: Faults, random: Random, forMs: number) => void;

const some = (random: Random) => random.pick([{}, { count: 1 }, { percent: 50 }, { availabilityZone: 'us-east-1a' }]);
const tasks = (random: Random) => random.pick([{}, { service: 'web' }, { hosts: { count: 1 } }]);

const mischief: readonly Begin[] = [
  (faults, random, forMs) => faults.begin('agent-disconnect', some(random), forMs),
  (faults, random) => faults.begin('agent-stop', some(random)),
  (faults, random) => faults.begin('agent-state-lost', { count: random.between(1, 2) }),
  (faults, random, forMs) => faults.begin('host-freeze', some(random), forMs),
  (faults, random, forMs) => faults.begin('runtime-impaired', some(random), forMs),
  (faults, random, forMs) =>
    faults.begin('container-crash', { ...tasks(random), afterMs: random.between(0, 90_000) }, forMs),
  (faults, random, forMs) =>
    faults.begin('task-out-of-memory', { ...tasks(random), lasting: random.next() < 0.5 }, forMs),
  (faults, random, forMs) => faults.begin('container-unhealthy', tasks(random), forMs),
  (faults, _, forMs) => faults.begin('image-unpullable', { image: 'nginx' }, forMs),
  (faults, _, forMs) => faults.begin('placement-on-any-valid-host', {}, forMs),
];

/** A fault begins, agents start again, or an instance goes. */
const disturb = ({ fleet: { world } }: Shop, random: Random): void => {
  const instances = [...world.ec2.instances.keys()];
  const id = random.pick(instances);
  const turn = random.between(0, 9);
  if (turn === 0) agentStarts(world, id, { ECS_CLUSTER: 'shop' });
  else if (turn === 1 && instances.length > 3) {
    hostGoes(world, id, 'terminated');
    world.ec2.instances.delete(id);
  } else
    try {
      random.pick(mischief)(world.faults, random, random.between(1_000, 400_000));
    } catch (error) {
      if (!(error instanceof FaultRefused)) throw error;
    }
};

const mend = async (shop: Shop, cluster: ClusterRecord): Promise<void> => {
  const { world, ecs, settle } = shop.fleet;
  world.faults.endAll();
  for (const id of world.ec2.instances.keys()) agentStarts(world, id, { ECS_CLUSTER: 'shop' });
  await settle(400_000);
  for (const { arn, forgotten, status, instanceId } of [...cluster.hosts.values()])
    if (status !== 'INACTIVE' && (forgotten || !world.ec2.instances.has(instanceId)))
      await ecs.send(new DeregisterContainerInstanceCommand({ cluster: 'shop', containerInstance: arn, force: true }));
  await addHosts(shop.fleet, 'shop', [{}, {}]);
  await ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', forceNewDeployment: true }));
  await settle(3_600_000);
};

test.each([1, 2, 3, 4, 5, 6])('seed %i', async (seed) => {
  const random = new Random(`mix ${seed}`);
  const shop = await openShop({ ...knobsOfSeed(random), fullPercentsRefused: true });
  const cluster = shop.fleet.world.ecs.clusters.get('shop') as ClusterRecord;
  await addHosts(shop.fleet, 'shop', [{ zone: 'us-east-1a' }, { zone: 'us-east-1b' }, { zone: 'us-east-1c' }]);
  const healthCheck = { command: ['CMD', 'true'], interval: 10 };
  const containerDefinitions = [{ name: 'web', image: 'nginx', cpu: 128, memory: 256, healthCheck }];
  await registerWeb(shop.fleet, { containerDefinitions });
  await shop.create({ desiredCount: 4 });
  await shop.fleet.settle(60_000);
  for (let step = 0; step < 25; step++) {
    disturb(shop, random);
    await passLooking(shop.fleet, random.between(0, 120_000), () => {
      const wrong = miscounted(cluster);
      if (wrong.length > 0) expect(wrong).toEqual([]);
    });
  }
  await mend(shop, cluster);
  const asked = new DescribeServicesCommand({ cluster: 'shop', services: ['web'] });
  expect((await shop.fleet.ecs.send(asked)).services?.[0]).toMatchObject({ runningCount: 4, pendingCount: 0 });
  for (const { status, remaining, registered, tasks: held } of cluster.hosts.values())
    if (status === 'ACTIVE')
      expect(registered.cpu - remaining.cpu).toBe(
        [...held.live].reduce((sum, { requirements }) => sum + requirements.cpu, 0),
      );
});
