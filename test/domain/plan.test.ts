import { describe, expect, it } from 'vitest';
import type { Action } from '../../shared/domain/action.ts';
import { foresee } from '../../shared/domain/foresee.ts';
import { plan } from '../../shared/domain/plan.ts';
import {
  aDisruption,
  aGroup,
  aLaunch,
  aLedger,
  aSituation,
  type HostSketch,
  minutes,
  now,
  offerings,
  type Sketch,
} from '../support/situations.ts';

/** Actions in one line each: `launch 1 us-east-1a`, `terminate i-1`, `enter i-1 draining`. */
const inShort = (action: Action): string => {
  switch (action.type) {
    case 'launch':
      return `launch ${action.launch.request.count} ${action.launch.request.instanceType} ${action.launch.request.availabilityZone}`;
    case 'enter-disruption':
      return `enter ${action.disruption.host} ${action.disruption.kind} ${action.disruption.stage}`;
    case 'close-disruption':
      return `close ${action.host}`;
    case 'set-status':
      return `${action.status} ${action.containerInstance.split('/').at(-1)}`;
    case 'terminate':
      return `terminate ${action.host}`;
    case 'deregister':
      return `deregister ${action.containerInstance.split('/').at(-1)}`;
    case 'write-config':
    case 'forget-group':
      return `${action.type} ${action.group}`;
    default:
      return `${action.type} ${action.subject}`;
  }
};
const planned = (sketch: Sketch): readonly string[] => plan(aSituation(sketch)).actions.map(inShort);
const three: readonly HostSketch[] = [
  { id: 'i-1', zone: 'a' },
  { id: 'i-2', zone: 'b' },
  { id: 'i-3', zone: 'c' },
];

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

interface Case {
  readonly reason: string;
  readonly sketch: Sketch;
  readonly actions: readonly string[];
}

describe('hosts that are missing', () => {
  it.each<Case>([
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
      reason: 'what EC2 has never shown for minutes does not count any more',
      sketch: {
        hosts: three.slice(0, 2),
        ledgers: [aLedger({ launches: [aLaunch({ number: 7, settledAt: now - minutes(6), instanceIds: ['i-9'] })] })],
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
    expect(planned({ groups: [group], hosts, history })).toEqual([]);
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

    const failedAgain = plan(
      aSituation({ hosts: [...three.slice(0, 1), gone('i-8'), gone('i-9'), gone('i-10')], history, now: later }),
    );
    expect(failedAgain.history.backOff['main']).toMatchObject({ until: later + minutes(30), step: 1 });
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

describe('hosts that are too many', () => {
  it.each<Case>([
    {
      reason: 'the emptiest of the fullest zone is drained first',
      sketch: { hosts: [...three, { id: 'i-4', zone: 'a', tasks: 1 }].map((host) => ({ tasks: 2, ...host })) },
      actions: ['enter i-4 remove draining', 'DRAINING i-4'],
    },
    {
      reason: 'one that has not joined goes at once',
      sketch: { hosts: [...three, { id: 'i-4', zone: 'b', state: 'joining', launchedAt: now - 30_000 }] },
      actions: ['enter i-4 remove terminating', 'terminate i-4'],
    },
    {
      reason: 'one at a time of a small group, as the brake says',
      sketch: { groups: [aGroup({ count: 1 })], hosts: three.map((host) => ({ ...host, tasks: 1 })) },
      actions: ['enter i-1 remove draining', 'DRAINING i-1'],
    },
    {
      reason: 'an instance of a launch that had failed goes, whatever the count',
      sketch: {
        hosts: [...three, { id: 'i-4', launch: 8 }],
        ledgers: [
          aLedger({
            launches: [
              aLaunch({ number: 1, instanceIds: ['i-1', 'i-2', 'i-3'] }),
              aLaunch({ number: 8, state: 'failed', settledAt: now - minutes(5) }),
            ],
          }),
        ],
      },
      actions: ['enter i-4 remove draining', 'DRAINING i-4'],
    },
    {
      reason: 'a drained host is terminated',
      sketch: {
        hosts: [...three, { id: 'i-4', state: 'draining' }],
        disruptions: [aDisruption({ host: 'i-4', kind: 'remove', cause: 'scale-in', stage: 'draining' })],
      },
      actions: ['enter i-4 remove terminating', 'terminate i-4'],
    },
    {
      reason: 'a host that still has tasks is waited for',
      sketch: {
        hosts: [...three, { id: 'i-4', state: 'draining', tasks: 1 }],
        disruptions: [aDisruption({ host: 'i-4', kind: 'remove', cause: 'scale-in', stage: 'draining' })],
      },
      actions: [],
    },
  ])('$reason', ({ sketch, actions }) => {
    expect(planned(sketch)).toEqual(actions);
  });
});

describe('what people ask for', () => {
  const wanted = (kind: 'drain' | 'replace' | 'terminate' | 'activate') => [aDisruption({ host: 'i-3', kind })];
  const busy = three.map((host) => ({ ...host, tasks: 2 }));
  it.each<Case>([
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
      actions: ['enter i-3 replace given-up', 'enter i-4 remove terminating', 'terminate i-4'],
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

describe('a policy that only observes', () => {
  const lost: Sketch = { hosts: three.slice(0, 2), policy: { healing: 'observe' } };

  it('holds back what is our own idea, and says what it would have done', () => {
    const { actions, held } = plan(aSituation(lost));
    expect(actions).toEqual([]);
    expect(held.map(inShort)).toEqual(['launch 1 t3.medium us-east-1c']);
  });

  it('does what people ask for: a new spec', () => {
    expect(planned({ ...lost, generation: 2, history: { settledGeneration: 1 } })).toHaveLength(1);
  });

  it('does what people ask for: a replacement', () => {
    const disruptions = [aDisruption({ host: 'i-1', kind: 'replace' })];
    expect(planned({ hosts: three, policy: { healing: 'off' }, disruptions })).toHaveLength(2);
  });
});

describe('what is not ours', () => {
  it('is counted and never touched: a host that somebody registered in our cluster', () => {
    const situation = aSituation({ hosts: three });
    const [own] = situation.world.containerInstances;
    const foreign = {
      ...own!,
      arn: 'arn:aws:ecs:us-east-1:000000000000:container-instance/c/mi-1',
      instanceId: 'mi-1',
    };
    const world = { ...situation.world, containerInstances: [...situation.world.containerInstances, foreign] };
    const { actions, settling } = plan({ ...situation, world });
    expect(actions).toEqual([]);
    expect(settling).toMatchObject({ settled: true, foreignHosts: 1 });
  });

  it('is left registered when its instance is unknown; a host of ours only after a minute without one', () => {
    const left = { ...aSituation({ hosts: [{ id: 'i-9' }] }).world.containerInstances[0]! };
    const withLeft = (history: Sketch['history'], instanceIds: readonly string[]) => {
      const situation = aSituation({
        hosts: three,
        ledgers: [aLedger({ launches: [aLaunch({ number: 1, instanceIds: ['i-1', 'i-2', 'i-3', ...instanceIds] })] })],
        ...(history !== undefined && { history }),
      });
      const containerInstances = [...situation.world.containerInstances, left];
      return plan({ ...situation, world: { ...situation.world, containerInstances } });
    };
    const since = { withoutInstanceSince: { [left.arn]: now - minutes(2) } };
    expect(withLeft(since, []).actions).toEqual([]);
    const first = withLeft(undefined, ['i-9']);
    expect(first.actions).toEqual([]);
    expect(first.history.withoutInstanceSince).toEqual({ [left.arn]: now });
    expect(withLeft(since, ['i-9']).actions.map(inShort)).toEqual(['deregister i-9']);
  });
});

describe('a group that the spec no longer has', () => {
  it('is emptied within the brake, and then forgotten with its parameter', () => {
    const hosts: HostSketch[] = [
      ...three,
      { id: 'i-8', group: 'old', tasks: 1 },
      { id: 'i-9', group: 'old', tasks: 1 },
    ];
    expect(planned({ hosts })).toEqual([
      'enter i-8 remove wanted',
      'enter i-9 remove wanted',
      'enter i-8 remove draining',
      'DRAINING i-8',
    ]);
    const { actions } = plan(aSituation({ hosts: three, ledgers: [aLedger({ group: 'old' }), aLedger()] }));
    expect(actions).toMatchObject([
      { type: 'forget-group', group: 'old', parameters: ['/quaymaster/test/clusters/c/groups/old/ecs.config'] },
    ]);
  });
});

describe('foreseeing', () => {
  it('leaves nothing to do: planning the result of a plan gives no action', () => {
    const situation = aSituation({ ledgers: [], world: { cluster: undefined as never, configs: {} } });
    expect(plan(foresee(situation, plan(situation).actions)).actions).toEqual([]);
  });
});
