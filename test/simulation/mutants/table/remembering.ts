/** What is written down, when, over what, and how it is read again. */
import type { Mutant } from '../mutant.ts';

export const remembering: readonly Mutant[] = [
  {
    name: 'ledgers-written-unconditionally',
    file: 'shared/aws/dynamodb-specs.ts',
    find: 'over(ledger.version),',
    replace: "'none',",
    why: 'What somebody else entered meanwhile is lost: a slot, or a whole launch.',
    expected: [],
  },
  {
    name: 'specs-written-unconditionally',
    file: 'shared/aws/dynamodb-specs.ts',
    find: 'body: stored }, over(expectedGeneration)),',
    replace: "body: stored }, 'none'),",
    why: 'Of two changes at the same time one is lost without a word.',
    expected: [],
  },
  {
    name: 'history-emptied',
    file: 'shared/use-cases/recall.ts',
    find: '{ ...noHistory(wanted.cluster), ...history }',
    replace: 'noHistory(wanted.cluster)',
    why: 'Nothing that takes time is ever noticed, and every back-off is forgotten.',
    expected: [],
  },
  {
    name: 'settled-too-early',
    file: 'shared/domain/settling.ts',
    find: '...(groupsSettled && { settledGeneration: wanted.generation }),',
    replace: 'settledGeneration: wanted.generation,',
    why: 'Operations are reported as done while their hosts are still missing.',
    expected: [],
  },
  {
    name: 'decisions-not-written',
    file: 'shared/use-cases/record-decisions.ts',
    find: 'if (written.length > 0) await decisions.add(written);',
    replace: 'if (written.length < 0) await decisions.add(written);',
    why: 'Nobody can tell afterwards why a host was terminated.',
    expected: [],
  },
  {
    name: 'demands-never-removed',
    file: 'shared/use-cases/act-alone.ts',
    find: 'if (action.demand !== undefined) await ports.demands.remove(action.demand);',
    replace: '',
    why: 'A task that was to be stopped once is stopped each minute.',
    expected: [],
  },
  {
    name: 'unreadable-taken-for-empty',
    file: 'shared/aws/dynamodb-table.ts',
    find: "    return { ...at, why: 'does not hold the JSON object that it should', newer: false };",
    replace:
      '    const [cluster, group] = [at.pk.slice(8), at.sk.slice(7)];\n' +
      '    const empty = { cluster, group, nextLaunch: 1, launches: [], disruptions: [] };\n' +
      "    if (at.sk.startsWith('LEDGER#')) return { ...at, body: empty as Body };\n" +
      "    return { ...at, why: 'is damaged', newer: false };",
    why: 'A damaged ledger means that nothing was ever launched, so everything is launched again.',
    expected: [],
  },
  {
    name: 'missing-spec-is-count-0',
    file: 'shared/use-cases/look-at-cluster.ts',
    find: 'if (wanted === undefined) return undefined;',
    replace: '',
    why: 'A lost item of a table terminates a whole cluster.',
    expected: [],
  },
];
