/** Everything that must be true of a simulation, whatever goes wrong in it. */
import type { Invariant } from '../scene.ts';
import { actsAreExplained } from './acts-are-explained.ts';
import { boundedEffort } from './bounded-effort.ts';
import { brakeHolds } from './brake-holds.ts';
import { budgetKept } from './budget-kept.ts';
import { comesToRest } from './comes-to-rest.ts';
import { lastCopyStays } from './last-copy-stays.ts';
import { ledgerGoesForward } from './ledger-goes-forward.ts';
import { looksBeforeItActs } from './looks-before-it-acts.ts';
import { neverTooManyHosts } from './never-too-many-hosts.ts';
import { nothingAskedIsLost } from './nothing-asked-is-lost.ts';
import { oneWriter } from './one-writer.ts';
import { onlyWhatIsOurs } from './only-what-is-ours.ts';
import { poisonChangesNothing } from './poison-changes-nothing.ts';
import { sameTokenSameRequest } from './same-token-same-request.ts';
import { secretsStaySecret } from './secrets-stay-secret.ts';
import { terminateBeforeDeregister } from './terminate-before-deregister.ts';
import { theCloudIsWhole } from './the-cloud-is-whole.ts';

export const invariants: readonly Invariant[] = [
  neverTooManyHosts,
  onlyWhatIsOurs,
  budgetKept,
  brakeHolds,
  looksBeforeItActs,
  terminateBeforeDeregister,
  lastCopyStays,
  boundedEffort,
  oneWriter,
  actsAreExplained,
  sameTokenSameRequest,
  ledgerGoesForward,
  nothingAskedIsLost,
  poisonChangesNothing,
  secretsStaySecret,
  comesToRest,
  theCloudIsWhole,
];
