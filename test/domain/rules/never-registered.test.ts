import { describe, expect, it } from 'vitest';
import { plan } from '../../../shared/domain/plan.ts';
import { inShort, planned, three } from '../../support/planned.ts';
import { aGroup, aSituation, type HostSketch, minutes, now } from '../../support/situations.ts';

describe('hosts that never join', () => {
  const overdue: HostSketch = { id: 'i-3', state: 'joining', zone: 'c', launchedAt: now - minutes(15) };

  it('are terminated after 15 minutes, and replaced', () => {
    expect(planned({ hosts: [...three.slice(0, 2), overdue] })).toEqual([
      'enter i-3 terminate terminating',
      'terminate i-3',
      'launch 1 t3.medium us-east-1c',
    ]);
  });

  it('are terminated even when none of a new group has joined', () => {
    const hosts = ['i-1', 'i-2', 'i-3'].map((id) => ({ ...overdue, id }));
    expect(planned({ hosts }).filter((action) => action.startsWith('terminate'))).toHaveLength(3);
  });

  it('are kept while so many agents are away that the hosts are likely not the reason', () => {
    const group = aGroup({ count: 5 });
    const hosts: HostSketch[] = [
      ...['i-1', 'i-2'].map((id) => ({ id, zone: 'a' })),
      ...['i-4', 'i-5'].map((id) => ({ id, zone: 'b', state: 'away' as const })),
      overdue,
    ];
    const history = { agentAwaySince: { 'i-4': now - minutes(20), 'i-5': now - minutes(20) } };
    expect(planned({ groups: [group], hosts, history }).filter((action) => /terminate|DRAINING/.test(action))).toEqual(
      [],
    );
  });

  it('make a group wait, when half of the last four launches failed: 15, 30, then 60 minutes', () => {
    const gone = (id: string): HostSketch => ({ id, state: 'terminated', zone: 'c' });
    const first = plan(aSituation({ hosts: [...three.slice(0, 1), gone('i-8'), gone('i-9')] }));
    expect(first.actions).toEqual([]);
    const backOff = first.history.backOff['main'];
    expect(backOff).toMatchObject({ until: now + minutes(15), step: 0 });
    expect(first.notes.join()).toContain('never joined');

    const later = now + minutes(16);
    const history = first.history;
    const probe = plan(aSituation({ hosts: [...three.slice(0, 1), gone('i-8'), gone('i-9')], history, now: later }));
    expect(probe.actions.map(inShort)).toHaveLength(1);
    expect(probe.actions.map(inShort)[0]).toMatch(/^launch 1 /);

    const failing = [...three.slice(0, 1), gone('i-8'), gone('i-9')];
    const straggler = { ...gone('i-10'), launchedAt: now - minutes(14) };
    const straggled = plan(aSituation({ hosts: [...failing, straggler], history, now: now + minutes(1) }));
    expect(straggled.history.backOff['main']).toEqual(backOff);

    const failedProbe = { ...gone('i-11'), launchedAt: later };
    const muchLater = later + minutes(15);
    const failedAgain = plan(aSituation({ hosts: [...failing, failedProbe], history, now: muchLater }));
    expect(failedAgain.history.backOff['main']).toMatchObject({ until: muchLater + minutes(30), step: 1 });
  });

  it('are tried one at a time: no probe is launched by the plan that ends the last one', () => {
    const backOff = { main: { until: now - minutes(15), step: 0, reason: 'x', launching: '1/1' } };
    const fates = { 'i-9': { group: 'main', outcome: 'failed' as const, at: now - minutes(60) } };
    expect(planned({ hosts: [overdue], history: { backOff, fates } })).toEqual([
      'enter i-3 terminate terminating',
      'terminate i-3',
    ]);
  });

  it('are forgiven when a probe joins, and at once for a new spec', () => {
    const backOff = { main: { until: now + minutes(10), step: 1, reason: 'x', launching: '1/1' } };
    const joined = plan(aSituation({ hosts: three.slice(0, 1), history: { backOff } }));
    expect(joined.history.backOff).toEqual({});
    const fates = { 'i-1': { group: 'main', outcome: 'joined' as const, at: 0 } };
    const known = { hosts: three.slice(0, 1), history: { backOff, fates } };
    expect(planned(known)).toEqual([]);
    expect(planned({ ...known, generation: 2 })).toHaveLength(2);
  });
});

describe('a host that had joined and was deregistered by hand', () => {
  const joined = Object.fromEntries(three.map(({ id }) => [id, { group: 'main', outcome: 'joined' as const, at: 0 }]));
  const lost: readonly HostSketch[] = [...three.slice(0, 2), { id: 'i-3', state: 'joining', zone: 'c' }];

  it('is not taken for one that never joined, and one answer without it ends nothing', () => {
    const first = plan(aSituation({ hosts: lost, history: { fates: joined } }));
    expect(first.actions).toEqual([]);
    expect(first.settling.waitingFor).toEqual(['i-3 had joined, and is not registered any more']);
    expect(first.history.unregisteredSince).toEqual({ 'i-3': now });
    const listedAgain = plan(aSituation({ hosts: three, history: first.history, now: now + minutes(1) }));
    expect(listedAgain.history.unregisteredSince).toEqual({});
  });

  it('is terminated and replaced after five minutes, says so, and is no reason to back off', () => {
    const history = { fates: joined, unregisteredSince: { 'i-3': now } };
    expect(planned({ hosts: lost, history, now: now + minutes(4) })).toEqual([]);
    const later = plan(aSituation({ hosts: lost, history, now: now + minutes(5) }));
    expect(later.actions.map(inShort)).toEqual([
      'enter i-3 terminate terminating',
      'terminate i-3',
      'launch 1 t3.medium us-east-1c',
    ]);
    expect(later.actions[0]).toMatchObject({
      rule: 'disruption-deregistered',
      reason: 'i-3 had joined, and was deregistered under us',
      cause: 'automatic',
    });
    expect(later.history.backOff).toEqual({});
  });
});
