import type { Demand } from '../domain/demand.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { StoredCluster, StoredService } from '../domain/spec.ts';
import type { ClusterSpecs, Demands, Ledgers, Memories, ServiceSpecs } from '../ports/stores.ts';

interface Stores {
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
  readonly ledgers: Ledgers;
  readonly demands: Demands;
  readonly memories: Memories;
}

/** The stores with a sheet laid over them: what is written stays on the sheet, and is read from there. */
export const storesWithout = (stores: Stores): Stores => {
  const clusters = new Map<string, StoredCluster>();
  const services = new Map<string, StoredService>();
  const ledgers = new Map<string, Ledger>();
  const demands: Demand[] = [];
  const withServices = (stored: readonly StoredService[]) => [
    ...stored.filter(({ service }) => !services.has(service)),
    ...services.values(),
  ];
  const withLedgers = (stored: readonly Ledger[]) => [
    ...stored.filter(({ group }) => !ledgers.has(group)),
    ...ledgers.values(),
  ];
  const withDemands = (stored: readonly Demand[]) => [...stored, ...demands];
  return {
    clusterSpecs: {
      read: async (cluster) => clusters.get(cluster) ?? stores.clusterSpecs.read(cluster),
      damaged: (cluster) => stores.clusterSpecs.damaged(cluster),
      names: () => stores.clusterSpecs.names(),
      write: async (stored) => {
        clusters.set(stored.cluster, stored);
        return 'written';
      },
      remove: refuse,
    },
    serviceSpecs: {
      read: async (cluster, service) => services.get(service) ?? stores.serviceSpecs.read(cluster, service),
      list: async (cluster) => withServices(await stores.serviceSpecs.list(cluster)),
      write: async (stored) => {
        services.set(stored.service, stored);
        return 'written';
      },
      remove: refuse,
    },
    ledgers: {
      list: async (cluster) => withLedgers(await stores.ledgers.list(cluster)),
      write: async (ledger) => {
        ledgers.set(ledger.group, { ...ledger, version: ledger.version + 1 });
        return 'written';
      },
      remove: refuse,
    },
    demands: {
      list: async (cluster) => withDemands(await stores.demands.list(cluster)),
      add: async (demand) => {
        demands.push(demand);
      },
      remove: refuse,
    },
    memories: {
      read: async (cluster) => {
        const stored = await stores.memories.read(cluster);
        return {
          ...stored,
          services: withServices(stored.services),
          ledgers: withLedgers(stored.ledgers),
          demands: withDemands(stored.demands),
        };
      },
    },
  };
};

const refuse = (): Promise<never> => Promise.reject(new Error('a dry run removes nothing'));
