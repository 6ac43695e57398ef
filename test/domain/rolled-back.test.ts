import { describe, expect, it } from 'vitest';
import { foresee } from '../../shared/domain/foresee.ts';
import type { History } from '../../shared/domain/history.ts';
import { plan } from '../../shared/domain/plan.ts';
import type { ServiceView } from '../../shared/domain/snapshot.ts';
import { aServiceSpec, aServiceView, aStoredService } from '../support/service-sketches.ts';
import { aSituation, type HostSketch, minutes, now } from '../support/situations.ts';

type Deployment = ServiceView['deployments'][number];

const deployment = (id: string, changes: Partial<Deployment> = {}): Deployment => ({
  id,
  status: 'PRIMARY',
  taskDefinition: 'web:2',
  rolloutState: 'FAILED',
  rolloutStateReason: 'tasks failed to start',
  desired: 2,
  running: 0,
  pending: 0,
  failed: 3,
  createdAt: now - minutes(5),
  ...changes,
});
const before = deployment('ecs-svc/1', { taskDefinition: 'web:1', rolloutState: 'COMPLETED', createdAt: 0 });
const wish = { spec: aServiceSpec({ taskDefinition: 'web:2' }), generation: 2, writtenAt: now - minutes(6) };

const joined = (count: number): readonly HostSketch[] =>
  Array.from({ length: 3 }, (_, index) => ({ id: `i-${index}`, state: index < count ? 'joined' : 'away' }));

interface Moment {
  readonly at?: number;
  readonly view: Partial<ServiceView>;
  readonly hosts?: readonly HostSketch[];
  readonly history?: Partial<History>;
  readonly generation?: number;
}
const look = ({ at = now, view, hosts = joined(3), history = {}, generation = 2 }: Moment) =>
  aSituation({
    now: at,
    hosts,
    history,
    services: [aStoredService({ ...wish, generation })],
    world: { services: [aServiceView(view)], constraints: { web: [] } },
  });
const planned = (moment: Moment) => plan(look(moment));

const rolledBack = (id = 'ecs-svc/2'): Partial<ServiceView> => ({
  deployments: [before, deployment(id, { status: 'ACTIVE' })],
});
const gone: Partial<ServiceView> = { deployments: [before] };

describe('a rollout that ECS gave up while hosts were missing', () => {
  const { history } = planned({ view: rolledBack(), hosts: joined(1) });

  it('is not tried again while they are missing, and it says so', () => {
    const later = planned({ at: now + minutes(30), view: gone, hosts: joined(2), history });
    expect(later.actions.filter(({ subject }) => subject === 'web')).toEqual([]);
    expect(later.notes.join()).toContain('tried again when all hosts have joined: 2 of 3 have');
  });

  it('is tried again of ourselves five minutes later, once they are whole', () => {
    expect(planned({ at: now + minutes(4), view: gone, history }).actions).toEqual([]);
    const again = planned({ at: now + minutes(5), view: gone, history });
    expect(again.actions).toMatchObject([{ type: 'update-service', cause: 'automatic' }]);
    expect(again.actions[0]?.reason).toContain('web:2 is tried again (1 of 3)');
    expect(again.actions[0]?.reason).toContain('1 of 3 hosts could take tasks');
    const situation = look({ at: now + minutes(5), view: gone, history });
    expect(plan({ ...foresee(situation, again.actions), history: again.history }).actions).toEqual([]);
  });

  it('is tried three times at most, each time after a longer wait', () => {
    let remembered: History = history;
    let at = now;
    for (const [index, wait] of [5, 15, 60].entries()) {
      expect(planned({ at: at + minutes(wait - 1), view: gone, history: remembered }).actions).toEqual([]);
      const tried = planned({ at: at + minutes(wait), view: gone, history: remembered });
      expect(tried.actions.map(({ reason }) => reason).join()).toContain(`tried again (${index + 1} of 3)`);
      at += minutes(wait + 2);
      const under = { taskDefinition: 'web:2', deployments: [deployment('new', { rolloutState: 'IN_PROGRESS' })] };
      remembered = planned({ at, view: under, history: tried.history }).history;
      remembered = planned({ at, view: rolledBack(`try-${index}`), hosts: joined(2), history: remembered }).history;
    }
    const over = planned({ at: at + minutes(1_000), view: gone, history: remembered });
    expect(over.actions).toEqual([]);
    expect(over.notes.join()).toContain('put it again');
  });

  it('is forgotten when it has gone well at last', () => {
    const complete = { taskDefinition: 'web:2', deployments: [deployment('new', { rolloutState: 'COMPLETED' })] };
    expect(planned({ at: now + minutes(7), view: complete, history }).history.rolledBack).toEqual({});
  });

  it('counts as such too when hosts came only after its tasks had been refused', () => {
    const event = { id: 'e', at: now - minutes(4), message: '(service web) was unable to place a task because …' };
    const [instance] = look({ view: {} }).world.containerInstances;
    const situation = look({ view: { ...rolledBack(), events: [event] } });
    const late = { ...instance!, registeredAt: now - minutes(1) };
    const containerInstances = [late, ...situation.world.containerInstances.slice(1)];
    const seen = plan({ ...situation, world: { ...situation.world, containerInstances } });
    expect(seen.history.rolledBack['web']?.lacked).toContain('hosts came or went');
    expect(plan(situation).history.rolledBack['web']?.lacked).toBeUndefined();
  });
});

describe('a rollout that ECS gave up on whole clusters', () => {
  const { history, notes } = planned({ view: rolledBack() });

  it('is not tried again of ourselves', () => {
    expect(notes.join()).toContain('put it again for another try');
    expect(planned({ at: now + minutes(500), view: gone, history }).actions).toEqual([]);
  });

  it('is tried again when somebody puts it again, and an old failure is not held against that', () => {
    expect(planned({ view: rolledBack(), history, generation: 3 }).actions).toMatchObject([{ type: 'update-service' }]);
  });
});

describe('the first rollout of a service, which has nothing to go back to', () => {
  const stuck: Partial<ServiceView> = { taskDefinition: 'web:2', running: 0, deployments: [deployment('ecs-svc/1')] };

  it('begins anew when somebody puts it again: ECS starts no tasks of the failed one', () => {
    const { history, actions, settling } = planned({ view: stuck });
    expect(actions).toEqual([]);
    expect(settling.services[0]?.rolloutState).toBe('FAILED');
    const again = planned({ view: stuck, history, generation: 3 });
    expect(again.actions).toMatchObject([{ type: 'update-service', anew: true }]);
    const situation = look({ view: stuck, history: again.history, generation: 3 });
    expect(plan(foresee(situation, again.actions)).actions).toEqual([]);
  });
});

describe('a rollout whose failed deployment nobody has seen', () => {
  const message = '(service web) (deployment ecs-svc/7) deployment failed: tasks failed to start.';
  const told = (at: number, changes: Partial<ServiceView> = {}): Partial<ServiceView> => ({
    deployments: [before],
    events: [{ id: '1', at, message }],
    ...changes,
  });

  it('is given up by ECS’s message, and not asked for again at once', () => {
    const { actions, notes, history } = planned({ view: told(now - minutes(5)) });
    expect(actions).toEqual([]);
    expect(notes).toContain('service web stays at web:1: tasks failed to start; put it again for another try');
    const later = planned({ at: now + minutes(30), view: told(now - minutes(5)), history });
    expect(later.history.rolledBack).toEqual(history.rolledBack);
  });

  it('is asked for when the message is older than the wish', () => {
    expect(planned({ view: told(now - minutes(7)) }).actions).toMatchObject([{ type: 'update-service' }]);
  });

  it('is no failure of what runs as it is wanted', () => {
    const done = { ...before, taskDefinition: 'web:2' };
    const view = told(now - minutes(5), { taskDefinition: 'web:2', deployments: [done] });
    expect(planned({ view }).history.rolledBack).toEqual({});
  });

  it('is remembered while ECS tells of it, so that it is not held against the next try', () => {
    const { history } = planned({ view: told(now - minutes(5)) });
    const again = planned({ view: told(now - minutes(5)), history, generation: 3 });
    expect(again.actions).toMatchObject([{ type: 'update-service', cause: 'requested' }]);
  });
});
