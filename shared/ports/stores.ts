/**
 * What AWS does not remember for us, in one DynamoDB table: specs, ledgers, history, observations, decisions, stopped
 * tasks, demands, and the index of operations. Single-item conditional writes only. Reads are strongly consistent.
 * `conflict` means that somebody else wrote first: read again and decide again. An item that cannot be read (newer schema,
 * corrupted) throws `UnreadableState`: it never counts as absent.
 */
import type { Decision } from '../domain/decision.ts';
import type { Demand } from '../domain/demand.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { History } from '../domain/history.ts';
import type { Ledger } from '../domain/ledger.ts';
import type { Observation } from '../domain/observation.ts';
import type { OperationEntry } from '../domain/operation.ts';
import type { ClusterHealth, UnreadableMemory } from '../domain/situation.ts';
import type { TaskView } from '../domain/snapshot.ts';
import type { StoredCluster, StoredService } from '../domain/spec.ts';

export type Written = 'written' | 'conflict';

export interface ClusterSpecs {
  read(cluster: string): Promise<StoredCluster | undefined>;
  /** The generation of one that cannot be read and may be written over: no later version of us has written it. */
  damaged(cluster: string): Promise<number | undefined>;
  /** Of all, those that cannot be read too: trouble with one must not hide the others. */
  names(): Promise<readonly string[]>;
  /** Writes over `expectedGeneration` only; 0 = only if there is none. */
  write(stored: StoredCluster, expectedGeneration: number): Promise<Written>;
  /** The last act of a deletion, and only over a tombstone of this generation. */
  remove(cluster: string, generation: number): Promise<Written>;
}
export interface ServiceSpecs {
  read(cluster: string, service: string): Promise<StoredService | undefined>;
  list(cluster: string): Promise<readonly StoredService[]>;
  write(stored: StoredService, expectedGeneration: number): Promise<Written>;
  remove(cluster: string, service: string, generation: number): Promise<Written>;
}
export interface Ledgers {
  /** A group that has none yet is absent from the list. */
  list(cluster: string): Promise<readonly Ledger[]>;
  /** Writes `ledger` as version `ledger.version + 1` if the stored version still is `ledger.version`. */
  write(ledger: Ledger): Promise<Written>;
  remove(cluster: string, group: string, version: number): Promise<Written>;
}
export interface Histories {
  read(cluster: string): Promise<History | undefined>;
  write(history: History): Promise<void>;
  remove(cluster: string): Promise<void>;
}
export interface Observations {
  read(cluster: string): Promise<Observation | undefined>;
  write(observation: Observation): Promise<void>;
  remove(cluster: string): Promise<void>;
}
/** All that is remembered of one cluster beside its spec. */
export interface Memories {
  /** In one read, however much it is. */
  read(cluster: string): Promise<ClusterMemory>;
}
export interface ClusterMemory {
  readonly services: readonly StoredService[];
  /** A group that has none yet is absent from the list. */
  readonly ledgers: readonly Ledger[];
  readonly demands: readonly Demand[];
  readonly history?: History;
  readonly observation?: Observation;
  /** What is there and cannot be read: it is no reason to forget the rest. */
  readonly unreadable?: readonly UnreadableMemory[];
}
export interface Decisions {
  /** Kept for 30 days. One of an id that is there already is written over it. */
  add(decisions: readonly Decision[]): Promise<void>;
  /** Newest first. A page ends early when very many had to be looked at for it. */
  list(cluster: string, query: DecisionsQuery): Promise<Page<Decision>>;
}
export interface DecisionsQuery extends Paging<Decision> {
  readonly since?: number;
  readonly until?: number;
}
/** A task as it was when it stopped, with why, as far as was known then. */
export type KeptTask = TaskView & { readonly diagnosis?: Diagnosis };
export interface StoppedTasks {
  add(cluster: string, task: KeptTask, keepUntil: number): Promise<void>;
  read(cluster: string, task: string): Promise<KeptTask | undefined>;
  /** Newest first, for as long as they are kept. Perhaps without the last few seconds: an index is behind it. */
  list(cluster: string, query: Paging<KeptTask>): Promise<Page<KeptTask>>;
  /** Newest first, those that stopped since then. Perhaps without the last few seconds: an index is behind it. */
  since(cluster: string, at: number, most: number): Promise<readonly TaskView[]>;
}
/** How each cluster is, for the brake of the whole region. */
export interface RegionHealth {
  read(): Promise<readonly ClusterHealth[]>;
  write(health: ClusterHealth): Promise<void>;
  remove(cluster: string): Promise<void>;
}
/**
 * Clusters, and services of them, whose deletion was asked for and is done: only what is left of those clusters may be cleared
 * away, and no wish from before brings them back. Kept for 30 days.
 */
export interface Graves {
  /** When it was deleted. Undefined: a cluster without a spec is a riddle, and nothing of it is touched. */
  deletedAt(cluster: string, service?: string): Promise<number | undefined>;
  add(cluster: string, deletedAt: number, service?: string): Promise<void>;
}
export interface Demands {
  list(cluster: string): Promise<readonly Demand[]>;
  add(demand: Demand): Promise<void>;
  remove(demand: Demand): Promise<void>;
}
export interface Operations {
  read(id: string): Promise<OperationEntry | undefined>;
  /** Only if there is none of this id. */
  add(entry: OperationEntry): Promise<Written>;
  update(entry: OperationEntry): Promise<void>;
  /** Newest first; of one cluster or of all. */
  list(query: { readonly limit: number; readonly cursor?: string }): Promise<Page<OperationEntry>>;
}
/** Requests that are no operations, so that one Idempotency-Key is not used for two of them. Kept for 30 days. */
export interface RequestKeys {
  /** What this id was first claimed with, and what had come of it by then; this very claim when nobody had. */
  claim(id: string, contentHash: string): Promise<ClaimedKey>;
  /** Keeps what has come of it, for repeats. */
  settle(id: string, claimed: ClaimedKey): Promise<void>;
}
export interface ClaimedKey {
  readonly contentHash: string;
  /** What the request made, such as `family:revision`. */
  readonly made?: string;
}
/** Which cluster an instance belongs to: EC2 and spot events name no cluster. */
export interface InstanceIndex {
  clusterOf(instanceId: string): Promise<string | undefined>;
  add(instanceId: string, cluster: string): Promise<void>;
}
export interface Paging<T> {
  readonly limit: number;
  readonly cursor?: string;
  readonly where?: (item: T) => boolean;
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}
