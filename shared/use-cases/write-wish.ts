/**
 * Writes down what is wished, so that the one writer carries it out: a spec, a tombstone, an entry in a ledger, a demand.
 * The API does this before it starts the workflow, and the workflow's first step does it again: whoever comes second
 * recognises its own operation's write.
 */
import { sameJson } from '../domain/canonical-json.ts';
import { AppError } from '../domain/errors.ts';
import { launchedBy } from '../domain/launched.ts';
import type { Disruption, Ledger } from '../domain/ledger.ts';
import { enterDisruption } from '../domain/ledger-changes.ts';
import type { Stored } from '../domain/spec.ts';
import type { ChangeHost, ReplaceHost, Wish } from '../domain/wish.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterSpecs, Demands, Graves, Ledgers, Observations, ServiceSpecs, Written } from '../ports/stores.ts';
import { refuseStale } from './asked-change.ts';
import { existingCluster, openCluster } from './change-cluster.ts';
import { clusterStandsStill, serviceStandsStill } from './stands-still.ts';

export interface WriteWishPorts {
  readonly clock: Clock;
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
  readonly ledgers: Ledgers;
  readonly demands: Demands;
  readonly observations: Pick<Observations, 'read'>;
  readonly graves: Pick<Graves, 'deletedAt'>;
}

export interface WishWritten {
  /**
   * `own-write`: this operation has written it before. `unchanged`: it was so already, by somebody else's wish, or what is
   * to be deleted is gone. `superseded`: somebody has asked for something else since.
   */
  readonly outcome: 'written' | 'own-write' | 'unchanged' | 'superseded';
  /** Of the spec, where there is one. */
  readonly generation?: number;
}

/**
 * Throws `StaleGeneration`, `BeingDeleted`, the `…NotFound` of what it concerns, and `Conflict` when others keep writing
 * first. A workflow comes second and says when the operation was `requestedAt`: what others have written since is newer
 * than this wish, and stays.
 */
export const writeWish = async (
  wish: Wish,
  operation: string,
  ports: WriteWishPorts,
  requestedAt = Number.POSITIVE_INFINITY,
): Promise<WishWritten> => {
  const { clusterSpecs, serviceSpecs, clock } = ports;
  const stamp = { writtenBy: operation, writtenAt: clock.now() };
  const mine = { operation, requestedAt };
  switch (wish.kind) {
    case 'provision-cluster': {
      const { cluster, spec } = wish;
      return overSpec(wish, mine, spec, {
        read: () => clusterSpecs.read(cluster),
        damaged: () => clusterSpecs.damaged(cluster),
        deletedAt: () => ports.graves.deletedAt(cluster),
        standsStill: () => clusterStandsStill(cluster, ports),
        write: (generation) => clusterSpecs.write({ cluster, spec, ...stamp, generation: generation + 1 }, generation),
      });
    }
    case 'deploy-service': {
      const { cluster, service, spec } = wish;
      await openCluster(cluster, ports);
      return overSpec(wish, mine, spec, {
        read: () => serviceSpecs.read(cluster, service),
        deletedAt: () => ports.graves.deletedAt(cluster, service),
        standsStill: (generation) => serviceStandsStill(wish, generation, ports),
        write: (generation) =>
          serviceSpecs.write({ cluster, service, spec, ...stamp, generation: generation + 1 }, generation),
      });
    }
    case 'delete-cluster': {
      const deleting = { cascade: wish.cascade };
      return overTombstone(wish, mine, {
        read: () => clusterSpecs.read(wish.cluster),
        done: (stored) => stored.deleting !== undefined && (stored.deleting.cascade || !wish.cascade),
        write: (stored) => {
          if (stored.spec.policy.paused === true) throw paused(wish.cluster);
          return clusterSpecs.write(
            { ...stored, ...stamp, deleting, generation: stored.generation + 1 },
            stored.generation,
          );
        },
      });
    }
    case 'delete-service':
      return overTombstone(wish, mine, {
        read: () => serviceSpecs.read(wish.cluster, wish.service),
        done: (stored) => stored.deleting !== undefined,
        write: (stored) =>
          serviceSpecs.write(
            { ...stored, ...stamp, deleting: { cascade: false }, generation: stored.generation + 1 },
            stored.generation,
          ),
      });
    case 'replace-host':
    case 'change-host':
      return writeDisruption(wish, mine, ports);
    case 'stop-task': {
      const { kind, cluster, task, reason } = wish;
      await existingCluster(cluster, ports);
      await ports.demands.add({ kind, cluster, task, reason, operation, wishedAt: clock.now() });
      return { outcome: 'written' };
    }
    case 'run-task':
      await openCluster(wish.cluster, ports);
      return { outcome: 'written' };
  }
};

interface Expecting {
  readonly expectedGeneration?: number;
}
interface Mine {
  readonly operation: string;
  readonly requestedAt: number;
}

/** What this operation finds written already, by itself or by a later one: of the same moment, who has written is later. */
const writtenBefore = (
  { writtenBy, writtenAt, generation }: Stored<unknown>,
  { operation, requestedAt }: Mine,
): WishWritten | undefined => {
  if (writtenBy === operation) return { outcome: 'own-write', generation };
  return writtenAt >= requestedAt ? { outcome: 'superseded', generation } : undefined;
};

const overSpec = <Spec>(
  { expectedGeneration }: Expecting,
  mine: Mine,
  spec: Spec,
  store: {
    readonly read: () => Promise<Stored<Spec> | undefined>;
    readonly damaged?: () => Promise<number | undefined>;
    readonly deletedAt: () => Promise<number | undefined>;
    readonly standsStill: (generation: number) => Promise<boolean>;
    readonly write: (over: number) => Promise<Written>;
  },
): Promise<WishWritten> =>
  untilWritten(async () => {
    const stored = await store.read().catch(async (error: unknown) => {
      const damaged = isUnreadable(error) ? await store.damaged?.() : undefined;
      if (damaged === undefined) throw error;
      return damaged;
    });
    // What was there is lost, so whoever puts a whole spec again is right. A workflow has nothing to add to that.
    if (typeof stored === 'number') {
      if (mine.requestedAt < Number.POSITIVE_INFINITY) return { outcome: 'superseded' };
      return (await store.write(stored)) === 'written' ? { outcome: 'written', generation: stored + 1 } : undefined;
    }
    const before = stored && writtenBefore(stored, mine);
    if (before !== undefined) return before;
    // A workflow that comes late does not bring back what was deleted since it was asked for.
    const comesLate = stored === undefined && mine.requestedAt < Number.POSITIVE_INFINITY;
    const deletedAt = comesLate ? await store.deletedAt() : undefined;
    if (deletedAt !== undefined && deletedAt >= mine.requestedAt) return { outcome: 'superseded' };
    refuseStale(stored, expectedGeneration);
    if (stored?.deleting !== undefined) throw new AppError('BeingDeleted', 'It is being deleted.');
    if (stored !== undefined && sameJson(stored.spec, spec) && !(await store.standsStill(stored.generation))) {
      return { outcome: 'unchanged', generation: stored.generation };
    }
    const over = stored?.generation ?? 0;
    return (await store.write(over)) === 'written' ? { outcome: 'written', generation: over + 1 } : undefined;
  });

const isUnreadable = (error: unknown): boolean => error instanceof AppError && error.code === 'UnreadableState';

const overTombstone = <Kept extends Stored<unknown>>(
  { expectedGeneration }: Expecting,
  mine: Mine,
  store: {
    readonly read: () => Promise<Kept | undefined>;
    readonly done: (stored: Kept) => boolean;
    readonly write: (over: Kept) => Promise<Written>;
  },
): Promise<WishWritten> =>
  untilWritten(async () => {
    const stored = await store.read();
    if (stored === undefined) return { outcome: 'unchanged' };
    const { generation } = stored;
    const before = writtenBefore(stored, mine);
    if (before !== undefined) return before;
    refuseStale(stored, expectedGeneration);
    if (store.done(stored)) return { outcome: 'unchanged', generation };
    const written = await store.write(stored);
    return written === 'written' ? { outcome: 'written', generation: generation + 1 } : undefined;
  });

const attempts = 5;

/** Somebody else wrote in between: read again, and decide again. */
const untilWritten = async (attempt: () => Promise<WishWritten | undefined>): Promise<WishWritten> => {
  for (let left = attempts; left > 0; left -= 1) {
    const done = await attempt();
    if (done !== undefined) return done;
  }
  throw new AppError('Conflict', 'Others keep changing it at the same time.');
};

/** The entry in the ledger is the wish: the planner moves it on, stage by stage. */
const writeDisruption = async (
  wish: ReplaceHost | ChangeHost,
  { operation, requestedAt }: Mine,
  ports: WriteWishPorts,
): Promise<WishWritten> => {
  const { spec } = await existingCluster(wish.cluster, ports);
  const patienceSeconds = wish.deadlineSeconds ?? spec.policy.drainDeadlineSeconds;
  return untilWritten(async () => {
    const ledgers = await ports.ledgers.list(wish.cluster);
    if (ledgers.some(({ served = [] }) => served.includes(operation))) return { outcome: 'own-write' };
    const ledger = ledgerOf(wish.host, ledgers);
    const earlier = ledger.disruptions.find(({ host }) => host === wish.host);
    if (earlier?.operation === operation) return { outcome: 'own-write' };
    // What the planner has entered since is no wish of anybody, and gives way.
    if (earlier?.operation !== undefined && earlier.enteredAt >= requestedAt) return { outcome: 'superseded' };
    if (earlier?.stage === 'terminating') return { outcome: 'unchanged' };
    const now = ports.clock.now();
    const disruption: Disruption = {
      host: wish.host,
      cause: 'requested',
      kind: wish.kind === 'replace-host' ? 'replace' : wish.change,
      stage: 'wanted',
      attempt: (earlier?.attempt ?? 0) + 1,
      enteredAt: now,
      stageAt: now,
      deadline: now + patienceSeconds * 1_000,
      reason: `${wish.kind === 'replace-host' ? 'replace' : wish.change} was asked for`,
      operation,
    };
    const written = await ports.ledgers.write(enterDisruption(ledger, disruption));
    return written === 'written' ? { outcome: 'written' } : undefined;
  });
};

/** The ledger keeps every launch whose hosts still exist, so it knows the group of each host of ours. */
const ledgerOf = (host: string, ledgers: readonly Ledger[]): Ledger => {
  const found = ledgers.find(
    (ledger) =>
      launchedBy(ledger).some(({ instanceIds }) => instanceIds.includes(host)) ||
      ledger.disruptions.some((one) => one.host === host),
  );
  if (found === undefined) throw new AppError('HostNotFound', `No host group of ours has launched ${host}.`);
  return found;
};

/** What was deleted could not be put without its pause any more: it would be neither kept nor deleted. */
const paused = (cluster: string): AppError =>
  new AppError('ClusterPaused', `${cluster} is paused, and nothing of it is changed.`, {
    hint: 'Put it with "paused": false in its policy, and delete it then.',
  });
