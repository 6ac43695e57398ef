import type { OperationEntry } from '../domain/operation.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterSpecs, Operations } from '../ports/stores.ts';
import type { Wake } from '../ports/wake.ts';
import type { Workflows } from '../ports/workflows.ts';

export interface SweepPorts {
  readonly clock: Clock;
  readonly clusterSpecs: Pick<ClusterSpecs, 'names'>;
  readonly operations: Pick<Operations, 'list' | 'update'>;
  readonly workflows: Pick<Workflows, 'start'>;
  readonly wake: Pick<Wake, 'wake'>;
}

/** The API starts an operation right after it has entered it; later than this it will not any more. */
const startsWithinMs = 30_000;
/** An operation that nobody managed to start for a day is nobody's wish any more. */
const startedForMs = 24 * 3_600_000;
const newest = 50;

/**
 * Wakes the one writer for every managed cluster, and starts operations that were written and not begun. One that cannot be
 * started holds up no other; it is thrown for at the end, and tried again a minute later.
 */
export const sweep = async (
  ports: SweepPorts,
): Promise<{ readonly clusters: number; readonly operationsStarted: readonly string[] }> => {
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
  if (failures.length > 0) throw failures[0];
  return { clusters: clusters.length, operationsStarted };
};

const start = async (entry: OperationEntry, { workflows, operations }: SweepPorts): Promise<void> => {
  const { arn } = await workflows.start(entry.wish.kind, entry.id, { wish: entry.wish, operation: entry.id });
  await operations.update({ ...entry, executionArn: arn });
};

const wasLeft = ({ executionArn, refused, requestedAt }: OperationEntry, now: number): boolean =>
  executionArn === undefined &&
  refused === undefined &&
  now - requestedAt >= startsWithinMs &&
  now - requestedAt < startedForMs;
