/** Specs and ledgers: what is written conditionally on a generation or a version. */

import { AppError } from '../domain/errors.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { StoredCluster, StoredService } from '../domain/spec.ts';
import { problemOfCluster, problemOfLedger, problemOfService } from '../domain/whole.ts';
import type { ClusterSpecs, Ledgers, ServiceSpecs } from '../ports/stores.ts';
import type { Condition, Item, Table } from './dynamodb-table.ts';

const specs = 'SPECS';
const clusterKey = (cluster: string) => ({ pk: specs, sk: cluster });
const serviceKey = (cluster: string, service: string) => ({ pk: `CLUSTER#${cluster}`, sk: `SERVICE#${service}` });
const ledgerKey = (cluster: string, group: string) => ({ pk: `CLUSTER#${cluster}`, sk: `LEDGER#${group}` });

const over = (version: number): Condition => (version === 0 ? 'absent' : { version });

const hint = 'Put the whole spec again: nothing is changed until then.';

/** What is not whole is as bad as what cannot be read: an emptied spec would otherwise mean that nothing is wanted. */
const whole = <Body>(item: Item<Body>, problemOf: (body: unknown) => string | undefined): Body => {
  const problem = problemOf(item.body);
  if (problem === undefined) return item.body;
  throw new AppError('UnreadableState', `${item.pk} ${item.sk} is not whole: ${problem}`, { hint });
};

export const dynamoDbClusterSpecs = (table: Table): ClusterSpecs => ({
  async read(cluster) {
    const item = await table.get<StoredCluster>(clusterKey(cluster));
    return item && whole(item, problemOfCluster);
  },
  async damaged(cluster) {
    const [item] = await table.between(specs, cluster, cluster);
    if (item === undefined || ('newer' in item && item.newer)) return undefined;
    if ('body' in item && problemOfCluster(item.body) === undefined) return undefined;
    return Number.isSafeInteger(item.version) ? item.version : undefined;
  },
  names: () => table.sortKeys(specs),
  write: (stored, expectedGeneration) =>
    table.put({ ...clusterKey(stored.cluster), version: stored.generation, body: stored }, over(expectedGeneration)),
  remove: (cluster, generation) => table.remove(clusterKey(cluster), { version: generation }),
});

export const dynamoDbServiceSpecs = (table: Table): ServiceSpecs => ({
  async read(cluster, service) {
    const item = await table.get<StoredService>(serviceKey(cluster, service));
    return item && whole(item, problemOfService);
  },
  list: async (cluster) =>
    (await table.all<StoredService>(`CLUSTER#${cluster}`, 'SERVICE#')).map((item) => whole(item, problemOfService)),
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
      ...whole(item, problemOfLedger),
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
