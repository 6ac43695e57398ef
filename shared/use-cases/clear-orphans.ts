import { numbered } from '../domain/decisions.ts';
import { noHistory } from '../domain/history.ts';
import { type Orphans, orphansOf } from '../domain/orphans.ts';
import type { World } from '../domain/situation.ts';
import { isOurs } from '../domain/tags.ts';
import { shortHash } from '../domain/tokens.ts';
import type { ClusterMemory } from '../ports/stores.ts';
import type { Applied } from './apply.ts';
import type { ReconcilePorts } from './reconcile-ports.ts';
import { decisionRecorder } from './record-decisions.ts';

export interface Cleared {
  readonly applied: readonly Applied[];
  readonly leftAlone: readonly string[];
}

/**
 * What becomes of the instances of a cluster without a spec: what a deletion left behind is terminated and deregistered, decided
 * before it is done; about the others it is said once that nothing is done. Throws AppError, after which it is tried again.
 */
export const clearOrphans = async (
  cluster: string,
  remembered: ClusterMemory,
  ports: ReconcilePorts,
): Promise<Cleared> => {
  const [deletedAt, found, containerInstances] = await Promise.all([
    ports.graves.deletedAt(cluster),
    ports.fleet.instancesOf(cluster),
    ports.clusters.containerInstances(cluster),
  ]);
  const instances = found.filter(({ tags }) => isOurs(tags, ports.settings.stack, cluster));
  const now = ports.clock.now();
  const orphans = orphansOf({
    cluster,
    now,
    instances,
    containerInstances,
    ...(deletedAt !== undefined && { deletedAt }),
  });
  const applied = await remove(cluster, orphans, { instances, containerInstances }, ports);
  await sayOnce(cluster, orphans, remembered, ports);
  return { applied, leftAlone: orphans.leftAlone };
};

const remove = async (
  cluster: string,
  { actions }: Orphans,
  seen: Pick<World, 'instances' | 'containerInstances'>,
  ports: ReconcilePorts,
): Promise<readonly Applied[]> => {
  if (actions.length === 0) return [];
  const record = decisionRecorder(cluster, ports);
  await record.begin(actions, { world: seen });
  const ids = actions.flatMap((action) => (action.type === 'terminate' ? [action.host] : []));
  if (ids.length > 0) await ports.fleet.terminate(ids);
  for (const action of actions)
    if (action.type === 'deregister') await ports.clusters.deregister(cluster, action.containerInstance);
  const applied = actions.map((action): Applied => ({ action, outcome: 'done' }));
  await record.outcomes(applied, { world: seen });
  return applied;
};

const sayOnce = async (
  cluster: string,
  { reason }: Orphans,
  { history }: ClusterMemory,
  ports: ReconcilePorts,
): Promise<void> => {
  if (reason === undefined) return;
  const lastSaid = shortHash(reason);
  if (history?.lastSaid === lastSaid) return;
  await ports.decisions.add(
    numbered([{ rule: 'orphans', reason, outcome: 'nothing', cause: 'automatic' }], cluster, ports.clock.now(), 0),
  );
  await ports.histories.write({ ...(history ?? noHistory(cluster)), lastSaid });
};
