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
  readonly state: ClusterState;
  readonly hosts: { readonly desired: number; readonly joined: number };
  readonly services: number;
}

/** In the order of their names. */
export const listClusters = async (ports: Ports): Promise<readonly ClusterLine[]> => {
  const stored = (await ports.clusterSpecs.list()).toSorted((a, b) => (a.cluster < b.cluster ? -1 : 1));
  return Promise.all(stored.map(async (one) => clusterLine(one, await ports.observations.read(one.cluster))));
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
