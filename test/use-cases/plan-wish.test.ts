import { beforeEach, describe, expect, it } from 'vitest';
import type { Wish } from '../../shared/domain/wish.ts';
import { planWish } from '../../shared/use-cases/plan-wish.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from '../support/in-memory-world.ts';
import { aServiceSpec } from '../support/service-sketches.ts';
import { aContainerInstance, aGroup, anInstance, aSituation, home } from '../support/situations.ts';

let world: InMemoryWorld;
const policy = { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' } as const;
const provision = (count: number): Wish => ({
  kind: 'provision-cluster',
  cluster: 'c',
  spec: { groups: [aGroup({ count })], policy, tags: {} },
});

const dryRun = (wish: Wish) => {
  const aws = inMemoryAws(world);
  return planWish(wish, {
    ...inMemoryStores(world),
    clock: aws.clock,
    settings: home,
    fleet: aws.fleet,
    clusters: aws.ecsClusters,
    tasks: aws.ecsTasks,
    services: aws.ecsServices,
    taskDefinitions: aws.taskDefinitions,
    parameters: aws.parameters,
    agents: aws.agents,
  });
};

/** Cluster `c` with three hosts that have joined. */
const aCluster = (): void => {
  const hosts = ['i-0000001', 'i-0000002', 'i-0000003'].map((id) => ({ id }));
  const situation = aSituation({ hosts });
  world.clusterSpecs.set('c', situation.wanted);
  world.ledgers.set('c/main', situation.ledgers[0]!);
  world.clusters.set('c', situation.world.cluster!);
  for (const host of hosts) world.instances.set(host.id, anInstance(host));
  world.containerInstances.set('c', hosts.map(aContainerInstance));
  const name = '/quaymaster/test/clusters/c/groups/main/ecs.config';
  world.parameters.set(name, [{ name, version: 1, value: situation.world.configs['main']!.value }]);
};

beforeEach(() => {
  world = inMemoryWorld();
  const name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id';
  world.parameters.set(name, [{ name, version: 1, value: 'ami-0123456789abcdef0' }]);
  world.images.push({
    id: 'ami-0123456789abcdef0',
    architecture: 'x86_64',
    rootDevice: '/dev/xvda',
    minimumRootGiB: 30,
    available: true,
  });
});

describe('a dry run', () => {
  it('of a new cluster shows everything to the launches, and changes nothing', async () => {
    const before = structuredClone(world);
    const { actions, changes, warnings } = await dryRun(provision(3));
    expect(actions.map(({ type }) => type)).toEqual(['create-cluster', 'write-config', 'launch', 'launch', 'launch']);
    expect(changes).toMatchObject([{ pointer: '' }]);
    expect(warnings).toEqual([]);
    expect(world).toEqual(before);
  });

  it('of another count shows the one field that differs, and the hosts that are launched for it', async () => {
    aCluster();
    const { actions, changes } = await dryRun(provision(4));
    expect(changes).toEqual([{ pointer: '/groups/0/count', before: 3, after: 4 }]);
    expect(actions.map(({ type }) => type)).toEqual(['launch']);
  });

  it('of what is so already shows nothing', async () => {
    aCluster();
    expect(await dryRun(provision(3))).toEqual({ changes: [], actions: [], warnings: [] });
  });

  it('of replacing a host shows what comes first', async () => {
    aCluster();
    const { actions } = await dryRun({ kind: 'replace-host', cluster: 'c', host: 'i-0000002' });
    expect(actions.map(({ type }) => type)).toEqual(['enter-disruption', 'launch']);
    expect(world.ledgers.get('c/main')?.disruptions).toEqual([]);
  });

  it('of deleting a cluster begins with what runs in it', async () => {
    aCluster();
    const { actions, changes } = await dryRun({ kind: 'delete-cluster', cluster: 'c', cascade: true });
    expect(actions.filter(({ type }) => type === 'set-status')).toHaveLength(3);
    expect(changes).toMatchObject([{ pointer: '' }]);
    expect(changes[0]).not.toHaveProperty('after');
    expect(world.clusterSpecs.get('c')?.deleting).toBeUndefined();
  });

  it('of a service shows its creation', async () => {
    aCluster();
    const document = { family: 'web', containerDefinitions: [{ name: 'web', image: 'nginx', memory: 128 }] };
    world.taskDefinitions.push({ family: 'web', revision: 1, arn: 'arn:x', status: 'ACTIVE', document, tags: {} });
    const { actions } = await dryRun({ kind: 'deploy-service', cluster: 'c', service: 'web', spec: aServiceSpec() });
    expect(actions).toMatchObject([{ type: 'create-service', service: 'web' }]);
  });

  it('refuses what writing the wish would refuse', async () => {
    aCluster();
    await expect(dryRun({ ...provision(4), expectedGeneration: 7 } as Wish)).rejects.toMatchObject({
      code: 'StaleGeneration',
    });
    await expect(dryRun({ kind: 'replace-host', cluster: 'c', host: 'i-0000009' })).rejects.toMatchObject({
      code: 'HostNotFound',
    });
  });

  it('of running tasks says how many fit now, and what is in the way of the others', async () => {
    aCluster();
    const document = { family: 'big', containerDefinitions: [{ name: 'big', image: 'x', memory: 3_000, cpu: 10 }] };
    world.taskDefinitions.push({ family: 'big', revision: 1, arn: 'arn:x', status: 'ACTIVE', document, tags: {} });
    const capabilities = { 'com.amazonaws.ecs.capability.docker-remote-api.1.18': '' };
    world.containerInstances.set(
      'c',
      (world.containerInstances.get('c') ?? []).map((one) => ({ ...one, attributes: capabilities })),
    );
    const wish = {
      kind: 'run-task',
      cluster: 'c',
      taskDefinition: 'big:1',
      count: 5,
      placement: { name: 'binpack' },
      timeoutSeconds: 60,
    } as const;
    const { changes, warnings } = await dryRun(wish);
    expect(changes).toEqual([{ pointer: '/tasks', before: 0, after: 3 }]);
    expect(warnings[0]).toBe('2 of 5 tasks fit on no host now');
    expect(warnings.join()).toContain('MiB of memory');
  });
});
