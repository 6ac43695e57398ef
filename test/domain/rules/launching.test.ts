import { describe, expect, it } from 'vitest';
import { plan } from '../../../shared/domain/plan.ts';
import { type PlanCase, planned, three } from '../../support/planned.ts';
import { aGroup, aLaunch, aLedger, aSituation, minutes, now, offerings } from '../../support/situations.ts';

describe('a new cluster', () => {
  it('is created, configured and given its hosts, one per zone, in one plan', () => {
    const actions = planned({
      generation: 1,
      ledgers: [],
      history: { settledGeneration: 0 },
      world: { cluster: undefined as never, configs: {} },
    });
    expect(actions).toEqual([
      'create-cluster c',
      'write-config main',
      'launch 1 t3.medium us-east-1a',
      'launch 1 t3.medium us-east-1b',
      'launch 1 t3.medium us-east-1c',
    ]);
  });

  it('launches with everything that a host needs to boot, and the full tags', () => {
    const [launch] = plan(aSituation({ ledgers: [], world: { configs: {} } })).actions.filter(
      (action) => action.type === 'launch',
    );
    expect(launch?.launch).toMatchObject({
      number: 1,
      state: 'open',
      request: {
        count: 1,
        configVersion: '/quaymaster/test/clusters/c/groups/main/ecs.config:1',
        instanceProfile: 'quaymaster-test-hosts',
        tags: {
          Name: 'c/main',
          'quaymaster:stack': 'quaymaster-test',
          'quaymaster:cluster': 'c',
          'quaymaster:group': 'main',
          'quaymaster:launch': '1',
          'quaymaster:config': '/quaymaster/test/clusters/c/groups/main/ecs.config:1',
        },
      },
    });
    expect(launch?.launch.request.clientToken).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(launch?.launch.request.userData ?? '', 'base64').toString()).toContain('#!/bin/bash');
  });

  it('asks for many hosts with one call per offering, of at most a hundred', () => {
    expect(planned({ groups: [aGroup({ count: 450 })], ledgers: [] })).toEqual([
      'launch 100 t3.medium us-east-1a',
      'launch 50 t3.medium us-east-1a',
      'launch 100 t3.medium us-east-1b',
      'launch 50 t3.medium us-east-1b',
      'launch 100 t3.medium us-east-1c',
      'launch 50 t3.medium us-east-1c',
    ]);
  });
});

describe('hosts that are missing', () => {
  it.each<PlanCase>([
    { reason: 'nothing is missing', sketch: { hosts: three }, actions: [] },
    {
      reason: 'one is missing, in the zone that lacks it',
      sketch: { hosts: three.slice(0, 2) },
      actions: ['launch 1 t3.medium us-east-1c'],
    },
    {
      reason: 'an open launch counts, with its outcome still unknown',
      sketch: {
        hosts: three.slice(0, 2),
        ledgers: [aLedger({ launches: [aLaunch({ number: 7, state: 'open' })] })],
      },
      actions: [],
    },
    {
      reason: 'what EC2 has answered and does not show yet counts',
      sketch: {
        hosts: three.slice(0, 2),
        ledgers: [aLedger({ launches: [aLaunch({ number: 7, settledAt: now - 10_000, instanceIds: ['i-9'] })] })],
      },
      actions: [],
    },
    {
      reason: 'what EC2 has launched lately counts even if it denies it, as its answers may be old',
      sketch: {
        hosts: three.slice(0, 2),
        ledgers: [aLedger({ launches: [aLaunch({ number: 7, settledAt: now - minutes(29), instanceIds: ['i-9'] })] })],
        history: { unseenSince: { 'i-9': now - minutes(29) } },
        world: { denied: ['i-9'] },
      },
      actions: [],
    },
    {
      reason: 'what is missing from an answer counts',
      sketch: {
        hosts: three.slice(0, 2),
        ledgers: [aLedger({ launches: [aLaunch({ number: 7, instanceIds: ['i-1', 'i-2', 'i-9'] })] })],
        history: { unseenSince: { 'i-9': now - minutes(5) } },
      },
      actions: [],
    },
    {
      reason: 'what EC2 denies, asked by its id, does not count any more',
      sketch: {
        hosts: three.slice(0, 2),
        ledgers: [aLedger({ launches: [aLaunch({ number: 7, instanceIds: ['i-1', 'i-2', 'i-9'] })] })],
        history: { unseenSince: { 'i-9': now - minutes(1) } },
        world: { denied: ['i-9'] },
      },
      actions: ['launch 1 t3.medium us-east-1c'],
    },
    {
      reason: 'what EC2 has shown terminated, and has forgotten since, does not count',
      sketch: {
        hosts: three.slice(0, 2),
        ledgers: [aLedger({ launches: [aLaunch({ number: 7, instanceIds: ['i-1', 'i-2', 'i-9'] })] })],
        history: { gone: ['i-9'] },
      },
      actions: ['launch 1 t3.medium us-east-1c'],
    },
    {
      reason: 'a host that is joining counts',
      sketch: { hosts: [...three.slice(0, 2), { id: 'i-3', state: 'joining', zone: 'c', launchedAt: now - 60_000 }] },
      actions: [],
    },
    {
      reason: 'a host whose agent is away counts, as happens several times an hour',
      sketch: { hosts: [...three.slice(0, 2), { id: 'i-3', state: 'away', zone: 'c' }] },
      actions: [],
    },
    {
      reason: 'a host that was terminated under us is deregistered, and another one launched at once',
      sketch: { hosts: [...three.slice(0, 2), { id: 'i-3', state: 'terminated', zone: 'c', registered: true }] },
      actions: ['deregister i-3', 'launch 1 t3.medium us-east-1c'],
    },
    {
      reason: 'a host that was stopped under us is replaced at once, and kept',
      sketch: { hosts: [...three.slice(0, 2), { id: 'i-3', state: 'stopped', zone: 'c', registered: true }] },
      actions: ['launch 1 t3.medium us-east-1c'],
    },
    {
      reason: 'a stopped host goes after an hour',
      sketch: {
        hosts: [...three, { id: 'i-4', state: 'stopped' }],
        history: { stoppedSince: { 'i-4': now - minutes(61) } },
      },
      actions: ['enter i-4 terminate terminating', 'terminate i-4'],
    },
    {
      reason: 'an offering that refused a launch is left alone, and the next type is taken',
      sketch: {
        hosts: three.slice(0, 2),
        groups: [aGroup({ instanceTypes: ['t3.medium', 'm5.large'] })],
        ingredients: { status: 'ready', offerings: offerings(['c'], ['t3.medium', 'm5.large']) },
        ledgers: [
          aLedger({
            launches: [
              aLaunch({
                number: 7,
                state: 'failed',
                settledAt: now - minutes(2),
                request: { ...aLaunch({ number: 7 }).request, availabilityZone: 'us-east-1c' },
              }),
            ],
          }),
        ],
      },
      actions: ['launch 1 m5.large us-east-1c'],
    },
    {
      reason: 'three minutes later the preferred one is tried again',
      sketch: {
        hosts: three.slice(0, 2),
        ingredients: { status: 'ready', offerings: offerings(['a']) },
        ledgers: [aLedger({ launches: [aLaunch({ number: 7, state: 'failed', settledAt: now - minutes(3) })] })],
      },
      actions: ['launch 1 t3.medium us-east-1a'],
    },
    {
      reason: 'a group that has never a way out launches nothing',
      sketch: { ingredients: { status: 'impossible', problem: 'no way out' } },
      actions: [],
    },
    {
      reason: 'an explicit count of 0 is a wish like any other',
      sketch: { groups: [aGroup({ count: 0 })] },
      actions: [],
    },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });
});
