/** What is concluded of hosts, after how long, and what holds such conclusions back. */
import { aimOf, fault, hand, requests } from '../aims.ts';
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
  {
    name: 'pause-ignored',
    file: 'shared/domain/plan.ts',
    find: 'possible.filter(({ cause }) => !paused && (',
    replace: 'possible.filter(({ cause }) => (',
    why: 'People pause a cluster to look into it, and it changes under their hands.',
    expected: ['policy-is-kept'],
    aim: aimOf(
      13,
      [1, { request: 'cluster-paused' }],
      [5, hand('instance-terminated')],
      ...requests(6, 2, 'host-replaced'),
    ),
  },
  {
    name: 'windows-always-open',
    file: 'shared/domain/windows.ts',
    find: 'windows.length === 0 || parsed(windows)',
    replace: 'windows.length >= 0 || parsed(windows)',
    why: 'What can wait for the night is done at noon.',
    expected: ['policy-is-kept'],
    aim: aimOf(13, [1, { request: 'windows-closed' }], [4, fault('runtime-impaired', 20, { count: 1 })]),
  },
  {
    name: 'observes-and-acts',
    file: 'shared/domain/plan.ts',
    find: "(healing === 'act' || cause === 'requested')",
    replace: "(healing !== 'off' || cause === 'requested')",
    why: 'Whoever only wants to be told what would be done finds it done.',
    expected: ['policy-is-kept'],
    aim: aimOf(13, [1, { request: 'only-observed' }], [4, fault('agent-disconnect', 25, { count: 1 })]),
  },
  {
    name: 'both-brakes-forgotten',
    file: 'shared/domain/brakes.ts',
    find: 'region.holds && !brake.holds ? region : brake',
    replace: 'brake',
    also: [
      { file: 'shared/domain/brakes.ts', find: 'const ofGroupAllowed = 0.2;', replace: 'const ofGroupAllowed = 0.9;' },
    ],
    why: 'In trouble of a whole region hosts are terminated by inference, group by group.',
    expected: ['brake-holds', 'brakes-by-own-memory'],
    aim: aimOf(5, [1, fault('agent-disconnect', 35, { count: 3 })]),
  },
];
