/** A cluster `c` that is reconciled in memory, call by call. */
import type { StoredCluster } from '../../shared/domain/spec.ts';
import { reconcile } from '../../shared/use-cases/reconcile.ts';
import { type Fault, withFault } from './faulty-ports.ts';
import { inMemoryAws } from './in-memory-aws.ts';
import { inMemoryStores } from './in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from './in-memory-world.ts';
import { aContainerInstance, aGroup, home } from './situations.ts';

export const portsOf = (of: InMemoryWorld) => {
  const aws = inMemoryAws(of);
  return {
    ...inMemoryStores(of),
    clock: aws.clock,
    settings: home,
    fleet: {
      ...aws.fleet,
      // EC2 shows what it has launched with a delay: only the ledger knows of it until then.
      instancesOf: async (cluster: string) =>
        (await aws.fleet.instancesOf(cluster)).filter(({ launchedAt }) => of.nowMs - launchedAt >= 90_000),
    },
    clusters: aws.ecsClusters,
    tasks: aws.ecsTasks,
    services: aws.ecsServices,
    taskDefinitions: aws.taskDefinitions,
    parameters: aws.parameters,
    agents: aws.agents,
    meter: aws.meter,
  };
};

export const stored = (changes: Partial<StoredCluster> = {}): StoredCluster => ({
  cluster: 'c',
  spec: {
    groups: [aGroup()],
    policy: { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' },
    tags: {},
  },
  generation: 1,
  writtenBy: 'op-1',
  writtenAt: 0,
  ...changes,
});

const image = {
  id: 'ami-0123456789abcdef0',
  architecture: 'x86_64',
  rootDevice: '/dev/xvda',
  minimumRootGiB: 30,
  available: true,
};
export const imageParameter = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';

export const freshWorld = (): InMemoryWorld => {
  const fresh = inMemoryWorld();
  fresh.clusterSpecs.set('c', stored());
  fresh.images.push(image);
  fresh.parameters.set(imageParameter, [{ name: imageParameter, version: 1, value: image.id }]);
  return fresh;
};

export const live = (of: InMemoryWorld) =>
  [...of.instances.values()].filter(({ state }) => state === 'pending' || state === 'running');

/** Every pending instance runs and registers; registrations of instances that are gone stay, as they do in ECS. */
export const hostsJoin = (of: InMemoryWorld): void => {
  const registered = of.containerInstances.get('c') ?? [];
  for (const instance of live(of)) {
    of.instances.set(instance.id, { ...instance, state: 'running' });
    if (!registered.some(({ instanceId }) => instanceId === instance.id))
      registered.push(aContainerInstance({ id: instance.id }));
  }
  of.containerInstances.set('c', registered);
};

export const run = (of: InMemoryWorld, fault?: Fault) => reconcile('c', [], withFault(portsOf(of), fault).ports);
