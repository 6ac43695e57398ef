/** The stores in memory, with the conditions of the real ones. */
import type {
  ClusterSpecs,
  Decisions,
  Demands,
  Graves,
  Histories,
  InstanceIndex,
  Ledgers,
  Memories,
  Observations,
  Operations,
  Page,
  RegionHealth,
  RequestKeys,
  ServiceSpecs,
  StoppedTasks,
} from '../../shared/ports/stores.ts';
import { copy, type InMemoryWorld } from './in-memory-world.ts';

/** Conditional on a number that the stored item carries; 0 = only if there is none. */
const writeOver = <T>(items: Map<string, T>, key: string, expected: number, current: number, item: T | undefined) => {
  if (current !== expected) return 'conflict' as const;
  if (item === undefined) items.delete(key);
  else items.set(key, copy(item));
  return 'written' as const;
};

/** Pages by position: good enough for what is only appended to. */
const page = <T>(items: readonly T[], query: { readonly limit: number; readonly cursor?: string }): Page<T> => {
  const start = Number(query.cursor ?? 0);
  const end = start + query.limit;
  return { items: copy(items.slice(start, end)), ...(end < items.length ? { next: String(end) } : {}) };
};

export const inMemoryStores = (world: InMemoryWorld) => {
  const clusterSpecs: ClusterSpecs = {
    read: async (cluster) => copy(world.clusterSpecs.get(cluster)),
    damaged: async () => undefined,
    names: async () => [...world.clusterSpecs.keys()].toSorted(),
    write: async (stored, expected) => {
      const current = world.clusterSpecs.get(stored.cluster)?.generation ?? 0;
      return writeOver(world.clusterSpecs, stored.cluster, expected, current, stored);
    },
    remove: async (cluster, generation) => {
      const stored = world.clusterSpecs.get(cluster);
      if (stored?.deleting === undefined) return 'conflict';
      return writeOver(world.clusterSpecs, cluster, generation, stored.generation, undefined);
    },
  };
  const serviceSpecs: ServiceSpecs = {
    read: async (cluster, service) => copy(world.serviceSpecs.get(`${cluster}/${service}`)),
    list: async (cluster) => copy([...world.serviceSpecs.values()].filter((stored) => stored.cluster === cluster)),
    write: async (stored, expected) => {
      const key = `${stored.cluster}/${stored.service}`;
      return writeOver(world.serviceSpecs, key, expected, world.serviceSpecs.get(key)?.generation ?? 0, stored);
    },
    remove: async (cluster, service, generation) => {
      const stored = world.serviceSpecs.get(`${cluster}/${service}`);
      if (stored?.deleting === undefined) return 'conflict';
      return writeOver(world.serviceSpecs, `${cluster}/${service}`, generation, stored.generation, undefined);
    },
  };
  const ledgers: Ledgers = {
    list: async (cluster) => copy([...world.ledgers.values()].filter((ledger) => ledger.cluster === cluster)),
    write: async (ledger) => {
      const key = `${ledger.cluster}/${ledger.group}`;
      const next = { ...ledger, version: ledger.version + 1 };
      return writeOver(world.ledgers, key, ledger.version, world.ledgers.get(key)?.version ?? 0, next);
    },
    remove: async (cluster, group, version) => {
      const key = `${cluster}/${group}`;
      return writeOver(world.ledgers, key, version, world.ledgers.get(key)?.version ?? 0, undefined);
    },
  };
  const histories: Histories = {
    read: async (cluster) => copy(world.histories.get(cluster)),
    write: async (history) => void world.histories.set(history.cluster, copy(history)),
    remove: async (cluster) => void world.histories.delete(cluster),
  };
  const observations: Observations = {
    read: async (cluster) => copy(world.observations.get(cluster)),
    write: async (observation) => void world.observations.set(observation.cluster, copy(observation)),
    remove: async (cluster) => void world.observations.delete(cluster),
  };
  const decisions: Decisions = {
    add: async (more) => {
      for (const decision of copy(more)) {
        const written = world.decisions.findIndex(
          ({ id, cluster }) => id === decision.id && cluster === decision.cluster,
        );
        if (written < 0) world.decisions.push(decision);
        else world.decisions[written] = decision;
      }
    },
    list: async (cluster, query) =>
      page(
        world.decisions
          .filter((decision) => decision.cluster === cluster && (query.where?.(decision) ?? true))
          .filter(({ at }) => at >= (query.since ?? 0) && at <= (query.until ?? Number.POSITIVE_INFINITY))
          .toReversed(),
        query,
      ),
  };
  const demands: Demands = {
    list: async (cluster) => copy(world.demands.filter((demand) => demand.cluster === cluster)),
    add: async (demand) => {
      if (!world.demands.some(({ task, cluster }) => task === demand.task && cluster === demand.cluster)) {
        world.demands.push(copy(demand));
      }
    },
    remove: async (demand) => {
      const index = world.demands.findIndex(({ task, cluster }) => task === demand.task && cluster === demand.cluster);
      if (index >= 0) world.demands.splice(index, 1);
    },
  };
  const memories: Memories = {
    async read(cluster) {
      const [history, observation] = [await histories.read(cluster), await observations.read(cluster)];
      return {
        services: await serviceSpecs.list(cluster),
        ledgers: await ledgers.list(cluster),
        demands: await demands.list(cluster),
        ...(history && { history }),
        ...(observation && { observation }),
      };
    },
  };
  const operations: Operations = {
    read: async (id) => copy(world.operations.get(id)),
    add: async (entry) => {
      if (world.operations.has(entry.id)) return 'conflict';
      world.operations.set(entry.id, copy(entry));
      return 'written';
    },
    update: async (entry) => void world.operations.set(entry.id, copy(entry)),
    list: async (query) => page([...world.operations.values()].toReversed(), query),
  };
  const requestKeys: RequestKeys = {
    claim: async (id, contentHash) => {
      const claimed = world.requestKeys.get(id) ?? { contentHash };
      world.requestKeys.set(id, claimed);
      return copy(claimed);
    },
    settle: async (id, claimed) => void world.requestKeys.set(id, copy(claimed)),
  };
  const instanceIndex: InstanceIndex = {
    clusterOf: async (id) => world.instanceIndex.get(id),
    add: async (id, cluster) => void world.instanceIndex.set(id, cluster),
  };
  const stoppedTasks: StoppedTasks = {
    add: async (cluster, task, keepUntil) =>
      void world.stoppedTasks.set(`${cluster}/${task.id}`, copy({ task, keepUntil })),
    read: async (cluster, task) => {
      const kept = world.stoppedTasks.get(`${cluster}/${task}`);
      return kept !== undefined && kept.keepUntil > world.nowMs ? copy(kept.task) : undefined;
    },
    list: async (cluster, query) =>
      page(
        [...world.stoppedTasks]
          .filter(([key, { keepUntil }]) => key.startsWith(`${cluster}/`) && keepUntil > world.nowMs)
          .map(([, { task }]) => task)
          .filter((task) => query.where?.(task) ?? true)
          .toSorted((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0)),
        query,
      ),
    since: async (cluster, at, most) =>
      copy(
        [...world.stoppedTasks]
          .filter(([key, { task }]) => key.startsWith(`${cluster}/`) && (task.stoppedAt ?? 0) >= at)
          .map(([, { task }]) => task)
          .toSorted((a, b) => (b.stoppedAt ?? 0) - (a.stoppedAt ?? 0))
          .slice(0, most),
      ),
  };
  const regionHealth: RegionHealth = {
    read: async () => copy([...world.regionHealth.values()]),
    write: async (health) => void world.regionHealth.set(health.cluster, copy(health)),
    remove: async (cluster) => void world.regionHealth.delete(cluster),
  };
  const graves: Graves = {
    deletedAt: async (cluster, service) => world.graves.get(service === undefined ? cluster : `${cluster}/${service}`),
    add: async (cluster, deletedAt, service) =>
      void world.graves.set(service === undefined ? cluster : `${cluster}/${service}`, deletedAt),
  };
  return {
    clusterSpecs,
    serviceSpecs,
    ledgers,
    histories,
    memories,
    observations,
    decisions,
    demands,
    operations,
    requestKeys,
    instanceIndex,
    stoppedTasks,
    regionHealth,
    graves,
  };
};
