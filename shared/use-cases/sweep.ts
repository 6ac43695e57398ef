import type { OperationEntry } from '../domain/operation.ts';
import type { Home } from '../domain/situation.ts';
import { isOurs, tagNames } from '../domain/tags.ts';
import type { Clock } from '../ports/clock.ts';
import type { Fleet } from '../ports/fleet.ts';
import type { ClusterSpecs, Operations } from '../ports/stores.ts';
import type { Wake } from '../ports/wake.ts';
import type { Workflows } from '../ports/workflows.ts';

export interface SweepPorts {
  readonly clock: Clock;
  readonly settings: Pick<Home, 'stack'>;
  readonly fleet: Pick<Fleet, 'instancesOfStack'>;
  readonly clusterSpecs: Pick<ClusterSpecs, 'names'>;
  readonly operations: Pick<Operations, 'list' | 'update'>;
  readonly workflows: Pick<Workflows, 'start'>;
  readonly wake: Pick<Wake, 'wake'>;
}

export interface Swept {
  readonly clusters: number;
  readonly operationsStarted: readonly string[];
  /** Clusters with instances of ours and without a spec, when it was looked for them and there are any. */
  readonly orphaned?: readonly string[];
}

/** The API starts an operation right after it has entered it; later than this it will not any more. */
const startsWithinMs = 30_000;
/** An operation that nobody managed to start for a day is nobody's wish any more. */
const startedForMs = 24 * 3_600_000;
const newest = 50;
/** Instances without a cluster are rare, and are given a quarter of an hour anyway. */
const orphansEachMinutes = 10;

/**
 * Wakes the one writer for every managed cluster, and starts operations that were written and not begun. Now and then it also
 * wakes it for clusters that have instances of ours and no spec. What fails holds up nothing else; it is thrown for at the end,
 * and tried again a minute later.
 */
export const sweep = async (ports: SweepPorts): Promise<Swept> => {
  const clusters = await ports.clusterSpecs.names();
  const now = ports.clock.now();
  for (const cluster of clusters) await ports.wake.wake({ cluster, cause: 'a minute has passed', sentAt: now });
  const { items } = await ports.operations.list({ limit: newest });
  const left = items.filter((entry) => wasLeft(entry, now));
  const operationsStarted: string[] = [];
  const failures: unknown[] = [];
  for (const entry of left)
    try {
      await start(entry, ports);
      operationsStarted.push(entry.id);
    } catch (error) {
      failures.push(error);
    }
  let orphaned: readonly string[] = [];
  try {
    if (Math.floor(now / 60_000) % orphansEachMinutes === 0) orphaned = await wakeForOrphans(clusters, now, ports);
  } catch (error) {
    failures.push(error);
  }
  if (failures.length > 0) throw failures[0];
  return { clusters: clusters.length, operationsStarted, ...(orphaned.length > 0 && { orphaned }) };
};

/** A spec that cannot be read is there, and among the `managed`. */
const wakeForOrphans = async (
  managed: readonly string[],
  sentAt: number,
  { fleet, wake, settings }: SweepPorts,
): Promise<readonly string[]> => {
  const names = (await fleet.instancesOfStack()).flatMap(({ tags }) => {
    const name = tags[tagNames.cluster] ?? '';
    return isOurs(tags, settings.stack, name) && clusterName.test(name) && !managed.includes(name) ? [name] : [];
  });
  const orphaned = [...new Set(names)].sort();
  for (const cluster of orphaned)
    await wake.wake({ cluster, cause: 'it has instances and no spec', sentAt, tells: 'orphans' });
  return orphaned;
};

/** Tags may be put on by anybody: what is no name of a cluster of ours goes no further. */
const clusterName = /^[A-Za-z0-9_-]{1,100}$/;

const start = async (entry: OperationEntry, { workflows, operations }: SweepPorts): Promise<void> => {
  const { arn } = await workflows.start(entry.wish.kind, entry.id, { wish: entry.wish, operation: entry.id });
  await operations.update({ ...entry, executionArn: arn });
};

const wasLeft = ({ executionArn, refused, requestedAt }: OperationEntry, now: number): boolean =>
  executionArn === undefined &&
  refused === undefined &&
  now - requestedAt >= startsWithinMs &&
  now - requestedAt < startedForMs;
