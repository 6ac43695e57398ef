/** What is kept of clusters beside themselves: how each is, for the brake of the whole region, and which were deleted. */
import type { ClusterHealth } from '../domain/situation.ts';
import type { Clock } from '../ports/clock.ts';
import type { Graves, RegionHealth } from '../ports/stores.ts';
import type { Table } from './dynamodb-table.ts';

const region = 'REGION';
const seconds = (ms: number) => Math.floor(ms / 1_000);
const dayMs = 24 * 3_600_000;

export const dynamoDbRegionHealth = (table: Table, clock: Clock): RegionHealth => ({
  /** What one cluster said that cannot be read is left out: it is no reason to look after none of the others. */
  read: async () =>
    (await table.between(region, 'HEALTH#', 'HEALTH$')).flatMap((item) =>
      'body' in item && isHealth(item.body) ? [item.body] : [],
    ),
  write: async (health) =>
    void (await table.put({ pk: region, sk: `HEALTH#${health.cluster}`, version: 1, body: health }, 'none', {
      expiresAt: seconds(clock.now() + dayMs),
    })),
  remove: async (cluster) => void (await table.remove({ pk: region, sk: `HEALTH#${cluster}` }, 'none')),
});

const isHealth = (body: unknown): body is ClusterHealth => {
  const { cluster, at, hosts, unhealthy } = Object(body) as Record<keyof ClusterHealth, unknown>;
  return typeof cluster === 'string' && [at, hosts, unhealthy].every(Number.isFinite);
};

/** Services' graves are many, where each change has a service of its own: they are not read with the cluster's items. */
const graveKey = (cluster: string, service?: string) =>
  service === undefined
    ? { pk: `CLUSTER#${cluster}`, sk: 'GRAVE' }
    : { pk: `GRAVES#${cluster}`, sk: `SERVICE#${service}` };

export const dynamoDbGraves = (table: Table): Graves => ({
  deletedAt: async (cluster, service) =>
    (await table.get<{ deletedAt: number }>(graveKey(cluster, service)))?.body.deletedAt,
  add: async (cluster, deletedAt, service) =>
    void (await table.put({ ...graveKey(cluster, service), version: 1, body: { deletedAt } }, 'none', {
      expiresAt: seconds(deletedAt + 30 * dayMs),
    })),
});
