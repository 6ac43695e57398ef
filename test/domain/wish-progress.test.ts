/** When a wish counts as carried out, as failed, or as still under way. */
import { describe, expect, it } from 'vitest';
import { noHistory } from '../../shared/domain/history.ts';
import { hostChange } from '../../shared/domain/host-progress.ts';
import type { Disruption, Ledger } from '../../shared/domain/ledger.ts';
import type { Observation, ServiceObservation } from '../../shared/domain/observation.ts';
import type { ContainerInstanceView, TaskView } from '../../shared/domain/snapshot.ts';
import type { StoredCluster, StoredService } from '../../shared/domain/spec.ts';
import {
  clusterDeletion,
  deployment,
  provisioning,
  serviceDeletion,
  taskStop,
  tasksStart,
} from '../../shared/domain/wish-progress.ts';
import { aGroup } from '../support/situations.ts';

const mark = { since: 100, generation: 2 };
const stored = (changes: Partial<StoredCluster> = {}): StoredCluster => ({
  cluster: 'c',
  spec: { groups: [aGroup()], policy: { healing: 'act', drainDeadlineSeconds: 1, onDrainDeadline: 'force' }, tags: {} },
  generation: 2,
  writtenBy: 'op',
  writtenAt: 100,
  ...changes,
});
const group = {
  group: 'main',
  desired: 3,
  joined: 1,
  joining: 2,
  draining: 0,
  outdatedConfig: [],
  configVersion: 'x:1',
};
const seen = (changes: Partial<Observation> = {}): Observation => ({
  cluster: 'c',
  startedAt: 101,
  finishedAt: 102,
  generation: 2,
  settled: false,
  waitingFor: ['main lacks 2 of 3 hosts'],
  groups: [group],
  services: [],
  foreignHosts: 0,
  ...changes,
});
const whole = seen({ settled: true, waitingFor: [], groups: [{ ...group, joined: 3, joining: 0 }] });

describe('Provisioning a cluster', () => {
  it.each([
    ['nothing has been seen yet', undefined],
    ['what was seen is older than the wish', { ...whole, startedAt: 100 }],
    ['what was seen is of an earlier generation', { ...whole, generation: 1 }],
  ])('is under way while %s', (_, observation) => {
    expect(provisioning(stored(), observation, undefined, mark)).toEqual({
      settled: false,
      progress: { done: 0, total: 3 },
      waitingFor: ['the cluster is being looked at'],
    });
  });

  it('counts hosts, and says what it waits for', () => {
    expect(provisioning(stored(), seen(), undefined, mark)).toMatchObject({
      settled: false,
      progress: { done: 1, total: 3 },
      waitingFor: ['main lacks 2 of 3 hosts'],
    });
  });

  it('is done when everything is settled, for a later generation too', () => {
    const later = { ...whole, generation: 5 };
    expect(provisioning(stored({ generation: 5 }), later, undefined, mark)).toMatchObject({
      settled: true,
      progress: { done: 3, total: 3 },
      result: { cluster: 'c', generation: 5, groups: [{ group: 'main', hosts: 3, config: 'x:1' }] },
    });
  });

  it('is done once the groups were complete, though a service still rolls out', () => {
    const history = { ...noHistory('c'), settledGeneration: 2 };
    expect(provisioning(stored(), seen({ groups: [{ ...group, joined: 3 }] }), history, mark).settled).toBe(true);
  });

  it.each([undefined, stored({ deleting: { cascade: true } })])(
    'fails when the cluster is deleted meanwhile',
    (spec) => {
      expect(provisioning(spec, whole, undefined, mark).failed?.code).toBe('BeingDeleted');
    },
  );
});

describe('Deleting', () => {
  const tombstone = stored({ deleting: { cascade: false } });
  it('a cluster is done when its spec is gone, or made anew', () => {
    expect(clusterDeletion(tombstone, seen(), mark)).toMatchObject({
      settled: false,
      waitingFor: ['main lacks 2 of 3 hosts'],
    });
    expect(clusterDeletion(undefined, undefined, mark).settled).toBe(true);
    expect(clusterDeletion(stored({ generation: 1 }), undefined, mark).settled).toBe(true);
  });
  it('a service is done when its spec is gone', () => {
    const service = { cluster: 'c', service: 'web', deleting: { cascade: false } } as StoredService;
    expect(serviceDeletion(service, undefined, mark).settled).toBe(false);
    expect(serviceDeletion(undefined, undefined, mark).settled).toBe(true);
  });
});

describe('Deploying a service', () => {
  const service = {
    cluster: 'c',
    service: 'web',
    generation: 2,
    spec: { taskDefinition: 'web:7', desiredCount: 4 },
  } as StoredService;
  const shows = (changes: Partial<ServiceObservation>) =>
    seen({
      services: [
        {
          service: 'web',
          generation: 2,
          desired: 4,
          running: 3,
          pending: 1,
          rolloutState: 'IN_PROGRESS',
          settled: false,
          waitingFor: ['3 of 4'],
          ...changes,
        },
      ],
    });

  it('is under way until its own generation is settled', () => {
    expect(deployment(service, shows({ generation: 1, settled: true }), mark)).toMatchObject({
      settled: false,
      progress: { done: 0, total: 4 },
    });
    expect(deployment(service, shows({}), mark)).toMatchObject({
      settled: false,
      progress: { done: 3, total: 4 },
      waitingFor: ['3 of 4'],
    });
    expect(deployment(service, shows({ running: 4, settled: true }), mark)).toMatchObject({
      settled: true,
      result: { service: 'web', taskDefinition: 'web:7', running: 4 },
    });
  });

  it('fails at once when no hosts are wanted for it, unless others have some', () => {
    const none = { ...group, desired: 0, joined: 0, joining: 0 };
    const idle = shows({ running: 0, pending: 0, waitingFor: ['0 of 4'] });
    const without = { ...idle, groups: [none] };
    expect(deployment(service, without, mark).failed?.code).toBe('PlacementImpossible');
    expect(deployment(service, { ...without, foreignHosts: 1 }, mark).failed).toBeUndefined();
    expect(deployment(service, { ...idle, groups: [{ ...none, joining: 1 }] }, mark).failed).toBeUndefined();
  });

  it('fails when ECS rolled it back, and when it is deleted meanwhile', () => {
    const rolledBack = shows({ rolloutState: 'FAILED', waitingFor: ['service web was rolled back: 3 tasks failed'] });
    expect(deployment(service, rolledBack, mark).failed).toEqual({
      code: 'RolledBack',
      message: 'service web was rolled back: 3 tasks failed',
    });
    expect(deployment(undefined, undefined, mark).failed?.code).toBe('BeingDeleted');
  });
});

describe('Scaling to no hosts at all', () => {
  const policy = { healing: 'act', drainDeadlineSeconds: 1, onDrainDeadline: 'give-up' } as const;
  const none = stored({ spec: { groups: [aGroup({ count: 0 })], policy, tags: {} } });
  const web = {
    service: 'web',
    generation: 1,
    desired: 4,
    running: 2,
    pending: 0,
    rolloutState: 'COMPLETED',
    settled: false,
    waitingFor: [],
  };
  const busy = seen({ startedAt: 120_101, groups: [{ ...group, desired: 0 }], services: [web] });

  it('fails early when services keep their tasks there, and says what to do', () => {
    const { failed } = provisioning(none, busy, undefined, mark);
    expect(failed?.code).toBe('ClusterNotEmpty');
    expect(failed?.message).toContain('web');
    expect(failed?.message).toContain('Scale the services to 0');
  });

  it.each([
    { reason: 'the tasks may still be stopping', spec: none, observation: { ...busy, startedAt: 60_000 } },
    { reason: 'drains are forced', spec: stored(), observation: busy },
    { reason: 'no task is wanted', spec: none, observation: { ...busy, services: [{ ...web, desired: 0 }] } },
    { reason: 'another group has hosts', spec: none, observation: { ...busy, groups: [...busy.groups, group] } },
  ])('waits when $reason', ({ spec, observation }) => {
    expect(provisioning(spec, observation, undefined, mark).failed).toBeUndefined();
  });
});

describe('A change of a host', () => {
  const entry = (changes: Partial<Disruption>): readonly Ledger[] => {
    const disruption = {
      host: 'i-1',
      kind: 'replace',
      stage: 'wanted',
      operation: 'op',
      reason: 'because',
      ...changes,
    };
    return [
      { cluster: 'c', group: 'main', version: 1, nextLaunch: 1, launches: [], disruptions: [disruption as Disruption] },
    ];
  };
  const host = (changes: Partial<ContainerInstanceView> = {}) =>
    ({
      instanceId: 'i-1',
      status: 'ACTIVE',
      agentConnected: true,
      runningTasks: 0,
      pendingTasks: 0,
      ...changes,
    }) as ContainerInstanceView;
  const draining = host({ status: 'DRAINING', runningTasks: 2 });
  const full = seen({ groups: [{ ...group, joined: 3, joining: 0 }] });

  const cases: {
    reason: string;
    change: 'replace' | 'drain' | 'activate' | 'terminate';
    ledgers?: readonly Ledger[];
    registered?: ContainerInstanceView;
    observation?: Observation;
    is: 'settled' | 'under way' | string;
  }[] = [
    { reason: 'it waits for its turn', change: 'replace', ledgers: entry({}), registered: host(), is: 'under way' },
    {
      reason: 'it is being replaced by another request',
      change: 'replace',
      ledgers: entry({ operation: 'other' }),
      is: 'under way',
    },
    {
      reason: 'it goes anyway',
      change: 'replace',
      ledgers: entry({ operation: 'other', kind: 'terminate' }),
      is: 'under way',
    },
    {
      reason: 'somebody wants it active again',
      change: 'replace',
      ledgers: entry({ operation: 'other', kind: 'activate' }),
      registered: host(),
      is: 'GivenUp',
    },
    {
      reason: 'its time was up',
      change: 'replace',
      ledgers: entry({ stage: 'given-up' }),
      registered: draining,
      is: 'GivenUp',
    },
    { reason: 'it has gone, its place is empty', change: 'replace', observation: seen(), is: 'under way' },
    {
      reason: 'it has gone, nobody has looked since',
      change: 'replace',
      observation: { ...full, startedAt: 100 },
      is: 'under way',
    },
    { reason: 'it has gone, its place is taken', change: 'replace', observation: full, is: 'settled' },
    {
      reason: 'the entry is closed, the host is active',
      change: 'replace',
      registered: host(),
      observation: full,
      is: 'GivenUp',
    },
    {
      reason: 'it drains',
      change: 'drain',
      ledgers: entry({ kind: 'drain', stage: 'draining' }),
      registered: draining,
      is: 'under way',
    },
    {
      reason: 'it is drained',
      change: 'drain',
      ledgers: entry({ kind: 'drain', stage: 'drained' }),
      registered: draining,
      is: 'settled',
    },
    { reason: 'it was drained before', change: 'drain', registered: host({ status: 'DRAINING' }), is: 'settled' },
    { reason: 'there is nothing left to drain', change: 'drain', is: 'settled' },
    {
      reason: 'the entry is still there',
      change: 'activate',
      ledgers: entry({ kind: 'activate' }),
      registered: draining,
      is: 'under way',
    },
    { reason: 'it is active', change: 'activate', registered: host(), is: 'settled' },
    { reason: 'it is not shown as active yet', change: 'activate', registered: draining, is: 'under way' },
    { reason: 'there is no host to activate', change: 'activate', is: 'HostNotFound' },
    { reason: 'it is still registered', change: 'terminate', registered: draining, is: 'under way' },
    { reason: 'it has gone', change: 'terminate', is: 'settled' },
  ];
  it.each(cases)('$change: $reason → $is', ({ change, ledgers = [], registered, observation, is }) => {
    const found = hostChange(
      change,
      { host: 'i-1', operation: 'op', ledgers, registered, observation },
      { since: 100 },
    );
    expect(found.settled ? 'settled' : (found.failed?.code ?? 'under way')).toBe(is);
    if (is === 'under way') expect(found.waitingFor).not.toEqual([]);
  });

  it('says how many tasks a drain waits for', () => {
    const ledgers = entry({ kind: 'drain', stage: 'draining' });
    const { waitingFor } = hostChange(
      'drain',
      { host: 'i-1', operation: 'op', ledgers, registered: draining, observation: undefined },
      mark,
    );
    expect(waitingFor).toEqual(['i-1 drains: 2 tasks are still on it']);
  });
});

describe('Tasks', () => {
  const task = (id: string, changes: Partial<TaskView>) =>
    ({ id, lastStatus: 'PENDING', createdAt: 1, containers: [], ...changes }) as unknown as TaskView;
  const ran = task('a', { lastStatus: 'STOPPED', startedAt: 5, stoppedAt: 9 });
  const running = task('b', { lastStatus: 'RUNNING', startedAt: 5 });
  const never = task('c', {
    lastStatus: 'STOPPED',
    stopCode: 'TaskFailedToStart',
    stoppedReason: 'CannotPullContainerError',
  });

  it('have started when each has run, if only for a moment', () => {
    expect(tasksStart(['a', 'b'], [ran, running])).toMatchObject({ settled: true, progress: { done: 2, total: 2 } });
    expect(tasksStart(['a', 'x'], [ran])).toMatchObject({ settled: false, progress: { done: 1, total: 2 } });
  });

  it('fail when one never ran, once the others are known', () => {
    expect(tasksStart(['b', 'c', 'x'], [running, never])).not.toHaveProperty('failed');
    expect(tasksStart(['b', 'c'], [running, never]).failed).toEqual({
      code: 'TaskNeverStarted',
      message: 'Task c stopped before it ran. The image could not be pulled: CannotPullContainerError.',
    });
  });

  it('have stopped when ECS says so, we remember so, or nobody knows them any more', () => {
    expect(taskStop('b', running, undefined, true).settled).toBe(false);
    expect(taskStop('a', ran, undefined, false).settled).toBe(true);
    expect(taskStop('c', undefined, never, false)).toMatchObject({
      settled: true,
      result: { stoppedReason: 'CannotPullContainerError' },
    });
    expect(taskStop('x', undefined, undefined, true).settled).toBe(false);
    expect(taskStop('x', undefined, undefined, false).settled).toBe(true);
  });
});
