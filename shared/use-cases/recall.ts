import { noHistory } from '../domain/history.ts';
import type { Situation } from '../domain/situation.ts';
import type { StoredCluster } from '../domain/spec.ts';
import type { ClusterMemory } from '../ports/stores.ts';

/** Our own memory of a cluster: what is wanted, what was entered, what was seen before. */
export type Memory = Pick<Situation, 'wanted' | 'services' | 'ledgers' | 'history' | 'demands' | 'unreadable'>;

/** A history of an earlier shape lacks fields, which is no reason not to act. */
export const recall = (
  wanted: StoredCluster,
  { services, ledgers, demands, history, unreadable }: ClusterMemory,
): Memory => ({
  wanted,
  services,
  ledgers,
  demands,
  ...(unreadable !== undefined && { unreadable }),
  history: { ...noHistory(wanted.cluster), ...history },
});
