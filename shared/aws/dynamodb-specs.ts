/** Specs and ledgers: what is written conditionally on a generation or a version. */
import type { Ledger } from '../domain/ledger.ts';
import type { StoredCluster, StoredService } from '../domain/spec.ts';
import type { ClusterSpecs, Ledgers, ServiceSpecs } from '../ports/stores.ts';
import type { Condition, Table } from './dynamodb-table.ts';

const specs = 'SPECS';
const clusterKey = (cluster: string) => ({ pk: specs, sk: cluster });
const serviceKey = (cluster: string, service: string) => ({ pk: `CLUSTER#${cluster}`, sk: `SERVICE#${service}` });
const ledgerKey = (cluster: string, group: string) => ({ pk: `CLUSTER#${cluster}`, sk: `LEDGER#${group}` });

const over = (version: number): Condition => (version === 0 ? 'absent' : { version });

export const dynamoDbClusterSpecs = (table: Table): ClusterSpecs => ({
  read: async (cluster) => (await table.get<StoredCluster>(clusterKey(cluster)))?.body,
  names: () => table.sortKeys(specs),
  write: (stored, expectedGeneration) =>
    table.put({ ...clusterKey(stored.cluster), version: stored.generation, body: stored }, over(expectedGeneration)),
  remove: (cluster, generation) => table.remove(clusterKey(cluster), { version: generation }),
});

export const dynamoDbServiceSpecs = (table: Table): ServiceSpecs => ({
  read: async (cluster, service) => (await table.get<StoredService>(serviceKey(cluster, service)))?.body,
  list: async (cluster) => (await table.all<StoredService>(`CLUSTER#${cluster}`, 'SERVICE#')).map((item) => item.body),
  write: (stored, expectedGeneration) =>
    table.put(
      { ...serviceKey(stored.cluster, stored.service), version: stored.generation, body: stored },
      over(expectedGeneration),
    ),
  remove: (cluster, service, generation) => table.remove(serviceKey(cluster, service), { version: generation }),
});

export const dynamoDbLedgers = (table: Table): Ledgers => ({
  list: async (cluster) =>
    (await table.all<Ledger>(`CLUSTER#${cluster}`, 'LEDGER#')).map((item) => ({
      ...item.body,
      version: item.version,
    })),
  write: (ledger) => {
    const version = ledger.version + 1;
    return table.put(
      { ...ledgerKey(ledger.cluster, ledger.group), version, body: { ...ledger, version } },
      over(ledger.version),
    );
  },
  remove: (cluster, group, version) => table.remove(ledgerKey(cluster, group), { version }),
});
