import type { Decision } from '../domain/decision.ts';
import type { ClusterSpecs, Decisions } from '../ports/stores.ts';
import { existingCluster } from './change-cluster.ts';

export interface DecisionReport extends Omit<Decision, 'at' | 'cluster'> {
  readonly at: string;
}

/** Newest first; those of a cluster that is gone can be read too, for 30 days. Throws `ClusterNotFound`. */
export const readDecisions = async (
  cluster: string,
  query: { readonly limit: number; readonly cursor?: string },
  ports: { readonly clusterSpecs: ClusterSpecs; readonly decisions: Decisions },
): Promise<{ readonly decisions: readonly DecisionReport[]; readonly next?: string }> => {
  const { items, next } = await ports.decisions.list(cluster, query);
  if (items.length === 0) await existingCluster(cluster, ports);
  const decisions = items.map(({ cluster: _, at, ...decision }) => ({ at: new Date(at).toISOString(), ...decision }));
  return { decisions, ...(next === undefined ? {} : { next }) };
};
