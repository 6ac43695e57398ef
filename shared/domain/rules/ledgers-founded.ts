import { own } from '../own.ts';
import { foundedLedger, riddlesOf } from '../riddles.ts';
import type { Rule } from './rule.ts';

/** A ledger that cannot be trusted is founded anew once people have put the cluster again; until then it is only told of. */
export const ledgersFounded: Rule = {
  name: 'ledgers-founded',
  find(situation) {
    const { wanted, history } = situation;
    const riddles = riddlesOf(situation);
    const asked = riddles.flatMap(({ group, newer }) => {
      const since = group === undefined ? undefined : own(history.riddles, group)?.generation;
      return group === undefined || newer || since === undefined || wanted.generation <= since ? [] : [group];
    });
    return {
      actions: asked.map((group) => {
        const ledger = foundedLedger(situation, group);
        return {
          type: 'found-ledger',
          group,
          ledger,
          reason: `the ledger of ${group} is founded anew from the tags of its hosts, as the cluster was put again; the next launch is ${ledger.nextLaunch}`,
          rule: 'ledgers-founded',
          subject: group,
          cause: 'requested',
          operation: wanted.writtenBy,
        };
      }),
      notes: riddles.filter(({ group }) => group === undefined || !asked.includes(group)).map(({ what }) => what),
    };
  },
};
