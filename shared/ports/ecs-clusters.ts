import type { ClusterView, ContainerInstanceView } from '../domain/snapshot.ts';

/** ECS clusters and the hosts registered in them. */
export interface EcsClusters {
  /** Undefined when ECS has no ACTIVE cluster of this name. */
  cluster(name: string): Promise<ClusterView | undefined>;
  /** Creating one that is there is success (ECS answers with the existing one). */
  createCluster(name: string, tags: Readonly<Record<string, string>>): Promise<ClusterView>;
  /** Deleting one that is gone is success. */
  deleteCluster(name: string): Promise<void>;
  /** All container instances, DRAINING ones included, ours or not. Empty when the cluster does not exist. */
  containerInstances(cluster: string): Promise<readonly ContainerInstanceView[]>;
  /** Batches of ten; ids already in that status are success; what ECS refuses comes back with its reason. */
  setStatus(
    cluster: string,
    arns: readonly string[],
    status: 'ACTIVE' | 'DRAINING',
  ): Promise<readonly { readonly arn: string; readonly refused: string }[]>;
  /** With force: tasks on it are orphaned, so terminate first. Deregistering what is gone is success. */
  deregister(cluster: string, arn: string): Promise<void>;
}
