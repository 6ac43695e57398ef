/** What is written down, when, over what, and how it is read again. */
import { aimOf, fault, requests, writer } from '../aims.ts';
import type { Mutant } from '../mutant.ts';

export const remembering: readonly Mutant[] = [
  {
    name: 'ledgers-written-unconditionally',
    file: 'shared/aws/dynamodb-specs.ts',
    find: 'over(ledger.version),',
    replace: "'none',",
    why: 'What somebody else entered meanwhile is lost: a slot, or a whole launch.',
    expected: ['written-over-what-was-read', 'ledger-goes-forward'],
    aim: aimOf(
      13,
      [1, fault('call-reply-lost', 10, { service: 'dynamodb', operation: 'PutItem', role: writer, percent: 40 })],
      ...requests(2, 6, 'host-replaced'),
    ),
  },
  {
    name: 'specs-written-unconditionally',
    file: 'shared/aws/dynamodb-specs.ts',
    find: 'body: stored }, over(expectedGeneration)),',
    replace: "body: stored }, 'none'),",
    why: 'Of two changes at the same time one is lost without a word.',
    expected: ['written-over-what-was-read'],
    aim: aimOf(13, ...requests(1, 4, 'cluster-put-twice-at-once')),
  },
  {
    name: 'history-emptied',
    file: 'shared/use-cases/recall.ts',
    find: '{ ...noHistory(wanted.cluster), ...history }',
    replace: 'noHistory(wanted.cluster)',
    why: 'Nothing that takes time is ever noticed, and every back-off is forgotten.',
    expected: ['says-it-once'],
  },
  {
    name: 'settled-too-early',
    file: 'shared/domain/settling.ts',
    find: '...(groupsSettled && { settledGeneration: wanted.generation }),',
    replace: 'settledGeneration: wanted.generation,',
    why: 'Operations are reported as done while their hosts are still missing.',
    expected: ['success-is-true'],
  },
  {
    name: 'decisions-not-written',
    file: 'shared/use-cases/record-decisions.ts',
    find: 'if (written.length > 0) await decisions.add(written);',
    replace: 'if (written.length < 0) await decisions.add(written);',
    why: 'Nobody can tell afterwards why a host was terminated.',
    expected: ['acts-are-explained'],
  },
  {
    name: 'demands-never-removed',
    file: 'shared/use-cases/act-alone.ts',
    find: 'if (action.demand !== undefined) await ports.demands.remove(action.demand);',
    replace: '',
    why: 'A task that was to be stopped once is stopped each minute.',
    expected: ['comes-to-rest', 'bounded-effort'],
    aim: aimOf(13, ...requests(1, 2, 'task-stopped')),
  },
];
