/** Which instances a ledger has launched: what is ours to clean up, whatever tags say. */
import type { FormerLaunch, Launch, Ledger } from './ledger.ts';

/** The entries with instances, long settled ones included. */
export const launchedBy = ({ launches, former = [] }: Ledger): readonly (Launch | FormerLaunch)[] => [
  ...former,
  ...launches,
];

export const launchedIds = (ledgers: readonly Ledger[]): ReadonlySet<string> =>
  new Set(ledgers.flatMap((ledger) => launchedBy(ledger).flatMap(({ instanceIds }) => instanceIds)));
