import { AppError } from '../domain/errors.ts';
import type { StoredCluster } from '../domain/spec.ts';
import type { ClusterSpecs } from '../ports/stores.ts';

/**
 * The spec of a cluster, for those to whom it is enough that there is one. `unreadable`: there is one, and it cannot be read; to
 * ask again would not mend that.
 */
export const readableSpec = async (
  cluster: string,
  { clusterSpecs }: { readonly clusterSpecs: Pick<ClusterSpecs, 'read'> },
): Promise<StoredCluster | 'unreadable' | undefined> => {
  try {
    return await clusterSpecs.read(cluster);
  } catch (error) {
    if (error instanceof AppError && error.code === 'UnreadableState') return 'unreadable';
    throw error;
  }
};
