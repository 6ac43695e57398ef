import { describe, expect, it } from 'vitest';
import { plan } from '../../shared/domain/plan.ts';
import { serviceDifferences } from '../../shared/domain/service-differences.ts';
import type { ServiceView } from '../../shared/domain/snapshot.ts';
import type { StoredService } from '../../shared/domain/spec.ts';
import { aServiceSpec, aServiceView, aStoredService } from '../support/service-sketches.ts';
import { aSituation, minutes, now, type Sketch } from '../support/situations.ts';

const hosts = ['i-1', 'i-2', 'i-3'].map((id) => ({ id }));
const situation = (service: Partial<StoredService>, view: Partial<ServiceView> | undefined, sketch: Sketch = {}) =>
  aSituation({
    hosts,
    services: [aStoredService(service)],
    world: { services: view === undefined ? [] : [aServiceView(view)], constraints: { web: [] } },
    ...sketch,
  });
const planned = (...args: Parameters<typeof situation>) => plan(situation(...args)).actions.map(({ type }) => type);

const token = (service: Partial<StoredService>, at = now): string | undefined => {
  const [action] = plan(situation(service, undefined, { now: at })).actions;
  return action?.type === 'create-service' ? action.clientToken : undefined;
};

describe('a service', () => {
  it('is created under the same token when that is tried again, and under another one when it is made anew', () => {
    const writtenAt = now - minutes(30);
    expect(token({ writtenAt }, now + 1_000)).toBe(token({ writtenAt }));
    expect(token({ writtenAt: now - minutes(5) })).not.toBe(token({ writtenAt }));
    expect(token({ writtenAt })).toMatch(/^[0-9a-f]{32}$/);
  });

  it.each<{ reason: string; joined: number; joining: number; service?: Partial<StoredService>; waits: boolean }>([
    { reason: 'all hosts have joined', joined: 3, joining: 0, waits: false },
    { reason: 'none has', joined: 0, joining: 3, waits: true },
    { reason: 'most have not', joined: 1, joining: 2, waits: true },
    { reason: 'most have', joined: 2, joining: 1, waits: false },
    {
      reason: 'it runs on whatever host joins',
      joined: 0,
      joining: 3,
      service: { spec: aServiceSpec({ scheduling: 'DAEMON' }) },
      waits: false,
    },
    {
      reason: 'it has waited long enough',
      joined: 0,
      joining: 3,
      service: { writtenAt: now - minutes(15) },
      waits: false,
    },
  ])('that was just asked for waits for hosts unless … $reason', ({ joined, joining, service, waits }) => {
    const some = (count: number, state: 'joined' | 'joining') =>
      Array.from({ length: count }, (_, index) => ({ id: `i-${state}-${index}`, state, launchedAt: now - minutes(1) }));
    const { actions, settling } = plan(
      situation({ writtenAt: now - minutes(1), ...service }, undefined, {
        hosts: [...some(joined, 'joined'), ...some(joining, 'joining')],
      }),
    );
    expect(actions.some(({ type }) => type === 'create-service')).toBe(!waits);
    if (waits) expect(settling.waitingFor.join()).toContain(`${joined} of 3 have`);
  });

  it.each<{
    reason: string;
    service?: Partial<StoredService>;
    view?: Partial<ServiceView>;
    absent?: boolean;
    actions: readonly string[];
  }>([
    { reason: 'it is as wished', actions: [] },
    { reason: 'it does not exist', absent: true, actions: ['create-service'] },
    {
      reason: 'another revision is wished',
      service: { spec: aServiceSpec({ taskDefinition: 'web:2' }) },
      actions: ['update-service'],
    },
    {
      reason: 'more tasks are wished',
      service: { spec: aServiceSpec({ desiredCount: 9 }) },
      actions: ['update-service'],
    },
    { reason: 'it is parked', service: { spec: aServiceSpec({ desiredCount: 0 }) }, actions: ['update-service'] },
    {
      reason: 'the placement differs',
      service: { spec: aServiceSpec({ placement: { name: 'one-per-host' } }) },
      actions: ['update-service'],
    },
    { reason: 'somebody changed its count by hand', view: { desired: 5 }, actions: ['update-service'] },
    { reason: 'its tasks are still starting', view: { running: 0, pending: 2 }, actions: [] },
    { reason: 'it is to be deleted', service: { deleting: { cascade: false } }, actions: ['delete-service'] },
    {
      reason: 'it is being deleted',
      service: { deleting: { cascade: false } },
      view: { status: 'DRAINING' },
      actions: [],
    },
    {
      reason: 'it has been deleted',
      service: { deleting: { cascade: false } },
      absent: true,
      actions: ['forget-service'],
    },
    { reason: 'a namesake is still draining', view: { status: 'DRAINING' }, actions: [] },
    { reason: 'a namesake is not ours', view: { tags: {}, desired: 7 }, actions: [] },
    {
      reason: 'a namesake that is to be deleted is not ours',
      service: { deleting: { cascade: false } },
      view: { tags: {} },
      actions: ['forget-service'],
    },
    {
      reason: 'it would have to change its kind, which ECS cannot',
      service: { spec: aServiceSpec({ scheduling: 'DAEMON' }) },
      actions: [],
    },
  ])('$actions when $reason', ({ service = {}, view = {}, absent = false, actions }) => {
    expect(planned(service, absent ? undefined : view)).toEqual(actions);
  });

  it('is not created while what its task may do cannot be read', () => {
    expect(planned({}, undefined, { world: { services: [], constraints: {} } })).toEqual([]);
  });

  it('that ECS rolled back is not deployed again, until another spec is put', () => {
    const failed = {
      id: 'ecs-svc/2',
      status: 'ACTIVE',
      taskDefinition: 'web:2',
      rolloutState: 'FAILED',
      rolloutStateReason: 'tasks failed to start',
      desired: 2,
      running: 0,
      pending: 0,
      failed: 3,
      createdAt: now - minutes(5),
    };
    const rolledBack = { deployments: [...aServiceView().deployments, failed] };
    const service = { spec: aServiceSpec({ taskDefinition: 'web:2' }), generation: 2, writtenAt: now - minutes(6) };
    const first = plan(situation(service, rolledBack));
    expect(first.actions).toEqual([]);
    expect(first.settling.services[0]).toMatchObject({ rolloutState: 'FAILED', settled: false });
    expect(first.settling.services[0]?.waitingFor.join()).toContain('tasks failed to start');
    // ECS forgets the failed deployment; we do not.
    const { history } = first;
    expect(planned(service, {}, { history })).toEqual([]);
    expect(planned({ ...service, generation: 3, writtenAt: now }, rolledBack, { history })).toEqual(['update-service']);
  });

  it('is settled when one deployment is complete and every task runs', () => {
    expect(plan(situation({}, {})).settling).toMatchObject({
      settled: true,
      services: [{ settled: true, running: 2 }],
    });
    const rolling = { deployments: aServiceView().deployments.map((one) => ({ ...one, rolloutState: 'IN_PROGRESS' })) };
    expect(plan(situation({}, rolling)).settling.settled).toBe(false);
    expect(plan(situation({}, { running: 1 })).settling.settled).toBe(false);
  });

  it('that once was settled is created again on our own account, which observers hold back', () => {
    const { actions } = plan(situation({}, undefined, { history: { settledServices: { web: 1 } } }));
    expect(actions).toMatchObject([{ type: 'create-service', cause: 'automatic' }]);
    expect(actions[0]?.reason).toContain('created again');
  });
});

describe('differences of a service', () => {
  it.each<{ reason: string; view: Partial<ServiceView>; same: boolean }>([
    {
      reason: 'ECS writes binpack fields in capitals',
      view: { placementStrategies: [{ type: 'binpack', field: 'MEMORY' }] },
      same: true,
    },
    { reason: 'another field', view: { placementStrategies: [{ type: 'binpack', field: 'cpu' }] }, same: false },
    { reason: 'a further constraint', view: { placementConstraints: [{ type: 'distinctInstance' }] }, same: false },
  ])('sees $reason as the same: $same', ({ view, same }) => {
    const spec = aServiceSpec({ placement: { name: 'binpack' } });
    const found = serviceDifferences(
      aServiceView({ placementStrategies: [{ type: 'binpack', field: 'memory' }], ...view }),
      spec,
      [],
    );
    expect(found.length === 0).toBe(same);
  });

  it('ignores that ECS spreads a service without strategies over the zones', () => {
    const spec = aServiceSpec({ placement: { name: 'one-per-host' } });
    const view = aServiceView({
      placementStrategies: [{ type: 'spread', field: 'attribute:ecs.availability-zone' }],
      placementConstraints: [{ type: 'distinctInstance' }],
    });
    expect(serviceDifferences(view, spec, [])).toEqual([]);
  });
});
