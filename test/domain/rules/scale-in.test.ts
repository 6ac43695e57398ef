import { describe, expect, it } from 'vitest';
import { type PlanCase, planned, three } from '../../support/planned.ts';
import { aDisruption, aGroup, aLaunch, aLedger, minutes, now } from '../../support/situations.ts';

describe('hosts that are too many', () => {
  it.each<PlanCase>([
    {
      reason: 'the emptiest of the fullest zone is drained first',
      sketch: { hosts: [...three, { id: 'i-4', zone: 'a', tasks: 1 }].map((host) => ({ tasks: 2, ...host })) },
      actions: ['enter i-4 remove draining', 'DRAINING i-4'],
    },
    {
      reason:
        'a launch whose answer was lost counts once: its hosts that EC2 shows already are not counted again as asked for',
      sketch: {
        hosts: three.map((host, index) => ({ ...host, launch: index + 1 })),
        ledgers: [
          aLedger({
            nextLaunch: 4,
            launches: [
              aLaunch({ number: 1, instanceIds: ['i-1'] }),
              aLaunch({ number: 2, instanceIds: ['i-2'] }),
              aLaunch({ number: 3, state: 'open', enteredAt: now - 10_000 }),
            ],
          }),
        ],
      },
      actions: [],
    },
    {
      reason: 'one that has not joined goes at once',
      sketch: { hosts: [...three, { id: 'i-4', zone: 'b', state: 'joining', launchedAt: now - 30_000 }] },
      actions: ['enter i-4 terminate terminating', 'terminate i-4'],
    },
    {
      reason:
        'one that had joined and that ECS does not list just now may have tasks: it is not taken for one that has not',
      sketch: {
        groups: [aGroup({ count: 2 })],
        hosts: [
          ...three.slice(0, 2).map((host) => ({ ...host, tasks: 1 })),
          { id: 'i-3', zone: 'c', state: 'joining' },
        ],
        history: { fates: { 'i-3': { group: 'main', outcome: 'joined', at: now - minutes(100) } } },
      },
      actions: ['enter i-1 remove draining', 'DRAINING i-1'],
    },
    {
      reason: 'the next one waits until EC2 shows that the last one goes, for its termination may be refused',
      sketch: {
        hosts: [...three, { id: 'i-4', state: 'draining' }, { id: 'i-5' }],
        disruptions: [aDisruption({ host: 'i-4', kind: 'remove', cause: 'scale-in', stage: 'draining' })],
      },
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
