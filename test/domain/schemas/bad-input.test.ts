import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError, type FieldError } from '../../../shared/domain/errors.ts';
import { check } from '../../../shared/domain/schemas/check.ts';
import { clusterBody, clusterRules } from '../../../shared/domain/schemas/cluster.ts';
import { serviceBody, serviceRules, toServiceBody, toServiceSpec } from '../../../shared/domain/schemas/service.ts';
import { runBody, runRules } from '../../../shared/domain/schemas/task.ts';
import { checkWish } from '../../../shared/domain/schemas/wish.ts';

const errorsOf = (examine: () => unknown): readonly FieldError[] => {
  try {
    examine();
    return [];
  } catch (error) {
    if (error instanceof AppError && error.code === 'InvalidInput') return error.details.errors ?? [];
    throw error;
  }
};
const group = (changes: Record<string, unknown> = {}) => ({
  name: 'main',
  count: 3,
  instanceTypes: ['t3.medium'],
  ...changes,
});
const ofCluster = (body: unknown) => errorsOf(() => check(clusterBody, body, clusterRules));
const ofGroup = (changes: Record<string, unknown>) => ofCluster({ groups: [group(changes)] });
const pointers = (errors: readonly FieldError[]) => errors.map(({ pointer }) => pointer);

describe('a cluster', () => {
  it.each([
    { reason: 'a negative count', changes: { count: -1 }, at: '/count' },
    { reason: 'a count of a billion', changes: { count: 1e9 }, at: '/count' },
    { reason: 'half a host', changes: { count: 2.5 }, at: '/count' },
    { reason: 'no count', changes: { count: undefined }, at: '/count' },
    { reason: 'a count as text', changes: { count: '3' }, at: '/count' },
    { reason: 'no instance types', changes: { instanceTypes: [] }, at: '/instanceTypes' },
    { reason: 'a type that cannot be one', changes: { instanceTypes: ['t3.medium', 'big'] }, at: '/instanceTypes/1' },
    { reason: 'a name with a line break', changes: { name: 'main\nEOF' }, at: '/name' },
    { reason: 'a name that a shell would run', changes: { name: '$(reboot)' }, at: '/name' },
    { reason: 'a type twice', changes: { instanceTypes: ['t3.medium', 't3.medium'] }, at: '/instanceTypes/1' },
    { reason: 'a count beyond counting', changes: { count: 2 ** 60 }, at: '/count' },
    {
      reason: 'a subnet twice',
      changes: { network: { subnets: ['subnet-0000000a', 'subnet-0000000a'] } },
      at: '/network/subnets/1',
    },
    { reason: 'an unknown market', changes: { market: 'bargain' }, at: '/market' },
    { reason: 'an agent key that is not allowed', changes: { agent: { ECS_CLUSTER: 'x' } }, at: '/agent/ECS_CLUSTER' },
    {
      reason: 'an agent value with a line break',
      changes: { agent: { ECS_LOGLEVEL: 'info\nECS_CLUSTER=other' } },
      at: '/agent/ECS_LOGLEVEL',
    },
    { reason: 'an agent value that is no text', changes: { agent: { ECS_LOGLEVEL: 1 } }, at: '/agent/ECS_LOGLEVEL' },
    {
      reason: 'an attribute that ECS sets',
      changes: { attributes: { 'ecs.os-type': 'x' } },
      at: '/attributes/ecs.os-type',
    },
    { reason: 'a tag of ours', changes: { tags: { 'quaymaster:stack': 'x' } }, at: '/tags/quaymaster:stack' },
    { reason: 'a disk that is too small', changes: { rootVolume: { sizeGiB: 8 } }, at: '/rootVolume/sizeGiB' },
    { reason: 'a subnet that cannot be one', changes: { network: { subnets: ['net'] } }, at: '/network/subnets/0' },
    {
      reason: 'a zone that cannot be one',
      changes: { network: { availabilityZones: ['a'] } },
      at: '/network/availabilityZones/0',
    },
    { reason: 'user data outside of SSM', changes: { extraUserData: '$(curl x)' }, at: '/extraUserData' },
    { reason: 'an allowance that is no flag', changes: { allow: { privileged: 'yes' } }, at: '/allow/privileged' },
  ])('refuses $reason where it is', ({ changes, at }) => {
    expect(pointers(ofGroup(changes))).toEqual([`/groups/0${at}`]);
  });

  it('says everything that is wrong at once', () => {
    const errors = ofCluster({
      groups: [group({ count: -1, agent: { ECS_LOGLEVEL: 'loud' } }), group({ instanceTypes: ['?'] })],
      policy: { healing: 'sometimes' },
    });
    expect(pointers(errors).sort()).toEqual([
      '/groups/0/agent/ECS_LOGLEVEL',
      '/groups/0/count',
      '/groups/1/instanceTypes/0',
      '/groups/1/name',
      '/policy/healing',
    ]);
  });

  it.each([
    { written: { instanceType: ['t3.medium'] }, hint: 'Did you mean "instanceTypes"?' },
    { written: { ammi: {} }, hint: 'Did you mean "ami"?' },
    { written: { root_volume: {} }, hint: 'Did you mean "rootVolume"?' },
  ])('knows what was meant by $written', ({ written, hint }) => {
    expect(ofGroup(written)).toMatchObject([{ detail: 'is not a known field', hint }]);
  });

  it('lists the known fields when nothing is close', () => {
    expect(ofCluster({ groups: [group()], zzz: 1 })).toMatchObject([{ hint: 'Known here: groups, policy, tags' }]);
  });

  it('needs a group: no groups is not the same as no hosts', () => {
    expect(ofCluster({ groups: [] })).toHaveLength(1);
    expect(ofCluster({})).toMatchObject([{ pointer: '/groups', detail: 'is missing' }]);
    expect(ofGroup({ count: 0 })).toEqual([]);
  });
});

describe('a service', () => {
  const ofService = (body: unknown) => errorsOf(() => check(serviceBody, body, serviceRules));
  it.each([
    { reason: 'no count', body: {}, at: ['/desiredCount'] },
    {
      reason: 'a rollout that could never begin',
      body: { desiredCount: 1, deployment: { maximumPercent: 100 } },
      at: ['/deployment'],
    },
    { reason: 'a daemon with a count', body: { scheduling: 'DAEMON', desiredCount: 3 }, at: ['/desiredCount'] },
    { reason: 'a daemon that is placed', body: { scheduling: 'DAEMON', placement: 'binpack' }, at: ['/placement'] },
    { reason: 'custom placement of nothing', body: { desiredCount: 1, placement: 'custom' }, at: ['/placement'] },
    {
      reason: 'a recipe with strategies of its own',
      body: { desiredCount: 1, placement: { name: 'binpack', strategies: [{ type: 'random' }] } },
      at: ['/placement'],
    },
    {
      reason: 'a strategy without its field',
      body: { desiredCount: 1, placement: { name: 'custom', strategies: [{ type: 'binpack' }] } },
      at: ['/placement/strategies/0/field'],
    },
  ])('refuses $reason', ({ body, at }) => {
    expect(pointers(ofService({ taskDefinition: 'web', ...body }))).toEqual(at);
  });

  it('is the same when it is put again as it is stored', () => {
    const bodies = [
      { taskDefinition: 'web:3', desiredCount: 0 },
      { taskDefinition: 'web:3', desiredCount: 6, placement: 'one-per-host', tags: { team: 'shop' } },
      { taskDefinition: 'web:3', scheduling: 'DAEMON' },
      {
        taskDefinition: 'web:3',
        desiredCount: 2,
        placement: { name: 'custom', strategies: [{ type: 'spread', field: 'instanceId' }] },
        deployment: { minimumHealthyPercent: 50, circuitBreaker: false },
      },
    ];
    for (const body of bodies) {
      const spec = toServiceSpec(check(serviceBody, body, serviceRules), 'web:3');
      const again = check(serviceBody, toServiceBody(spec), serviceRules);
      expect(toServiceSpec(again, again.taskDefinition)).toEqual(spec);
    }
  });
});

describe('tasks', () => {
  const ofRun = (body: unknown) => errorsOf(() => check(runBody, body, runRules));
  it.each([
    { reason: 'none of them', body: { count: 0 }, at: ['/count'] },
    { reason: 'a family that cannot be one', body: { taskDefinition: 'we b' }, at: ['/taskDefinition'] },
    { reason: 'roles by the back door', body: { overrides: { taskRoleArn: 'x' } }, at: ['/overrides/taskRoleArn'] },
    {
      reason: 'overrides of more than ECS takes',
      body: {
        overrides: {
          containerOverrides: [{ name: 'a', command: ['x'.repeat(4_000), 'x'.repeat(4_090), 'x'.repeat(400)] }],
        },
      },
      at: ['/overrides'],
    },
  ])('refuses $reason', ({ body, at }) => {
    expect(pointers(ofRun({ taskDefinition: 'web', ...body }))).toEqual(at);
  });
});

describe('a wish', () => {
  it('names its kinds to who does not know them', () => {
    expect(errorsOf(() => checkWish({ kind: 'provison-cluster' }))).toMatchObject([{ pointer: '/kind' }]);
  });

  it('has pointers that lead into the wish', () => {
    const wish = { kind: 'provision-cluster', cluster: 'demo', spec: { groups: [group(), group()] } };
    expect(pointers(errorsOf(() => checkWish(wish)))).toEqual(['/spec/groups/1/name']);
  });

  it('is its own normal form', () => {
    const wishes = [
      { kind: 'provision-cluster', cluster: 'demo', spec: { groups: [group()] } },
      { kind: 'deploy-service', cluster: 'demo', service: 'web', spec: { taskDefinition: 'web:1', desiredCount: 2 } },
      { kind: 'run-task', cluster: 'demo', taskDefinition: 'web:1', count: 12, placement: 'binpack' },
      { kind: 'stop-task', cluster: 'demo', task: 'abc' },
      { kind: 'change-host', cluster: 'demo', host: 'i-0123456789abcdef0', change: 'drain' },
    ];
    for (const wish of wishes) expect(checkWish(checkWish(wish))).toEqual(checkWish(wish));
  });

  it('of any shape is taken or refused, never a fault', () => {
    const kind = fc.constantFrom('provision-cluster', 'deploy-service', 'run-task', 'stop-task', 'replace-host', 'x');
    const any = fc.jsonValue({ maxDepth: 5 });
    const field = fc.constantFrom('cluster', 'spec', 'service', 'placement', 'overrides', 'count', 'taskDefinition');
    fc.assert(
      fc.property(kind, fc.dictionary(field, any), (kind, fields) => {
        errorsOf(() => checkWish({ ...fields, kind }));
      }),
    );
  });
});
