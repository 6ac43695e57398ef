import { describe, expect, it } from 'vitest';
import { type PlanCase, planned, three } from '../../support/planned.ts';
import { aDisruption, aGroup, minutes, now } from '../../support/situations.ts';

describe('what people ask for', () => {
  const wanted = (kind: 'drain' | 'replace' | 'terminate' | 'activate') => [aDisruption({ host: 'i-3', kind })];
  const busy = three.map((host) => ({ ...host, tasks: 2 }));
  it.each<PlanCase>([
    {
      reason: 'replace launches first',
      sketch: { hosts: busy, disruptions: wanted('replace') },
      actions: ['enter i-3 replace launching', 'launch 1 t3.medium us-east-1c'],
    },
    {
      reason: 'replace waits until the new host has joined',
      sketch: {
        hosts: [...busy, { id: 'i-4', state: 'joining', launchedAt: now }],
        disruptions: [aDisruption({ host: 'i-3', kind: 'replace', stage: 'launching' })],
      },
      actions: [],
    },
    {
      reason: 'replace drains once the new host has joined',
      sketch: {
        hosts: [...busy, { id: 'i-4' }],
        disruptions: [aDisruption({ host: 'i-3', kind: 'replace', stage: 'launching' })],
      },
      actions: ['enter i-3 replace draining', 'DRAINING i-3'],
    },
    {
      reason: 'replace gives up when no replacement joins in time, and the host stays',
      sketch: {
        hosts: [...busy, { id: 'i-4', state: 'joining', launchedAt: now }],
        disruptions: [aDisruption({ host: 'i-3', kind: 'replace', stage: 'launching', deadline: now })],
      },
      actions: ['enter i-3 replace given-up', 'enter i-4 terminate terminating', 'terminate i-4'],
    },
    {
      reason: 'a group without surge is emptied before it is filled again',
      sketch: { groups: [aGroup({ surge: 0 })], hosts: busy, disruptions: wanted('replace') },
      actions: ['enter i-3 replace draining', 'DRAINING i-3'],
    },
    {
      reason: 'a drain keeps the host and launches no other',
      sketch: { hosts: busy, disruptions: wanted('drain') },
      actions: ['enter i-3 drain draining', 'DRAINING i-3'],
    },
    {
      reason: 'a drained host stays drained',
      sketch: {
        hosts: [...busy.slice(0, 2), { id: 'i-3', state: 'draining' }],
        disruptions: [aDisruption({ host: 'i-3', kind: 'drain', stage: 'draining' })],
      },
      actions: ['enter i-3 drain drained'],
    },
    {
      reason: 'a drain is given up at its deadline, and the host takes tasks again',
      sketch: {
        hosts: [...busy.slice(0, 2), { id: 'i-3', state: 'draining', tasks: 1 }],
        disruptions: [aDisruption({ host: 'i-3', kind: 'drain', stage: 'draining', deadline: now })],
      },
      actions: ['enter i-3 drain given-up', 'ACTIVE i-3'],
    },
    {
      reason: 'a drain is forced at its deadline where the policy says so',
      sketch: {
        policy: { onDrainDeadline: 'force' },
        hosts: [...busy, { id: 'i-4', state: 'draining', tasks: 1 }],
        disruptions: [aDisruption({ host: 'i-4', kind: 'replace', stage: 'draining', deadline: now })],
      },
      actions: ['enter i-4 replace terminating', 'terminate i-4'],
    },
    {
      reason: 'terminate is forceful, and the replacement is launched at the same time',
      sketch: { hosts: busy, disruptions: wanted('terminate') },
      actions: ['enter i-3 terminate terminating', 'terminate i-3', 'launch 1 t3.medium us-east-1c'],
    },
    {
      reason: 'activate undoes a drain',
      sketch: { hosts: [...busy.slice(0, 2), { id: 'i-3', state: 'draining' }], disruptions: wanted('activate') },
      actions: ['ACTIVE i-3', 'close i-3'],
    },
    {
      reason: 'a host that is gone leaves ECS and the ledger',
      sketch: {
        hosts: [...busy, { id: 'i-4', state: 'terminated', registered: true }],
        disruptions: [aDisruption({ host: 'i-4', kind: 'replace', stage: 'terminating' })],
      },
      actions: ['deregister i-4', 'close i-4'],
    },
    {
      reason: 'a termination that EC2 does not show yet is not repeated',
      sketch: {
        hosts: [...busy, { id: 'i-4', state: 'draining' }],
        disruptions: [aDisruption({ host: 'i-4', kind: 'replace', stage: 'terminating', stageAt: now - 30_000 })],
      },
      actions: [],
    },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });

  it('does not take a host that ECS lists nowhere for a moment for an empty one', () => {
    const joined = { group: 'main', outcome: 'joined', at: now - minutes(60) } as const;
    const sketch = {
      hosts: [...busy, { id: 'i-4', state: 'joining' as const, launchedAt: now - minutes(60) }],
      disruptions: [aDisruption({ host: 'i-4', kind: 'remove', stage: 'draining' })],
    };
    const history = (since: number) => ({ fates: { 'i-4': joined }, unregisteredSince: { 'i-4': since } });
    expect(planned({ ...sketch, history: history(now - 1_000) })).toEqual([]);
    expect(planned({ ...sketch, history: history(now - minutes(2)) })).toEqual([
      'enter i-4 remove terminating',
      'terminate i-4',
    ]);
  });

  it('does not end a host that ECS lists nowhere for a moment where it would only begin to empty it', () => {
    const sketch = {
      hosts: [...busy, { id: 'i-4', state: 'joining' as const, launchedAt: now - minutes(60) }],
      history: { fates: { 'i-4': { group: 'main', outcome: 'joined', at: now - minutes(59) } as const } },
    };
    for (const kind of ['remove', 'replace'] as const)
      for (const stage of ['wanted', 'launching'] as const)
        expect(planned({ ...sketch, disruptions: [aDisruption({ host: 'i-4', kind, stage })] })).toEqual([]);
  });

  it('keeps to the brake: one of three at a time', () => {
    const disruptions = ['i-1', 'i-2'].map((host) => aDisruption({ host, kind: 'replace' as const }));
    expect(planned({ hosts: busy, disruptions })).toEqual([
      'enter i-1 replace launching',
      'launch 1 t3.medium us-east-1a',
    ]);
  });

  it('replaces two of twenty with a surge of one, one after the other, and never waits for ever', () => {
    const hosts = Array.from({ length: 20 }, (_, index) => ({ id: `i-${index}`, tasks: 1 }));
    const launching = (host: string) => aDisruption({ host, kind: 'replace', stage: 'launching' });
    const sketch = { groups: [aGroup({ count: 20 })], disruptions: [launching('i-0'), launching('i-1')] };
    expect(planned({ ...sketch, hosts: [...hosts, { id: 'i-new', tasks: 0 }] })).toEqual([
      'enter i-0 replace draining',
      'DRAINING i-0',
    ]);
  });
});
