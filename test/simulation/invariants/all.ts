/** Everything that must be true of a simulation, whatever goes wrong in it. */
import type { Invariant } from '../scene.ts';
import { actsAreExplained } from './acts-are-explained.ts';
import { asksLittleMore } from './asks-little-more.ts';
import { boundedEffort } from './bounded-effort.ts';
import { brakeHolds } from './brake-holds.ts';
import { brakesByOwnMemory } from './brakes-by-own-memory.ts';
import { budgetKept } from './budget-kept.ts';
import { comesToRest } from './comes-to-rest.ts';
import { deregisteredByForce } from './deregistered-by-force.ts';
import { doesNotInsist } from './does-not-insist.ts';
import { drainedStaysDrained } from './drained-stays-drained.ts';
import { drainsAreWaitedFor } from './drains-are-waited-for.ts';
import { drainsEnd } from './drains-end.ts';
import { drainsHaveTheirTime } from './drains-have-their-time.ts';
import { enteredBeforeDone } from './entered-before-done.ts';
import { failedLaunchesHaveNoHosts } from './failed-launches-have-no-hosts.ts';
import { lastCopyStays } from './last-copy-stays.ts';
import { ledgerGoesForward } from './ledger-goes-forward.ts';
import { lookedAtInTime } from './looked-at-in-time.ts';
import { looksBeforeItActs } from './looks-before-it-acts.ts';
import { neverTooManyHosts } from './never-too-many-hosts.ts';
import { noGhosts } from './no-ghosts.ts';
import { nothingAskedIsLost } from './nothing-asked-is-lost.ts';
import { oneLookAtATime } from './one-look-at-a-time.ts';
import { oneWriter } from './one-writer.ts';
import { onlyWhatIsOurs } from './only-what-is-ours.ts';
import { operationsBegin } from './operations-begin.ts';
import { patienceKept } from './patience-kept.ts';
import { poisonChangesNothing } from './poison-changes-nothing.ts';
import { policyIsKept } from './policy-is-kept.ts';
import { replacedBeforeDrained } from './replaced-before-drained.ts';
import { runsOnce } from './runs-once.ts';
import { sameTokenSameRequest } from './same-token-same-request.ts';
import { saysItOnce } from './says-it-once.ts';
import { secretsStaySecret } from './secrets-stay-secret.ts';
import { successIsTrue } from './success-is-true.ts';
import { terminateBeforeDeregister } from './terminate-before-deregister.ts';
import { theCloudIsWhole } from './the-cloud-is-whole.ts';
import { writtenOverWhatWasRead } from './written-over-what-was-read.ts';

export const invariants: readonly Invariant[] = [
  neverTooManyHosts,
  onlyWhatIsOurs,
  budgetKept,
  brakeHolds,
  brakesByOwnMemory,
  looksBeforeItActs,
  terminateBeforeDeregister,
  lastCopyStays,
  boundedEffort,
  asksLittleMore,
  lookedAtInTime,
  deregisteredByForce,
  drainsEnd,
  oneWriter,
  actsAreExplained,
  sameTokenSameRequest,
  ledgerGoesForward,
  nothingAskedIsLost,
  poisonChangesNothing,
  secretsStaySecret,
  enteredBeforeDone,
  writtenOverWhatWasRead,
  patienceKept,
  drainsAreWaitedFor,
  drainedStaysDrained,
  replacedBeforeDrained,
  runsOnce,
  oneLookAtATime,
  successIsTrue,
  saysItOnce,
  noGhosts,
  operationsBegin,
  doesNotInsist,
  drainsHaveTheirTime,
  failedLaunchesHaveNoHosts,
  policyIsKept,
  comesToRest,
  theCloudIsWhole,
];
