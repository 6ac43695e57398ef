/** What is concluded of hosts, after how long, and what holds such conclusions back. */
import type { Mutant } from '../mutant.ts';

export const healing: readonly Mutant[] = [
  {
    name: 'no-brake-of-the-group',
    file: 'shared/domain/brakes.ts',
    find: 'const ofGroupAllowed = 0.2;',
    replace: 'const ofGroupAllowed = 1;',
    why: 'When ECS loses sight of the agents of a group, all of its hosts are replaced.',
    expected: ['brake-holds'],
  },
  {
    name: 'no-brake-of-the-region',
    file: 'shared/domain/brakes.ts',
    find: 'const ofRegionAllowed = 0.45;',
    replace: 'const ofRegionAllowed = 9;',
    why: 'When ECS loses sight of agents everywhere, each small group goes on by itself.',
    expected: ['brake-holds'],
  },
  {
    name: 'agents-away-for-30-seconds',
    file: 'shared/domain/health.ts',
    find: 'export const lostAfterMs = 10 * 60_000;',
    replace: 'export const lostAfterMs = 30_000;',
    why: 'Agents come and go several times an hour, and each time a host is thrown away.',
    expected: ['patience-kept'],
  },
  {
    name: 'impaired-once',
    file: 'shared/domain/health.ts',
    find: 'if (known === undefined || known.seenAt <= known.since ||',
    replace: 'if (known === undefined ||',
    also: [
      {
        file: 'shared/domain/health.ts',
        find: 'export const impairedAfterMs = 2 * 60_000;',
        replace: 'export const impairedAfterMs = 0;',
      },
    ],
    why: 'A status check that fails for a moment costs a host.',
    expected: ['patience-kept'],
  },
  {
    name: 'agents-away-for-ever',
    file: 'shared/domain/plan.ts',
    find: '  agentAway,\n',
    replace: '',
    why: 'Tasks of a host whose agent has died count as running for ever, as in ECS without us.',
    expected: ['comes-to-rest'],
  },
  {
    name: 'impaired-hosts-kept',
    file: 'shared/domain/plan.ts',
    find: '  hostsImpaired,\n',
    replace: '',
    why: 'What EC2 calls broken stays in service.',
    expected: ['comes-to-rest'],
  },
  {
    name: 'lost-hosts-drained-only',
    file: 'shared/domain/forceful-stages.ts',
    find: '  return mayGo(stage);',
    replace: '  return {};',
    why: 'A host that is lost is never terminated, and costs money for ever.',
    expected: ['comes-to-rest'],
  },
  {
    name: 'stopped-hosts-kept',
    file: 'shared/domain/rules/stopped-hosts.ts',
    find: '>= keptForMs);',
    replace: '< 0);',
    why: 'A host that somebody has stopped is replaced, and its disk is paid for ever.',
    expected: ['comes-to-rest'],
  },
];
