import { differencesOf } from '../domain/differences.ts';
import { plan } from '../domain/plan.ts';
import type { StoredCluster, StoredService } from '../domain/spec.ts';
import type { Wish } from '../domain/wish.ts';
import type { PlannedChange } from '../ports/planner.ts';
import { foreseePlacement } from './foresee-placement.ts';
import { observe } from './observe.ts';
import { recall } from './recall.ts';
import type { ReadingPorts } from './reconcile-ports.ts';
import { storesWithout } from './stores-without-writing.ts';
import { writeWish } from './write-wish.ts';

/**
 * What would become of a wish: it is written as it always is, only onto a sheet laid over the stores; then the very planner
 * looks at the world with it. Nothing is changed, and no open launch is settled. Refuses what writing the wish would refuse.
 */
export const planWish = async (wish: Wish, ports: ReadingPorts): Promise<PlannedChange> => {
  if (wish.kind === 'run-task') return foreseePlacement(wish, ports);
  const before = await stored(wish, ports);
  const sheet = { ...ports, ...storesWithout(ports) };
  await writeWish(wish, 'dry-run', sheet);
  const wanted = await sheet.clusterSpecs.read(wish.cluster);
  if (wanted === undefined) return { changes: [], actions: [], warnings: [] };
  const situation = await observe(recall(wanted, await sheet.memories.read(wish.cluster)), sheet);
  const { actions, held, notes } = plan(situation);
  return {
    changes: differencesOf(specOf(before), specOf(await stored(wish, sheet))),
    actions,
    warnings: [...notes, ...held.map(({ reason }) => `held back by the cluster's policy: ${reason}`)],
  };
};

type Stored = StoredCluster | StoredService | undefined;

/** What the wish is about, as far as it is a spec. */
const stored = (wish: Wish, { clusterSpecs, serviceSpecs }: Pick<ReadingPorts, 'clusterSpecs' | 'serviceSpecs'>) => {
  switch (wish.kind) {
    case 'provision-cluster':
    case 'delete-cluster':
      return clusterSpecs.read(wish.cluster);
    case 'deploy-service':
    case 'delete-service':
      return serviceSpecs.read(wish.cluster, wish.service);
    default:
      return Promise.resolve(undefined);
  }
};

/** A tombstone takes everything away. */
const specOf = (found: Stored): unknown => (found?.deleting === undefined ? found?.spec : undefined);
