import { describe, expect, it } from 'vitest';
import { plan } from '../../shared/domain/plan.ts';
import type { Situation } from '../../shared/domain/situation.ts';
import type { TaskView } from '../../shared/domain/snapshot.ts';
import { aServiceView, aStoredService } from '../support/service-sketches.ts';
import { aDisruption, aLedger, aSituation, minutes, now, type Sketch } from '../support/situations.ts';

const deleting = { cascade: true };
const types = (situation: Situation) => plan(situation).actions.map(({ type }) => type);
const bare: Sketch = { deleting, ledgers: [], world: { configs: {} } };
const task = (id: string, host: string): TaskView => ({
  arn: `arn:aws:ecs:us-east-1:000000000000:task/c/${id}`,
  id,
  taskDefinition: 'web:1',
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  group: 'family:web',
  containerInstanceArn: `arn:aws:ecs:us-east-1:000000000000:container-instance/c/${host}`,
  createdAt: now,
  version: 1,
  containers: [],
});

describe('the deletion of a cluster', () => {
  it('begins with the services, and touches no host before they are gone', () => {
    const sketch: Sketch = { deleting, hosts: [{ id: 'i-1', tasks: 2 }], services: [aStoredService()] };
    const situation = aSituation({ ...sketch, world: { services: [aServiceView()] } });
    expect(types(situation)).toEqual(['delete-service']);
    expect(types(aSituation({ ...sketch, world: { services: [aServiceView({ status: 'DRAINING' })] } }))).toEqual([]);
  });

  it('waits when it does not cascade and there are services', () => {
    const sketch: Sketch = { deleting: { cascade: false }, hosts: [{ id: 'i-1' }], services: [aStoredService()] };
    const { actions, notes } = plan(aSituation({ ...sketch, world: { services: [aServiceView()] } }));
    expect(actions).toEqual([]);
    expect(notes.join()).toContain('does not cascade');
  });

  it('deletes services with our tags whose spec is lost', () => {
    expect(types(aSituation({ deleting, world: { services: [aServiceView()] } }))).toEqual(['delete-service']);
  });

  it('then stops the tasks and drains every host at once', () => {
    const hosts = [
      { id: 'i-1', tasks: 1 },
      { id: 'i-2', tasks: 1 },
    ];
    const world = { tasks: [task('t-1', 'i-1'), task('t-2', 'i-2'), task('t-3', 'i-foreign')] };
    const { actions } = plan(aSituation({ deleting, hosts, world }));
    expect(actions.filter(({ type }) => type === 'stop-task').map(({ subject }) => subject)).toEqual(['t-1', 't-2']);
    expect(actions.filter(({ type }) => type === 'set-status')).toHaveLength(2);
    expect(actions.filter(({ type }) => type === 'terminate')).toEqual([]);
  });

  it('terminates hosts that are empty, and by force those whose deadline has passed', () => {
    const hosts = [
      { id: 'i-1', state: 'draining' as const },
      { id: 'i-2', state: 'draining' as const, tasks: 1 },
      { id: 'i-3', state: 'draining' as const, tasks: 1 },
    ];
    const leaving = (host: string, deadline: number) =>
      aDisruption({ host, kind: 'remove', cause: 'cluster-deleted', stage: 'draining', deadline });
    const disruptions = [leaving('i-1', now + 1), leaving('i-2', now + minutes(5)), leaving('i-3', now)];
    const terminated = plan(aSituation({ deleting, hosts, disruptions })).actions.filter(
      ({ type }) => type === 'terminate',
    );
    expect(terminated.map(({ subject }) => subject)).toEqual(['i-1', 'i-3']);
  });

  it('then forgets the groups, with their parameters', () => {
    const { actions } = plan(aSituation({ deleting, ledgers: [aLedger()] }));
    expect(actions).toMatchObject([
      { type: 'forget-group', parameters: ['/quaymaster/test/clusters/c/groups/main/ecs.config'] },
    ]);
  });

  it('and at last the ECS cluster and the spec', () => {
    expect(types(aSituation(bare))).toEqual(['delete-cluster', 'forget-cluster']);
  });

  it.each<{ reason: string; change: (situation: Situation) => Situation['world'] }>([
    {
      reason: 'does not carry our tags',
      change: ({ world }) => ({ ...world, cluster: { ...world.cluster!, tags: {} } }),
    },
    {
      reason: 'has a service that is not ours',
      change: ({ world }) => ({ ...world, services: [aServiceView({ tags: {} })] }),
    },
    {
      reason: 'has a host that is not ours',
      change: ({ world }) => ({
        ...world,
        containerInstances: aSituation({ hosts: [{ id: 'mi-1' }] }).world.containerInstances,
      }),
    },
  ])('leaves an ECS cluster that $reason', ({ change }) => {
    const situation = aSituation(bare);
    expect(types({ ...situation, world: change(situation) })).toEqual(['forget-cluster']);
  });

  it('happens to no cluster that nobody asked to delete, however empty its world looks', () => {
    const { deleting: _, ...alive } = bare;
    expect(types(aSituation(alive))).not.toContain('forget-cluster');
  });
});
