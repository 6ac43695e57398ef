/** What is concluded of hosts, after how long, and what holds such conclusions back. */
import { aimOf, fault, hand } from '../aims.ts';
import type { Mutant } from '../mutant.ts';

export const healing: readonly Mutant[] = [
  {
    name: 'no-brake-on-terminations',
    file: 'shared/domain/brakes.ts',
    find: 'const ofGroupAllowed = 0.2;',
    replace: 'const ofGroupAllowed = 1;',
    why: 'When ECS loses sight of the agents of a group, its hosts are terminated one after the other.',
    expected: ['brake-holds', 'brakes-by-own-memory'],
    aim: aimOf(5, [1, fault('agent-disconnect', 35, { count: 3 })]),
  },
  {
    name: 'agents-away-for-30-seconds',
    file: 'shared/domain/health.ts',
    find: 'export const lostAfterMs = 10 * 60_000;',
    replace: 'export const lostAfterMs = 30_000;',
    why: 'Agents come and go several times an hour, and each time a host is thrown away.',
    expected: ['patience-kept'],
    aim: aimOf(5, [1, fault('agent-disconnect', 9, { count: 1 })]),
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
    aim: aimOf(30, [1, fault('instance-impaired', 1.4, { count: 1, reachable: true })]),
  },
  {
    name: 'stopped-hosts-kept',
    file: 'shared/domain/rules/stopped-hosts.ts',
    find: '>= keptForMs);',
    replace: '< 0);',
    why: 'A host that somebody has stopped is replaced, and its disk is paid for ever.',
    expected: ['comes-to-rest'],
    aim: aimOf(13, [1, hand('instance-stopped')]),
  },
];
