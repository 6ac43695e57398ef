import { noHistory } from '../domain/history.ts';
import type { Situation } from '../domain/situation.ts';
import type { StoredCluster } from '../domain/spec.ts';
import type { ReadingPorts } from './reconcile-ports.ts';

/** Our own memory of a cluster: what is wanted, what was entered, what was seen before. */
export type Memory = Pick<Situation, 'wanted' | 'services' | 'ledgers' | 'history' | 'demands'>;

/** What cannot be read throws `UnreadableState`, so that nothing is planned from half of it. */
export const recall = async (wanted: StoredCluster, ports: ReadingPorts): Promise<Memory> => {
  const { cluster } = wanted;
  const [services, ledgers, history, demands] = await Promise.all([
    ports.serviceSpecs.list(cluster),
    ports.ledgers.list(cluster),
    ports.histories.read(cluster),
    ports.demands.list(cluster),
  ]);
  // A history of an earlier shape lacks fields, which is no reason not to act.
  return { wanted, services, ledgers, demands, history: { ...noHistory(cluster), ...history } };
};
