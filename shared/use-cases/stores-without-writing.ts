import type { Demand } from '../domain/demand.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { StoredCluster, StoredService } from '../domain/spec.ts';
import type { ClusterSpecs, Demands, Ledgers, ServiceSpecs } from '../ports/stores.ts';

interface Stores {
  readonly clusterSpecs: ClusterSpecs;
  readonly serviceSpecs: ServiceSpecs;
  readonly ledgers: Ledgers;
  readonly demands: Demands;
}

/** The stores with a sheet laid over them: what is written stays on the sheet, and is read from there. */
export const storesWithout = (stores: Stores): Stores => {
  const clusters = new Map<string, StoredCluster>();
  const services = new Map<string, StoredService>();
  const ledgers = new Map<string, Ledger>();
  const demands: Demand[] = [];
  return {
    clusterSpecs: {
      read: async (cluster) => clusters.get(cluster) ?? stores.clusterSpecs.read(cluster),
      names: () => stores.clusterSpecs.names(),
      write: async (stored) => {
        clusters.set(stored.cluster, stored);
        return 'written';
      },
      remove: refuse,
    },
    serviceSpecs: {
      read: async (cluster, service) => services.get(service) ?? stores.serviceSpecs.read(cluster, service),
      list: async (cluster) => {
        const others = (await stores.serviceSpecs.list(cluster)).filter(({ service }) => !services.has(service));
        return [...others, ...services.values()];
      },
      write: async (stored) => {
        services.set(stored.service, stored);
        return 'written';
      },
      remove: refuse,
    },
    ledgers: {
      list: async (cluster) => {
        const others = (await stores.ledgers.list(cluster)).filter(({ group }) => !ledgers.has(group));
        return [...others, ...ledgers.values()];
      },
      write: async (ledger) => {
        ledgers.set(ledger.group, { ...ledger, version: ledger.version + 1 });
        return 'written';
      },
      remove: refuse,
    },
    demands: {
      list: async (cluster) => [...(await stores.demands.list(cluster)), ...demands],
      add: async (demand) => {
        demands.push(demand);
      },
      remove: refuse,
    },
  };
};

const refuse = (): Promise<never> => Promise.reject(new Error('a dry run removes nothing'));
