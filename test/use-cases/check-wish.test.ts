import { beforeEach, describe, expect, it } from 'vitest';
import { checkWish as checkForm } from '../../shared/domain/schemas/wish.ts';
import { checkWish } from '../../shared/use-cases/check-wish.ts';
import { inMemoryAws } from '../support/in-memory-aws.ts';
import { aDefinition, withCluster, withDefinition } from '../support/in-memory-situations.ts';
import { inMemoryStores } from '../support/in-memory-stores.ts';
import { type InMemoryWorld, inMemoryWorld } from '../support/in-memory-world.ts';
import { aGroup } from '../support/situations.ts';

let world: InMemoryWorld;
beforeEach(() => {
  world = inMemoryWorld();
  withCluster(world);
});
const check = (wish: unknown) => checkWish(checkForm(wish), { ...inMemoryStores(world), ...inMemoryAws(world) });
const run = (taskDefinition: string, more = {}) =>
  check({ kind: 'run-task', cluster: 'demo', taskDefinition, ...more });

describe('the groups of a cluster', () => {
  const provision = (...groups: unknown[]) => check({ kind: 'provision-cluster', cluster: 'demo', spec: { groups } });

  it('are looked up where they are new', async () => {
    expect(await provision(aGroup(), aGroup({ name: 'other', instanceTypes: ['t9.huge'] }))).toMatchObject([
      { pointer: '/groups/1/instanceTypes/0' },
    ]);
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
    { reason: 'is for Windows', changes: { runtimePlatform: { operatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' } } },
    { reason: 'needs subnets of its own', changes: { networkMode: 'awsvpc' } },
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
