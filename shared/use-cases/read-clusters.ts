import { AppError } from '../domain/errors.ts';
import type { Observation } from '../domain/observation.ts';
import type { ClusterSpec, StoredCluster } from '../domain/spec.ts';
import type { ClusterSpecs, Observations } from '../ports/stores.ts';
import { existingCluster } from './change-cluster.ts';

export interface ClusterReport {
  readonly cluster: string;
  readonly generation: number;
  readonly state: ClusterState;
  /** What is asked for. Put it again to change it. */
  readonly spec: ClusterSpec;
  /** What was seen last; absent until the first look. */
  readonly status?: ClusterStatus;
  readonly writtenAt: string;
  /** The operation that wrote this generation. */
  readonly writtenBy: string;
}
/** settled: spec and world agree, and nothing is under way. */
export type ClusterState = 'settling' | 'settled' | 'deleting';

export interface ClusterStatus {
  readonly observedGeneration: number;
  readonly observedAt: string;
  readonly groups: Observation['groups'];
  readonly services: readonly { readonly service: string; readonly running: number; readonly desired: number }[];
  readonly waitingFor: readonly string[];
  readonly foreignHosts: number;
}

interface Ports {
  readonly clusterSpecs: ClusterSpecs;
  readonly observations: Observations;
}

/** Throws `ClusterNotFound`. */
export const readCluster = async (cluster: string, ports: Ports): Promise<ClusterReport> => {
  const stored = await existingCluster(cluster, ports);
  return clusterReport(stored, await ports.observations.read(cluster));
};

export interface ClusterLine {
  readonly cluster: string;
  readonly generation: number;
  /** unreadable: what is stored of it cannot be read, so nothing is changed there. */
  readonly state: ClusterState | 'unreadable';
  readonly hosts: { readonly desired: number; readonly joined: number };
  readonly services: number;
}

/** In the order of their names. */
export const listClusters = async (ports: Ports): Promise<readonly ClusterLine[]> => {
  const names = await ports.clusterSpecs.names();
  const lines = await Promise.all(names.map((cluster) => lineOf(cluster, ports)));
  return lines.filter((line) => line !== undefined);
};

/** Undefined when it was deleted a moment ago. */
const lineOf = async (cluster: string, { clusterSpecs, observations }: Ports): Promise<ClusterLine | undefined> => {
  try {
    const [stored, observation] = await Promise.all([clusterSpecs.read(cluster), observations.read(cluster)]);
    return stored && clusterLine(stored, observation);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'UnreadableState') throw error;
    return { cluster, generation: 0, state: 'unreadable', hosts: { desired: 0, joined: 0 }, services: 0 };
  }
};

const clusterLine = (stored: StoredCluster, observation: Observation | undefined): ClusterLine => ({
  cluster: stored.cluster,
  generation: stored.generation,
  state: stateOf(stored, observation),
  hosts: {
    desired: stored.spec.groups.reduce((sum, { count }) => sum + count, 0),
    joined: (observation?.groups ?? []).reduce((sum, { joined }) => sum + joined, 0),
  },
  services: observation?.services.length ?? 0,
});

const clusterReport = (stored: StoredCluster, observation: Observation | undefined): ClusterReport => ({
  cluster: stored.cluster,
  generation: stored.generation,
  state: stateOf(stored, observation),
  spec: stored.spec,
  ...(observation !== undefined && { status: statusOf(observation) }),
  writtenAt: new Date(stored.writtenAt).toISOString(),
  writtenBy: stored.writtenBy,
});

const stateOf = (stored: StoredCluster, observation: Observation | undefined): ClusterState => {
  if (stored.deleting !== undefined) return 'deleting';
  return observation?.settled === true && observation.generation === stored.generation ? 'settled' : 'settling';
};

const statusOf = (observation: Observation): ClusterStatus => ({
  observedGeneration: observation.generation,
  observedAt: new Date(observation.finishedAt).toISOString(),
  groups: observation.groups,
  services: observation.services.map(({ service, running, desired }) => ({ service, running, desired })),
  waitingFor: observation.waitingFor,
  foreignHosts: observation.foreignHosts,
});
