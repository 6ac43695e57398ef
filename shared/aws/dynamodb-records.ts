/** What was seen, decided and asked for: history, observations, decisions, stopped tasks, demands, operations. */
import type { Decision } from '../domain/decision.ts';
import type { Demand } from '../domain/demand.ts';
import type { History } from '../domain/history.ts';
import type { Observation } from '../domain/observation.ts';
import type { OperationEntry } from '../domain/operation.ts';
import type { TaskView } from '../domain/snapshot.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  ClaimedKey,
  Decisions,
  Demands,
  Histories,
  InstanceIndex,
  KeptTask,
  Observations,
  Operations,
  RequestKeys,
  StoppedTasks,
} from '../ports/stores.ts';
import type { Table } from './dynamodb-table.ts';

const keepSeconds = 30 * 24 * 3_600;
const partition = (cluster: string) => `CLUSTER#${cluster}`;
const seconds = (ms: number) => Math.floor(ms / 1_000);

export const dynamoDbHistories = (table: Table): Histories => ({
  read: async (cluster) => (await table.get<History>({ pk: partition(cluster), sk: 'HISTORY' }))?.body,
  write: async (history) =>
    void (await table.put({ pk: partition(history.cluster), sk: 'HISTORY', version: 1, body: history }, 'none')),
  remove: async (cluster) => void (await table.remove({ pk: partition(cluster), sk: 'HISTORY' }, 'none')),
});

export const dynamoDbObservations = (table: Table): Observations => ({
  read: async (cluster) => (await table.get<Observation>({ pk: partition(cluster), sk: 'OBSERVATION' }))?.body,
  write: async (observation) =>
    void (await table.put(
      { pk: partition(observation.cluster), sk: 'OBSERVATION', version: 1, body: observation },
      'none',
    )),
  remove: async (cluster) => void (await table.remove({ pk: partition(cluster), sk: 'OBSERVATION' }, 'none')),
});

export const dynamoDbDecisions = (table: Table): Decisions => ({
  async add(decisions) {
    for (const decision of decisions)
      await table.put(
        {
          pk: partition(decision.cluster),
          sk: `DECISION#${new Date(decision.at).toISOString()}#${decision.id}`,
          version: 1,
          body: decision,
        },
        'none',
        { expiresAt: seconds(decision.at) + keepSeconds },
      );
  },
  list: (cluster, { since = 0, until = endOfTime, ...paging }) => {
    const [first, last] = [timestamp(since), timestamp(Math.max(since, until))];
    // The sort keys go on with `#`, which comes before `$`.
    return table.newest<Decision>({
      ...paging,
      from: { pk: partition(cluster), first: `DECISION#${first}`, last: `DECISION#${last}$` },
    });
  },
});

const endOfTime = Date.UTC(9_999, 0);
const timestamp = (ms: number): string => new Date(ms).toISOString();
const stoppedAt = ({ stoppedAt: at = 0 }: TaskView): string => new Date(at).toISOString();

export const dynamoDbStoppedTasks = (table: Table, clock: Clock): StoppedTasks => ({
  add: async (cluster, task, keepUntil) =>
    void (await table.put(
      { pk: partition(cluster), sk: `TASK#${task.id}`, version: task.version, body: { task, keepUntil } },
      'none',
      {
        expiresAt: seconds(keepUntil),
        listed: { list: `STOPPED#${cluster}`, at: `${stoppedAt(task)}#${task.id}` },
      },
    )),
  async list(cluster, { where = () => true, ...paging }) {
    const now = clock.now();
    const { items, next } = await table.newest<{ task: KeptTask; keepUntil: number }>({
      ...paging,
      from: { list: `STOPPED#${cluster}` },
      where: ({ task, keepUntil }) => keepUntil > now && where(task),
    });
    return { items: items.map(({ task }) => task), ...(next !== undefined && { next }) };
  },
  async since(cluster, at, most) {
    const { items } = await table.newest<{ task: TaskView; keepUntil: number }>({
      limit: most,
      from: { list: `STOPPED#${cluster}` },
    });
    return items.map(({ task }) => task).filter((task) => (task.stoppedAt ?? 0) >= at);
  },
  async read(cluster, task) {
    const item = await table.get<{ task: KeptTask; keepUntil: number }>({ pk: partition(cluster), sk: `TASK#${task}` });
    return item !== undefined && item.body.keepUntil > clock.now() ? item.body.task : undefined;
  },
});

const demandKey = (demand: Demand) => ({ pk: partition(demand.cluster), sk: `DEMAND#${demand.kind}#${demand.task}` });

export const dynamoDbDemands = (table: Table): Demands => ({
  list: async (cluster) => (await table.all<Demand>(partition(cluster), 'DEMAND#')).map((item) => item.body),
  add: async (demand) => void (await table.put({ ...demandKey(demand), version: 1, body: demand }, 'none')),
  remove: async (demand) => void (await table.remove(demandKey(demand), 'none')),
});

const operationKey = (id: string) => ({ pk: `OPERATION#${id}`, sk: 'OPERATION' });
const operationExtras = (entry: OperationEntry) => ({
  expiresAt: seconds(entry.requestedAt) + keepSeconds,
  listed: { list: 'OPERATIONS', at: `${new Date(entry.requestedAt).toISOString()}#${entry.id}` },
});

export const dynamoDbOperations = (table: Table): Operations => ({
  read: async (id) => (await table.get<OperationEntry>(operationKey(id)))?.body,
  add: (entry) => table.put({ ...operationKey(entry.id), version: 1, body: entry }, 'absent', operationExtras(entry)),
  update: async (entry) =>
    void (await table.put({ ...operationKey(entry.id), version: 1, body: entry }, 'none', operationExtras(entry))),
  list: ({ limit, cursor }) =>
    table.newest<OperationEntry>({ limit, ...(cursor !== undefined && { cursor }), from: { list: 'OPERATIONS' } }),
});

const requestKey = (id: string) => ({ pk: `REQUEST#${id}`, sk: 'REQUEST' });

export const dynamoDbRequestKeys = (table: Table, clock: Clock): RequestKeys => ({
  async claim(id, contentHash) {
    const claimedAt = clock.now();
    const expiresAt = seconds(claimedAt) + keepSeconds;
    const item = { ...requestKey(id), version: 1, body: { contentHash, claimedAt } };
    if ((await table.put(item, 'absent', { expiresAt })) === 'written') return { contentHash };
    const there = await table.get<ClaimedKey & { readonly claimedAt?: number }>(requestKey(id));
    if (there === undefined) return { contentHash };
    const { claimedAt: before, ...claimed } = there.body;
    // DynamoDB deletes late, by days: what has expired is as good as gone.
    if (before === undefined || seconds(claimedAt) < seconds(before) + keepSeconds) return claimed;
    const over = { ...item, version: there.version + 1 };
    if ((await table.put(over, { version: there.version }, { expiresAt })) === 'written') return { contentHash };
    return (await table.get<ClaimedKey>(requestKey(id)))?.body ?? { contentHash };
  },
  settle: async (id, claimed) =>
    void (await table.put({ ...requestKey(id), version: 1, body: { ...claimed, claimedAt: clock.now() } }, 'none', {
      expiresAt: seconds(clock.now()) + keepSeconds,
    })),
});

const instanceKey = (instanceId: string) => ({ pk: `INSTANCE#${instanceId}`, sk: 'INSTANCE' });

export const dynamoDbInstanceIndex = (table: Table, clock: Clock): InstanceIndex => ({
  clusterOf: async (instanceId) => (await table.get<{ cluster: string }>(instanceKey(instanceId)))?.body.cluster,
  add: async (instanceId, cluster) =>
    void (await table.put({ ...instanceKey(instanceId), version: 1, body: { cluster } }, 'none', {
      expiresAt: seconds(clock.now()) + 12 * keepSeconds,
    })),
});
