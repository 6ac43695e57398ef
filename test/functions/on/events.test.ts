import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Observation } from '../../../shared/domain/observation.ts';
import type { StoredCluster } from '../../../shared/domain/spec.ts';
import { inhabitMemory } from '../../support/in-memory-runtime.ts';
import type { InMemoryWorld } from '../../support/in-memory-world.ts';
import { aGroup } from '../../support/situations.ts';

vi.mock('../../../shared/runtime.ts', () => import('../../support/in-memory-runtime.ts'));
const { handler: fleetChanged } = await import('../../../functions/on/fleet-changed.ts');
const { handler: taskStopped } = await import('../../../functions/on/task-stopped.ts');

// biome-ignore lint/suspicious/noExplicitAny: events as they come.
type Event = any;
const context = { awsRequestId: 'request-1', functionName: 'on' } as never;
const read = (file: string): Event => {
  const parsed = JSON.parse(readFileSync(`events/bus/${file}`, 'utf8'));
  return Array.isArray(parsed) ? parsed[0] : parsed;
};
const files = readdirSync('events/bus').filter((file) => file.endsWith('.json'));

/** The event as it would come in our own account and region, about this cluster. */
const here = (event: Event, cluster: string): Event =>
  JSON.parse(
    JSON.stringify({ ...event, account: '000000000000', region: 'us-east-1' })
      .replaceAll(event.account, '000000000000')
      .replaceAll(event.region, 'us-east-1')
      .replaceAll(/:cluster\/[A-Za-z0-9_-]+/g, `:cluster/${cluster}`)
      .replaceAll(/:task\/(?:[A-Za-z0-9_-]+\/)?([A-Za-z0-9-]+)/g, `:task/${cluster}/$1`)
      .replaceAll(/:service\/[A-Za-z0-9_-]+\//g, `:service/${cluster}/`),
  );

const managed: StoredCluster = {
  cluster: 'mine',
  spec: {
    groups: [aGroup()],
    policy: { healing: 'act', drainDeadlineSeconds: 900, onDrainDeadline: 'give-up' },
    tags: {},
  },
  generation: 1,
  writtenBy: 'op',
  writtenAt: 0,
};

let world: InMemoryWorld;
beforeEach(() => {
  world = inhabitMemory();
  world.clusterSpecs.set('mine', managed);
});

describe.each(files)('%s', (file) => {
  const event = read(file);
  const about = { 'aws.ecr': 'nothing', 'aws.ecs': 'cluster' }[event.source as string] ?? 'instance';
  const [instance = ''] = /\bi-[0-9a-f]{17}\b/.exec(JSON.stringify(event)) ?? [];

  it('wakes the cluster that it is about, when we manage it', async () => {
    if (about === 'instance') world.instanceIndex.set(instance, 'mine');
    await fleetChanged(here(event, 'mine'), context);
    expect(world.woken.map(({ cluster }) => cluster)).toEqual(about === 'nothing' ? [] : ['mine']);
  });

  it.each([
    { reason: 'of a cluster that we do not manage', change: (one: Event) => here(one, 'theirs') },
    { reason: 'of another account', change: (one: Event) => ({ ...here(one, 'mine'), account: '999999999999' }) },
    { reason: 'of another region', change: (one: Event) => ({ ...here(one, 'mine'), region: 'eu-west-1' }) },
    { reason: 'with a forged source', change: (one: Event) => ({ ...here(one, 'mine'), source: 'my.app' }) },
    { reason: 'without its detail', change: (one: Event) => ({ ...here(one, 'mine'), detail: null }) },
  ])('is acknowledged and nothing else when it is $reason', async ({ change }) => {
    await fleetChanged(change(event), context);
    await taskStopped(change(event), context);
    expect(world.woken).toEqual([]);
    expect(world.stoppedTasks.size).toBe(0);
    expect(world.calls).toEqual([]);
  });
});

describe('an event about a host', () => {
  it('carries the version, so that an older snapshot is not taken for the newest', async () => {
    await fleetChanged(here(read('ecs-container-instance-state-change.json'), 'mine'), context);
    expect(world.woken[0]?.seen).toMatchObject({ version: 14_801 });
  });

  const group = {
    group: 'main',
    desired: 3,
    joined: 3,
    joining: 0,
    draining: 0,
    outdatedConfig: [],
    configVersion: '',
  };
  const complete: Observation = {
    cluster: 'mine',
    startedAt: 0,
    finishedAt: 0,
    unfinished: false,
    generation: 1,
    settled: true,
    waitingFor: [],
    services: [],
    foreignHosts: 0,
    groups: [group],
  };
  const lastSeen = (changes: Partial<typeof group>): Observation => ({
    ...complete,
    groups: [{ ...group, ...changes }],
  });

  it.each([
    { reason: 'every host had joined at the last look', last: complete, status: 'ACTIVE', wakes: false },
    { reason: 'there was no look yet', last: undefined, status: 'ACTIVE', wakes: true },
    {
      reason: 'the last look left something undone',
      last: { ...complete, unfinished: true },
      status: 'ACTIVE',
      wakes: true,
    },
    { reason: 'a host was joining', last: lastSeen({ joined: 2, joining: 1 }), status: 'ACTIVE', wakes: true },
    { reason: 'a host was missing', last: lastSeen({ joined: 2 }), status: 'ACTIVE', wakes: true },
    { reason: 'a host was draining', last: lastSeen({ draining: 1 }), status: 'ACTIVE', wakes: true },
    { reason: 'it is the host that drains', last: complete, status: 'DRAINING', wakes: true },
    { reason: 'the host is gone', last: complete, status: 'INACTIVE', wakes: true },
  ])('wakes the cluster: $wakes, as $reason', async ({ last, status, wakes }) => {
    if (last !== undefined) world.observations.set('mine', last);
    const event = here(read('ecs-container-instance-state-change.json'), 'mine');
    await fleetChanged({ ...event, detail: { ...event.detail, status } }, context);
    expect(world.woken).toHaveLength(wakes ? 1 : 0);
  });

  it.each([
    { file: 'ec2-instance-state-change-terminated.json', carries: { instance: { shows: 'leaving' } } },
    { file: 'ec2-instance-state-change-running.json', carries: {} },
    { file: 'ec2-spot-instance-interruption-warning.json', carries: { instance: { shows: 'interrupted' } } },
    { file: 'ec2-instance-rebalance-recommendation.json', carries: {} },
    { file: 'health-event-ec2-retirement-scheduled.json', carries: { tells: 'maintenance' } },
    { file: 'ecs-task-state-change-stopped-by-scheduler.json', carries: { tells: 'tasks' } },
    { file: 'ecs-task-state-change-running-fargate.json', carries: {} },
  ])('$file carries what to look at: $carries', async ({ file, carries }) => {
    const event = here(read(file), 'mine');
    const id = 'i-0b662ef9931388ba0';
    world.instanceIndex.set(id, 'mine');
    await fleetChanged(event, context);
    const expected = 'instance' in carries ? { instance: { id, ...carries.instance } } : carries;
    const { cluster: _, cause: __, sentAt: ___, ...carried } = world.woken[0] ?? ({} as never);
    expect(carried).toEqual({ canWait: true, ...expected });
  });

  it('of maintenance that names instances of two clusters wakes both, once each', async () => {
    world.clusterSpecs.set('other', { ...managed, cluster: 'other' });
    for (const [id, cluster] of [
      ['i-00000001', 'mine'],
      ['i-00000002', 'other'],
      ['i-00000003', 'mine'],
      ['i-00000004', 'gone'],
    ])
      world.instanceIndex.set(id as string, cluster as string);
    const event = here(read('health-event-ec2-retirement-scheduled.json'), 'mine');
    const affectedEntities = [1, 2, 3, 4, 5].map((number) => ({ entityValue: `i-0000000${number}` }));
    await fleetChanged({ ...event, detail: { ...event.detail, affectedEntities } }, context);
    expect(world.woken.map(({ cluster }) => cluster)).toEqual(['mine', 'other']);
  });

  it.each([{ raw: undefined }, { raw: 'text' }, { raw: [] }, { raw: { source: 'aws.ecs', detail: {} } }])(
    'that is none is acknowledged: $raw',
    async ({ raw }) => {
      await fleetChanged(raw, context);
      expect(world.woken).toEqual([]);
    },
  );
});

describe('a task that has stopped', () => {
  const stopped = () => {
    const event = here(read('ecs-task-state-change-running-fargate.json'), 'mine');
    const containers = [
      { ...event.detail.containers[0], lastStatus: 'STOPPED', exitCode: 137, reason: 'OutOfMemoryError' },
    ];
    return {
      ...event,
      detail: {
        ...event.detail,
        lastStatus: 'STOPPED',
        stoppedReason: 'Essential container in task exited',
        containers,
      },
    };
  };

  it('is kept for 30 days, with how and why it ended', async () => {
    await taskStopped(stopped(), context);
    await taskStopped(stopped(), context);
    const [kept] = [...world.stoppedTasks.values()];
    expect(world.stoppedTasks.size).toBe(1);
    expect(kept?.keepUntil).toBe(world.nowMs + 30 * 86_400_000);
    expect(kept?.task).toMatchObject({
      taskDefinition: 'sample-fargate:1',
      stoppedReason: 'Essential container in task exited',
      containers: [{ exitCode: 137, reason: 'OutOfMemoryError' }],
    });
  });

  const arn = (part: string) => `arn:aws:ecs:us-east-1:000000000000:${part}`;
  it.each([
    { reason: 'of another cluster', taskArn: arn('task/theirs/abc') },
    { reason: 'of no cluster', taskArn: arn('task/abc') },
    { reason: 'of another account', taskArn: 'arn:aws:ecs:us-east-1:999999999999:task/mine/abc' },
    { reason: 'of another region', taskArn: 'arn:aws:ecs:eu-west-1:000000000000:task/mine/abc' },
    { reason: 'no task', taskArn: arn('container-instance/mine/abc') },
    { reason: 'no ARN', taskArn: 'abc' },
  ])('is not kept when what the event names is $reason: it is forged', async ({ taskArn }) => {
    const event = stopped();
    await taskStopped({ ...event, detail: { ...event.detail, taskArn } }, context);
    expect(world.stoppedTasks.size).toBe(0);
  });

  it('is not kept while it runs', async () => {
    await taskStopped(here(read('ecs-task-state-change-running-fargate.json'), 'mine'), context);
    expect(world.stoppedTasks.size).toBe(0);
  });
});
