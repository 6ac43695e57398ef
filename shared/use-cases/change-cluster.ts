/** Changes of a whole cluster: its spec, one group's config, its deletion. */
import { sameJson } from '../domain/canonical-json.ts';
import { AppError } from '../domain/errors.ts';
import type { ClusterSpec, HostGroupSpec, StoredCluster } from '../domain/spec.ts';
import type { DeleteCluster, ProvisionCluster } from '../domain/wish.ts';
import type { EcsServiceReads } from '../ports/ecs-services.ts';
import type { ClusterSpecs, ServiceSpecs } from '../ports/stores.ts';
import { type AskedChange, changes, type Expected, expecting, refuseStale } from './asked-change.ts';
import { readableSpec } from './readable-spec.ts';
import { clusterStandsStill, type StandsStillPorts } from './stands-still.ts';

interface ClusterPorts {
  readonly clusterSpecs: ClusterSpecs;
}

export const provisionCluster = (
  { cluster, spec, expected }: { readonly cluster: string; readonly spec: ClusterSpec; readonly expected: Expected },
  ports: ClusterPorts & StandsStillPorts,
): AskedChange<ProvisionCluster> => ({
  wish: () => ({ kind: 'provision-cluster', cluster, spec, ...expecting(expected) }),
  judge: async (wish) => {
    const stored = await unlessDamaged(cluster, ports);
    if (stored === 'damaged') return changes;
    refuseStale(stored, expected);
    if (stored === undefined) return changes;
    refuseDeleting(stored);
    if (!sameJson(stored.spec, wish.spec) || (await clusterStandsStill(cluster, ports))) return changes;
    return { status: 'unchanged', because: 'This is what is asked for already.', generation: stored.generation };
  },
});

/** A spec that is damaged is mended by putting it again; one that a later version of us has written is not. */
const unlessDamaged = async (
  cluster: string,
  { clusterSpecs }: ClusterPorts,
): Promise<StoredCluster | 'damaged' | undefined> => {
  const stored = await readableSpec(cluster, { clusterSpecs });
  if (stored !== 'unreadable') return stored;
  return (await clusterSpecs.damaged(cluster)) === undefined ? clusterSpecs.read(cluster) : 'damaged';
};

export interface AskedConfig {
  readonly cluster: string;
  readonly group: string;
  readonly config: Partial<Pick<HostGroupSpec, 'agent' | 'attributes'>>;
  readonly expected: Expected;
}

/** The group's config is part of the cluster's spec: the same wish, with one group changed. */
export const changeConfig = (
  { cluster, group, config, expected }: AskedConfig,
  ports: ClusterPorts & StandsStillPorts,
): AskedChange<ProvisionCluster> => ({
  wish: async () => {
    const stored = await existingCluster(cluster, ports);
    refuseStale(stored, expected);
    const spec = groupOf(stored, group);
    const groups = stored.spec.groups.map((one) => (one === spec ? { ...one, ...config } : one));
    // Written only over what was read: the rest of the spec is not this request's to change.
    return {
      kind: 'provision-cluster',
      cluster,
      spec: { ...stored.spec, groups },
      expectedGeneration: stored.generation,
    };
  },
  judge: (wish) => provisionCluster({ ...wish, expected }, ports).judge(wish),
  inBody: (pointer) => pointer.replace(/^\/groups\/\d+/, ''),
});

export const deleteCluster = (
  { cluster, cascade, expected }: { readonly cluster: string; readonly cascade: boolean; readonly expected: Expected },
  ports: ClusterPorts & { readonly serviceSpecs: ServiceSpecs; readonly ecsServices: EcsServiceReads },
): AskedChange<DeleteCluster> => ({
  wish: () => ({ kind: 'delete-cluster', cluster, cascade, ...expecting(expected) }),
  judge: async () => {
    const stored = await existingCluster(cluster, ports);
    refuseStale(stored, expected);
    if (stored.deleting !== undefined && (stored.deleting.cascade || !cascade)) {
      return { status: 'unchanged', because: 'It is being deleted already.', generation: stored.generation };
    }
    if (cascade) return changes;
    const ours = (await ports.serviceSpecs.list(cluster)).map(({ service }) => service);
    const services = [...new Set([...ours, ...(await ports.ecsServices.names(cluster))])].sort();
    if (services.length === 0) return changes;
    const others = services.length > ours.length ? '; what is not ours stays, and the ECS cluster with it' : '';
    throw new AppError('ClusterNotEmpty', `It still has services: ${listed(services)}.`, {
      hint: `Delete them first, or add ?cascade=true to delete ours with it${others}.`,
    });
  },
});

const listed = (names: readonly string[]): string =>
  names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');

/** Throws `ClusterNotFound`. */
export const existingCluster = async (cluster: string, { clusterSpecs }: ClusterPorts): Promise<StoredCluster> => {
  const stored = await clusterSpecs.read(cluster);
  if (stored !== undefined) return stored;
  throw new AppError('ClusterNotFound', `There is no cluster ${cluster}.`, {
    hint: `PUT /v1/clusters/${cluster} makes one.`,
  });
};

/** A cluster that can take something new. Throws `ClusterNotFound` or `BeingDeleted`. */
export const openCluster = async (cluster: string, ports: ClusterPorts): Promise<StoredCluster> => {
  const stored = await existingCluster(cluster, ports);
  refuseDeleting(stored);
  return stored;
};

const refuseDeleting = ({ cluster, deleting }: StoredCluster): void => {
  if (deleting !== undefined) throw new AppError('BeingDeleted', `Cluster ${cluster} is being deleted.`);
};

/** Throws `GroupNotFound`. */
export const groupOf = (stored: StoredCluster, group: string): HostGroupSpec => {
  const found = stored.spec.groups.find(({ name }) => name === group);
  if (found !== undefined) return found;
  const names = stored.spec.groups.map(({ name }) => name).join(', ');
  throw new AppError('GroupNotFound', `Cluster ${stored.cluster} has no host group ${group}.`, {
    hint: `It has ${names}.`,
  });
};
