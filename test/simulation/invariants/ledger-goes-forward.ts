import type { Invariant } from '../scene.ts';
import type { StoredLedger } from '../stored-truth.ts';

/** Of one life of a group: a group that is made anew begins anew. */
export const ledgerGoesForward: Invariant = {
  name: 'ledger-goes-forward',
  promise: "A ledger's version only grows, a launch number is used once, and a launch is never entered as another one.",
  watch: ({ stored }, broken) => {
    let before = new Map(stored.ledgers);
    const tokens = new Map<string, string>();
    return {
      after: ({ service, operation, ours }) => {
        if (service !== 'dynamodb' || !/^(?:Put|Delete)Item$/.test(operation)) return;
        for (const [group, ledger] of stored.ledgers) {
          const was = before.get(group);
          // What people spoil by hand is their doing.
          if (was === ledger || !ours) continue;
          for (const wrong of steps(was, ledger, tokens)) broken(`the ledger of ${group}: ${wrong}`);
        }
        for (const group of before.keys())
          if (!stored.ledgers.has(group))
            for (const key of tokens.keys()) if (key.startsWith(`${group} `)) tokens.delete(key);
        before = new Map(stored.ledgers);
      },
    };
  },
};

const steps = (was: StoredLedger | undefined, is: StoredLedger, tokens: Map<string, string>): readonly string[] => {
  const wrong: string[] = [];
  if (was !== undefined && is.version <= was.version) wrong.push(`version ${is.version} follows ${was.version}`);
  if (was !== undefined && is.nextLaunch < was.nextLaunch)
    wrong.push(`after launch ${was.nextLaunch - 1} it goes back to ${is.nextLaunch - 1}`);
  for (const { number, request } of is.launches) {
    const key = `${is.cluster}/${is.group} ${number}`;
    const known = tokens.get(key) ?? request.clientToken;
    if (known !== request.clientToken) wrong.push(`launch ${number} is another one than it was`);
    if (number >= is.nextLaunch) wrong.push(`launch ${number} is entered, and ${is.nextLaunch} is the next`);
    tokens.set(key, request.clientToken);
  }
  return wrong;
};
