import { beforeEach, describe, expect, it } from 'vitest';
import { checkWish as checkForm } from '../../shared/domain/schemas/wish.ts';
import { checkWish } from '../../shared/use-cases/check-wish.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { aDefinition, withCluster, withDefinition, withService } from '../support/in-memory-situations.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from '../support/in-memory-world.ts';
import { aGroup, home } from '../support/situations.ts';

let world: InMemoryWorld;
beforeEach(() => {
  world = inMemoryWorld();
  withCluster(world);
});
const checked = (wish: unknown) =>
  checkWish(checkForm(wish), { ...inMemoryStores(world), ...inMemoryAws(world), settings: home });
const check = async (wish: unknown) => (await checked(wish)).errors;
const run = (taskDefinition: string, more = {}) =>
  check({ kind: 'run-task', cluster: 'demo', taskDefinition, ...more });

describe('the groups of a cluster', () => {
  const provision = (...groups: unknown[]) => check({ kind: 'provision-cluster', cluster: 'demo', spec: { groups } });

  it('are looked up where they are new', async () => {
    expect(await provision(aGroup(), aGroup({ name: 'other', instanceTypes: ['t9.huge'] }))).toMatchObject([
      { pointer: '/groups/1/instanceTypes/0' },
    ]);
  });

  it('have scripts of their own only where hosts can read them', async () => {
    const at = { pointer: '/groups/0/extraUserData' };
    expect(await provision(aGroup({ extraUserData: '/mine/script' }))).toMatchObject([at]);
    expect(await provision(aGroup({ extraUserData: '/quaymaster/test/script' }))).toMatchObject([at]);
    const name = '/quaymaster/test/script';
    world.parameters.set(name, [{ name, version: 1, value: 'echo hello' }]);
    expect(await provision(aGroup({ extraUserData: name }))).toEqual([]);
  });

  const tags = (count: number, prefix: string, length = 1) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}-${index}`, 'x'.repeat(length)]));

  it('have an ecs.config that SSM keeps, and one that is changed too', async () => {
    const agent = { ECS_CONTAINER_INSTANCE_TAGS: JSON.stringify(tags(20, 'mine', 256)) };
    expect(await provision(aGroup({ agent }))).toMatchObject([{ pointer: '/groups/0/agent' }]);
    expect(await provision(aGroup({ name: 'other', agent }))).toMatchObject([{ pointer: '/groups/0/agent' }]);
    const fewer = { ECS_CONTAINER_INSTANCE_TAGS: JSON.stringify(tags(10, 'mine', 256)) };
    expect(await provision(aGroup({ agent: fewer }))).toEqual([]);
  });

  it('and services have no more tags than AWS takes, counted with those of the cluster', async () => {
    const cluster = (own: number) =>
      check({
        kind: 'provision-cluster',
        cluster: 'demo',
        spec: { groups: [aGroup({ tags: tags(own, 'group') })], tags: tags(30, 'cluster') },
      });
    expect(await cluster(10)).toEqual([]);
    expect(await cluster(11)).toMatchObject([{ pointer: '/groups/0/tags' }]);

    withDefinition(world, 'web');
    const stored = world.clusterSpecs.get('demo')!;
    world.clusterSpecs.set('demo', { ...stored, spec: { ...stored.spec, tags: tags(30, 'cluster') } });
    const service = (own: number) =>
      check({
        kind: 'deploy-service',
        cluster: 'demo',
        service: 'web',
        spec: { taskDefinition: 'web:1', desiredCount: 1, tags: tags(own, 'service') },
      });
    expect(await service(10)).toEqual([]);
    expect(await service(11)).toMatchObject([{ pointer: '/tags' }]);
  });

  it('are not refused for what runs already', async () => {
    world.instanceTypes.length = 0;
    expect(await provision(aGroup({ count: 1 }))).toEqual([]);
    expect(await provision(aGroup({ instanceTypes: ['t3.medium', 'm5.large'] }))).toHaveLength(2);
  });
});

describe('a task definition', () => {
  it.each([
    { reason: 'is unknown', changes: undefined },
    { reason: 'is for Fargate only', changes: { compatibilities: ['FARGATE'] } },
    { reason: 'asks for Fargate', changes: { requiresCompatibilities: ['FARGATE'] } },
    { reason: 'is for Windows', changes: { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } } },
  ])('that $reason is not run', async ({ changes }) => {
    if (changes !== undefined) withDefinition(world, 'web', changes);
    expect(await run('web:1')).toMatchObject([{ pointer: '/taskDefinition' }]);
  });

  it('has the containers that overrides name', async () => {
    withDefinition(world, 'web');
    const overrides = { containerOverrides: [{ name: 'web' }, { name: 'wbe' }] };
    expect(await run('web:1', { overrides })).toMatchObject([{ pointer: '/overrides/containerOverrides/1/name' }]);
  });
});

describe('the network of tasks', () => {
  const subnets = ['subnet-00000000', 'subnet-00000001', 'subnet-00000002'];
  const elsewhere = {
    id: 'subnet-0000000e',
    vpcId: 'vpc-0000000e',
    availabilityZone: 'us-east-1a',
    freeAddresses: 1,
    mapsPublicIp: false,
    wayOut: 'nat',
  } as const;
  const runs = (network?: object) => ({
    kind: 'run-task',
    cluster: 'demo',
    taskDefinition: 'web:1',
    ...(network !== undefined && { network }),
  });
  const withGroups = (...groups: readonly object[]) => {
    const stored = world.clusterSpecs.get('demo')!;
    world.clusterSpecs.set('demo', { ...stored, spec: { ...stored.spec, groups: groups.map(aGroup) } });
  };
  const inSubnets = (name: string, ...ids: readonly string[]) => ({
    name,
    network: { subnets: ids, securityGroups: [], publicIp: 'auto', availabilityZones: [] },
  });
  beforeEach(() => {
    world.subnets.push(elsewhere);
    withDefinition(world, 'web', { networkMode: 'awsvpc' });
  });

  it('is that of the hosts, where none is given: once, when the wish is checked', async () => {
    expect(await checked(runs())).toMatchObject({ errors: [], wish: { network: { subnets, securityGroups: [] } } });
    const service = { kind: 'deploy-service', cluster: 'demo', service: 'web' };
    expect(await checked({ ...service, spec: { taskDefinition: 'web:1', desiredCount: 1 } })).toMatchObject({
      errors: [],
      wish: { spec: { network: { subnets, securityGroups: [] } } },
    });
  });

  it('is what the groups name, and only in their zones', async () => {
    withGroups(inSubnets('a', 'subnet-00000001'), {
      network: { subnets: [], securityGroups: [], publicIp: 'auto', availabilityZones: ['us-east-1c'] },
    });
    expect(await checked(runs())).toMatchObject({
      errors: [],
      wish: { network: { subnets: ['subnet-00000001', 'subnet-00000002'] } },
    });
  });

  it('is asked for where hosts are in several VPCs, with what there is to choose from', async () => {
    withGroups(inSubnets('old', 'subnet-00000001'), inSubnets('new', elsewhere.id));
    expect(await check(runs())).toMatchObject([
      { pointer: '/network/subnets', hint: `Choose from old: subnet-00000001; new: ${elsewhere.id}.` },
    ]);
    expect(await check(runs({ subnets: [elsewhere.id] }))).toEqual([]);
  });

  it.each([
    { reason: 'a subnet that is not there', network: { subnets: ['subnet-0000000f'] }, at: '/network/subnets/0' },
    { reason: 'two VPCs', network: { subnets: [subnets[0], elsewhere.id] }, at: '/network/subnets' },
    { reason: 'a VPC without hosts', network: { subnets: [elsewhere.id] }, at: '/network/subnets' },
    { reason: 'a strange group', network: { securityGroups: ['sg-0000000f'] }, at: '/network/securityGroups/0' },
  ])('is refused for $reason', async ({ network, at }) => {
    expect(await check(runs(network))).toMatchObject([{ pointer: at }]);
  });

  it('is for awsvpc only, and a service that has one cannot leave it', async () => {
    withDefinition(world, 'web');
    expect(await check({ ...runs({}), taskDefinition: 'web:2' })).toMatchObject([{ pointer: '/network' }]);
    withService(world, 'web');
    const { spec, ...stored } = world.serviceSpecs.get('demo/web')!;
    world.serviceSpecs.set('demo/web', { ...stored, spec: { ...spec, network: { subnets, securityGroups: [] } } });
    const wish = { kind: 'deploy-service', cluster: 'demo', service: 'web' };
    expect(await check({ ...wish, spec: { taskDefinition: 'web:2', desiredCount: 1 } })).toMatchObject([
      { pointer: '/taskDefinition', hint: 'Delete the service and make it again.' },
    ]);
  });
});

it('a constraint is a query that ECS can read', async () => {
  withDefinition(world, 'web');
  const placement = (expression: string) => ({
    placement: { name: 'custom', constraints: [{ type: 'memberOf', expression }] },
  });
  expect(await run('web:1', placement('attribute:ecs.instance-type == t3.medium'))).toEqual([]);
  expect(await run('web:1', placement('attribute:rack =='))).toMatchObject([
    { pointer: '/placement/constraints/0/expression' },
  ]);
});

describe('the policy of the groups', () => {
  const container = aDefinition('web').containerDefinitions[0];
  it.each([
    { needs: 'privileged', changes: { containerDefinitions: [{ ...container, privileged: true }] } },
    { needs: 'hostNetwork', changes: { networkMode: 'host' } },
    { needs: 'hostMounts', changes: { volumes: [{ name: 'logs', host: { sourcePath: '/var/log' } }] } },
  ])('refuses $needs until a group allows it, and says which could', async ({ needs, changes }) => {
    withDefinition(world, 'web', changes);
    await expect(run('web:1')).rejects.toMatchObject({
      code: 'PolicyRefusal',
      details: { hint: `Put "allow": {"${needs}": true} on one of the groups: main.` },
    });
    const stored = world.clusterSpecs.get('demo')!;
    const allow = { privileged: false, hostNetwork: false, hostMounts: false, [needs]: true };
    const groups = [aGroup(), aGroup({ name: 'trusted', allow })];
    world.clusterSpecs.set('demo', { ...stored, spec: { ...stored.spec, groups } });
    expect(await run('web:1')).toEqual([]);
    const service = { kind: 'deploy-service', cluster: 'demo', service: 'web' };
    expect(await check({ ...service, spec: { taskDefinition: 'web:1', desiredCount: 1 } })).toEqual([]);
  });
});
