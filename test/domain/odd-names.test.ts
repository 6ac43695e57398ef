import { describe, expect, it } from 'vitest';
import { plan } from '../../shared/domain/plan.ts';
import { aServiceView, aStoredService } from '../support/service-sketches.ts';
import { aGroup, aSituation } from '../support/situations.ts';

/** ECS takes them, and every JavaScript object inherits something of that name. */
const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];

describe.each(names)('what people name %s', (name) => {
  const service = aStoredService({ service: name });
  const view = aServiceView({ name });

  it('is a service like any other', () => {
    const settled = plan(aSituation({ hosts: [], services: [service], world: { services: [view] }, groups: [] }));
    expect(settled.actions).toEqual([]);
    const gone = plan(aSituation({ hosts: [], services: [service], groups: [] })).actions;
    expect(gone).toMatchObject([{ type: 'create-service', service: name, cause: 'requested' }]);
  });

  it('goes with its cluster, when nothing more is read of it', () => {
    const world = { services: [view], constraints: {} };
    const { actions } = plan(aSituation({ deleting: { cascade: true }, services: [service], world }));
    expect(actions).toMatchObject([{ type: 'delete-service', service: name }]);
  });

  it('is a host group like any other, of which nothing is known yet', () => {
    const world = { configs: {}, ingredients: {} };
    const { actions } = plan(aSituation({ groups: [aGroup({ name })], world }));
    expect(actions.map(({ type }) => type)).toEqual(['write-config']);
  });
});

it('a service that is not ours keeps nothing of ours from being forgotten', () => {
  const world = { services: [aServiceView({ tags: {} })] };
  const deleted = aStoredService({ deleting: { cascade: false } });
  expect(plan(aSituation({ groups: [], services: [deleted], world })).actions).toMatchObject([
    { type: 'forget-service', service: 'web' },
  ]);
  const { actions } = plan(aSituation({ deleting: { cascade: true }, services: [aStoredService()], world }));
  expect(actions.map(({ type }) => type)).not.toContain('delete-service');
  expect(actions[0]).toMatchObject({ type: 'forget-service', service: 'web' });
});
