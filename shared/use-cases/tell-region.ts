import { clusterHealth } from '../domain/health.ts';
import type { History } from '../domain/history.ts';
import { hostsOf } from '../domain/hosts.ts';
import type { ClusterHealth, Situation } from '../domain/situation.ts';
import type { RegionHealth } from '../ports/stores.ts';

/** So long the others take what was said last for true. */
const holdsForMs = 2 * 60_000;

/**
 * Tells the other clusters how many hosts there are here, and how many are unhealthy by inference, for the brake of the whole
 * region: when that has changed, and when it was said a while ago. Answers with what holds now.
 */
export const tellRegion = async (
  situation: Situation,
  history: History,
  last: ClusterHealth | undefined,
  regionHealth: Pick<RegionHealth, 'write'>,
): Promise<ClusterHealth> => {
  const health = clusterHealth(situation.wanted.cluster, hostsOf(situation), history, situation.now);
  const same = last?.hosts === health.hosts && last.unhealthy === health.unhealthy;
  if (last !== undefined && same && health.at - last.at < holdsForMs) return last;
  await regionHealth.write(health);
  return health;
};
