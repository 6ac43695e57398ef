/** How a ledger changes: each function gives the ledger as it is to be written over the version that it was read at. */
import type { Disruption, FormerLaunch, Launch, Ledger } from './ledger.ts';

/** Its number is used up by this, whatever becomes of the launch. */
export const enterLaunch = (ledger: Ledger, launch: Launch): Ledger => ({
  ...ledger,
  nextLaunch: Math.max(ledger.nextLaunch, launch.number + 1),
  launches: [...ledger.launches.filter(({ number }) => number !== launch.number), launch],
});

export type LaunchSettled =
  | { readonly state: 'launched'; readonly instanceIds: readonly string[] }
  | { readonly state: 'failed'; readonly failure: { readonly code: string; readonly message: string } };

export const settleLaunch = (ledger: Ledger, number: number, outcome: LaunchSettled, now: number): Ledger => ({
  ...ledger,
  launches: ledger.launches.map((launch) =>
    launch.number === number
      ? { ...launch, ...outcome, settledAt: now, request: { ...launch.request, ...neededToSend } }
      : launch,
  ),
});

/** The bulk of a request, which nobody reads once it is settled: a ledger is one item, of at most 400 KB. */
const neededToSend = { userData: '', tags: {}, securityGroups: [] };

export const enterDisruption = (ledger: Ledger, disruption: Disruption): Ledger => {
  const known = ledger.disruptions.some(({ host }) => host === disruption.host);
  return {
    ...ledger,
    disruptions: known
      ? ledger.disruptions.map((one) => (one.host === disruption.host ? disruption : one))
      : [...ledger.disruptions, disruption],
  };
};

export const removeDisruption = (ledger: Ledger, host: string): Ledger => {
  const operation = ledger.disruptions.find((one) => one.host === host)?.operation;
  return {
    ...ledger,
    disruptions: ledger.disruptions.filter((one) => one.host !== host),
    ...(operation !== undefined && { served: [...(ledger.served ?? []), operation].slice(-mostServedKept) }),
  };
};

/** Workflows that come late come within minutes. */
const mostServedKept = 100;

/** An instance of a failed launch that shows up at all does so long before. */
const failedKeptForMs = 3_600_000;
/** More than the offerings of a group that are worth trying; while none has capacity, each fails every few minutes. */
const mostFailedKept = 100;
/** EC2 shows what RunInstances answered long before. */
const launchedKeptForMs = 3_600_000;

/**
 * Without launches that say nothing any more: failed long ago, or before a hundred others, or launched long ago with every
 * instance gone from EC2 and ECS. `existing` are the ids that either of them still shows. Of launches of long ago that have
 * hosts the request is dropped: a thousand hosts that were replaced one by one fit into the item.
 */
export const withoutOldLaunches = (ledger: Ledger, existing: ReadonlySet<string>, now: number): Ledger => {
  const failed = ledger.launches.filter(({ state }) => state === 'failed').map(({ number }) => number);
  const latest = new Set(failed.sort((a, b) => b - a).slice(0, mostFailedKept));
  const launches = ledger.launches.filter(({ number, state, settledAt = now }) => {
    if (state === 'open') return true;
    if (state === 'failed') return latest.has(number) && now - settledAt < failedKeptForMs;
    return now - settledAt < launchedKeptForMs;
  });
  if (launches.length === ledger.launches.length && !formerOf(ledger).some(isOver(existing))) return ledger;
  const older = ledger.launches.filter((launch) => launch.state === 'launched' && !launches.includes(launch));
  const former = [...formerOf(ledger), ...older.map(inShort)].filter((launch) => !isOver(existing)(launch));
  return { ...ledger, launches, former };
};

const formerOf = ({ former = [] }: Ledger): readonly FormerLaunch[] => former;

const inShort = ({ number, enteredAt, reason, instanceIds }: Launch): FormerLaunch => ({
  number,
  enteredAt,
  reason,
  instanceIds,
});

const isOver =
  (existing: ReadonlySet<string>) =>
  ({ instanceIds }: FormerLaunch): boolean =>
    !instanceIds.some((id) => existing.has(id));
